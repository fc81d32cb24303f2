package hayate.service;

import hayate.report.ScriptReport;
import java.nio.charset.StandardCharsets;
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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What answers and certificates tell beyond the name of a service. All of it is the peer's word, bounded in length. */
final class Evidence {
    private static final int TEXT_MAX = 200;
    private static final int NAMES_MAX = 20;
    private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]{0,80}>([^<]{0,400})");
    private static final Pattern SERVER = Pattern.compile("(?im)^server:[ \t]*([^\r\n]{1,200})");
    private static final Pattern LOCATION = Pattern.compile("(?im)^location:[ \t]*([^\r\n]{1,200})");
    private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.[01] (\\d{3}[^\r\n]{0,60})");
    private static final Pattern HEAD_END = Pattern.compile("\r?\n\r?\n");
    private static final Pattern HTML = Pattern.compile("(?im)^content-type:[ \t]*(?:text/html|application/xhtml)");
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^content-length:[ \t]*(\\d{1,18})[ \t\r]*$");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Evidence() {}

    /** Of an HTTP answer: title, server, redirect. */
    static List<ScriptReport> ofHttp(byte[] answer, int lengthBytes) {
        String text = new String(answer, 0, lengthBytes, StandardCharsets.ISO_8859_1);
        Matcher status = STATUS.matcher(text);
        if (!status.find()) {
            return List.of();
        }
        List<ScriptReport> found = new ArrayList<>();
        first(SERVER, text).ifPresent(server -> found.add(new ScriptReport("http-server-header", clean(server))));
        Optional<String> location = first(LOCATION, text);
        String title = first(TITLE, text)
                .map(Evidence::clean)
                .orElse("Site doesn't have a title (" + clean(status.group(1)) + ").");
        found.add(new ScriptReport(
                "http-title",
                location.map(to -> "Did not follow redirect to " + clean(to)).orElse(title)));
        return found;
    }

    /**
     * Whether the head of an HTTP answer is cut off, or its page, which should have a title, ends before that (RFC 9112,
     * section 6: by its length, or when the connection closes).
     */
    static boolean isUnfinishedHttp(byte[] answer, int lengthBytes) {
        String text = new String(answer, 0, lengthBytes, StandardCharsets.ISO_8859_1);
        if (!STATUS.matcher(text).find()) {
            return false;
        }
        Matcher end = HEAD_END.matcher(text);
        if (!end.find()) {
            return true;
        }
        String head = text.substring(0, end.start());
        boolean titled = TITLE.matcher(text).find() || LOCATION.matcher(head).find();
        return !titled && HTML.matcher(head).find() && text.length() - end.end() < bodyBytes(head);
    }

    private static long bodyBytes(String head) {
        return first(CONTENT_LENGTH, head).map(Long::parseLong).orElse(Long.MAX_VALUE);
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

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

    private static String clean(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= TEXT_MAX ? line : line.substring(0, TEXT_MAX) + "...";
    }
}
