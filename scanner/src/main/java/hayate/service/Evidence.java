package hayate.service;

import hayate.report.ScriptReport;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What certificates tell beyond the name of a service. All of it is the peer's word, bounded in length. */
final class Evidence {
    private static final int TEXT_MAX = 200;
    private static final int NAMES_MAX = 20;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Evidence() {}

    /** Of a certificate: whose, by whom, which names, which key, from when to when (RFC 5280). */
    static List<ScriptReport> ofTls(TlsSession session) {
        List<ScriptReport> found = new ArrayList<>();
        session.certificate().ifPresent(own -> found.add(new ScriptReport("ssl-cert", describe(own))));
        if (!session.applicationProtocol().isEmpty()) {
            found.add(new ScriptReport("tls-alpn", clean(session.applicationProtocol())));
        }
        return found;
    }

    private static String describe(X509Certificate own) {
        StringBuilder text = new StringBuilder();
        text.append("Subject: ").append(clean(own.getSubjectX500Principal().getName()));
        String names = names(own);
        if (!names.isEmpty()) {
            text.append("\nSubject Alternative Name: ").append(names);
        }
        text.append("\nIssuer: ").append(clean(own.getIssuerX500Principal().getName()));
        text.append("\nPublic Key type: ")
                .append(clean(own.getPublicKey().getAlgorithm().toLowerCase(Locale.ROOT)));
        if (own.getPublicKey() instanceof RSAPublicKey rsa) {
            text.append("\nPublic Key bits: ").append(rsa.getModulus().bitLength());
        } else if (own.getPublicKey() instanceof ECPublicKey ec) {
            text.append("\nPublic Key bits: ")
                    .append(ec.getParams().getCurve().getField().getFieldSize());
        }
        text.append("\nSignature Algorithm: ").append(clean(own.getSigAlgName()));
        text.append("\nNot valid before: ")
                .append(TIME.format(own.getNotBefore().toInstant()));
        text.append("\nNot valid after:  ").append(TIME.format(own.getNotAfter().toInstant()));
        return text.toString();
    }

    private static String names(X509Certificate own) {
        try {
            Collection<List<?>> names = own.getSubjectAlternativeNames();
            if (names == null) {
                return "";
            }
            return names.stream()
                    .limit(NAMES_MAX)
                    .filter(name -> name.size() > 1 && name.get(1) instanceof String)
                    .map(name -> (name.get(0).equals(7) ? "IP Address:" : "DNS:") + clean((String) name.get(1)))
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("");
        } catch (CertificateParsingException e) {
            return "";
        }
    }

    static String clean(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= TEXT_MAX ? line : line.substring(0, TEXT_MAX) + "...";
    }
}
