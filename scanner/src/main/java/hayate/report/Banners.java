package hayate.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What masscan says of a service that spoke: a word for its protocol, and the text. */
final class Banners {
    private static final int CONFIDENCE = 8;
    private static final Map<String, String> SERVICES = Map.ofEntries(
            Map.entry("ssh", "ssh"),
            Map.entry("http", "http"),
            Map.entry("ftp", "ftp"),
            Map.entry("dns-ver", "domain"),
            Map.entry("snmp", "snmp"),
            Map.entry("nbtstat", "netbios-ns"),
            Map.entry("ssl", "ssl"),
            Map.entry("smb", "microsoft-ds"),
            Map.entry("smtp", "smtp"),
            Map.entry("pop", "pop3"),
            Map.entry("imap", "imap"),
            Map.entry("ntp", "ntp"),
            Map.entry("vnc", "vnc"),
            Map.entry("memcached", "memcached"),
            Map.entry("coap", "coap"),
            Map.entry("telnet", "telnet"),
            Map.entry("rdp", "ms-wbt-server"));
    /** The words by their numbers in masscan's binary file, as masscan 1.3.2 prints them. */
    private static final List<String> NUMBERED = List.of(
            "unknown",
            "unknown",
            "ssh",
            "ssh",
            "http",
            "ftp",
            "dns-ver",
            "snmp",
            "nbtstat",
            "ssl",
            "smb",
            "smtp",
            "pop",
            "imap",
            "zeroaccess",
            "X509",
            "title",
            "html",
            "ntp",
            "vuln",
            "heartbleed",
            "ticketbleed",
            "vnc",
            "safe",
            "memcached",
            "scripting",
            "versioning",
            "coap",
            "telnet",
            "rdp",
            "http.server");

    private Banners() {}

    static String name(int number) {
        return number < NUMBERED.size() ? NUMBERED.get(number) : "unknown";
    }

    static Optional<ServiceReport> service(String name) {
        return Optional.ofNullable(SERVICES.get(name))
                .map(service ->
                        new ServiceReport(service, "", "", "", "", "", "", "", true, CONFIDENCE, List.of(), ""));
    }

    static ScriptReport script(String name, String text) {
        return new ScriptReport("banner-" + name, text);
    }
}
