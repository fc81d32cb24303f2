package hayate.service;

import hayate.report.ScriptReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * How a protocol that begins in the clear goes over to TLS: SMTP (RFC 3207), LMTP, IMAP and POP3 (RFC 2595), FTP (RFC 4217),
 * NNTP (RFC 4642), ManageSieve (RFC 5804), XMPP (RFC 6120), LDAP (RFC 4511), PostgreSQL, MySQL, and RDP (MS-RDPBCGR). What it
 * brings is the certificate; a server that does not offer it is left at once.
 */
final class StartTls implements Errand {
    private static final Pattern REPLY_END = Pattern.compile("(?m)^\\d{3} [^\n]{0,500}\n");
    private static final Pattern LINE = Pattern.compile("\n");
    private static final Pattern AT_ONCE = Pattern.compile("");
    private static final Pattern ANY = Pattern.compile("(?s).");
    private static final Pattern MYSQL_GREETING =
            Pattern.compile("(?s)^.{3}\\x00\\x0a[^\\x00]{1,60}\\x00.{12}\\x00.(.)");
    private static final int MYSQL_SSL_BIT = 0x08;
    private static final String LDAP_START_TLS = "0\u001d\u0002\u0001\u0001w\u0018\u0080\u00161.3.6.1.4.1.1466.20037";
    private static final String POSTGRESQL_SSL = "\0\0\0\b\u0004\u00d2\u0016/";
    private static final String MYSQL_SSL = " \0\0\u0001" + "\u0001\u008a\0\0" + "\0\0\0\u0001" + "!" + "\0".repeat(23);
    private static final String RDP_NEGOTIATION = "\u0003\0\0\u0013\u000e\u00e0\0\0\0\0\0\u0001\0\u0008\0\u0001\0\0\0";
    private static final Pattern RDP_END = Pattern.compile("(?s)^.{19}");

    /**
     * One exchange.
     *
     * @param say what is sent first
     * @param end what the answer is complete with
     * @param accepted whether the server goes along
     */
    private record Step(String say, Pattern end, Predicate<String> accepted) {}

    private static final Map<String, List<Step>> STEPS = Map.ofEntries(
            Map.entry("smtp", mail("EHLO hayate\r\n")),
            Map.entry("lmtp", mail("LHLO hayate\r\n")),
            Map.entry("imap", List.of(greeted("(?i)^\\* OK"), line("a STARTTLS\r\n", "(?im)^a OK"))),
            Map.entry("pop3", List.of(greeted("^\\+OK"), line("STLS\r\n", "^\\+OK"))),
            Map.entry("ftp", List.of(reply("", "^220"), reply("AUTH TLS\r\n", "^234"))),
            Map.entry("nntp", List.of(reply("", "^20[01]"), reply("STARTTLS\r\n", "^382"))),
            Map.entry("managesieve", sieve()),
            Map.entry("sieve", sieve()),
            Map.entry("ldap", List.of(step(LDAP_START_TLS, "(?s)\\x0a\\x01.", "(?s)\\x78.{1,5}\\x0a\\x01\\x00"))),
            Map.entry("postgresql", List.of(new Step(POSTGRESQL_SSL, ANY, text -> text.startsWith("S")))),
            Map.entry(
                    "mysql",
                    List.of(
                            new Step("", MYSQL_GREETING, StartTls::offersMysqlTls),
                            new Step(MYSQL_SSL, AT_ONCE, text -> true))),
            Map.entry(
                    "ms-wbt-server",
                    List.of(new Step(
                            RDP_NEGOTIATION,
                            RDP_END,
                            found("(?s)^\\x03\\x00\\x00\\x13\\x0e\\xd0.{5}\\x02.{3}[\\x01\\x02\\x08]")))));

    private final List<Step> steps;
    private int at;
    private boolean said;
    private int consumed;

    private StartTls(List<Step> steps) {
        this.steps = steps;
    }

    /** The way of a service, if it has one. */
    static Optional<StartTls> of(String service, ServiceTarget target) {
        if (service.equals("xmpp") || service.equals("jabber")) {
            return Optional.of(new StartTls(xmpp(target)));
        }
        return Optional.ofNullable(STEPS.get(service)).map(StartTls::new);
    }

    private static List<Step> mail(String hello) {
        return List.of(reply("", "^220"), reply(hello, "(?im)^250[ -]STARTTLS"), reply("STARTTLS\r\n", "^220"));
    }

    private static List<Step> sieve() {
        return List.of(step("", "(?im)^OK[^\n]*\n", "(?im)^\"?STARTTLS"), line("STARTTLS\r\n", "(?i)^OK"));
    }

    private static List<Step> xmpp(ServiceTarget target) {
        String to = target.hostName()
                .filter(name -> name.matches("[A-Za-z0-9.-]{1,253}"))
                .orElseGet(() -> target.address().getHostAddress());
        String stream = "<?xml version='1.0'?><stream:stream to='" + to
                + "' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";
        return List.of(
                step(stream, "</stream:features>|</stream:stream>", "<starttls"),
                step("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", ">", "<proceed"));
    }

    private static Step step(String say, String end, String accepted) {
        return new Step(say, Pattern.compile(end), found(accepted));
    }

    private static Predicate<String> found(String pattern) {
        return Pattern.compile(pattern).asPredicate();
    }

    private static Step reply(String say, String accepted) {
        return new Step(say, REPLY_END, found(accepted));
    }

    private static Step line(String say, String accepted) {
        return new Step(say, LINE, found(accepted));
    }

    private static Step greeted(String accepted) {
        return line("", accepted);
    }

    private static boolean offersMysqlTls(String text) {
        var greeting = MYSQL_GREETING.matcher(text);
        return greeting.find() && (greeting.group(1).charAt(0) & MYSQL_SSL_BIT) != 0;
    }

    @Override
    public Move next(byte[] answer, int lengthBytes) {
        if (at == steps.size()) {
            return new Move(Kind.TLS, new byte[0]);
        }
        Step step = steps.get(at);
        if (!said) {
            said = true;
            if (!step.say().isEmpty()) {
                return new Move(Kind.SAY, step.say().getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        String text = new String(answer, consumed, lengthBytes - consumed, StandardCharsets.ISO_8859_1);
        if (!step.end().matcher(text).find()) {
            return Move.WAIT;
        }
        if (!step.accepted().test(text)) {
            return Move.DONE;
        }
        consumed = lengthBytes;
        at++;
        said = false;
        return next(answer, lengthBytes);
    }

    /** The session itself tells the certificate. */
    @Override
    public List<ScriptReport> evidence() {
        return new ArrayList<>();
    }
}
