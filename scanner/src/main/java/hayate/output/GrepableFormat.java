package hayate.output;

import hayate.result.Finding;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * nmap's grepable syntax, a {@code Host:} line per finding because a sweep does not collect hosts:
 * {@code Host: 10.0.3.7 ()  Ports: 80/open/tcp//http///} with a tab between the sections. Times in comments are UTC.
 */
final class GrepableFormat implements FindingFormat {
    private static final int SERVICE_LENGTH_MAX = 64;
    private static final DateTimeFormatter CTIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final IntFunction<String> serviceName;

    /** @param serviceName the usual service of a TCP port, empty if none */
    GrepableFormat(IntFunction<String> serviceName) {
        this.serviceName = serviceName;
    }

    @Override
    public void header(TextBuffer to, DocumentInfo info) {
        to.ascii("# hayate ")
                .untrusted(info.version())
                .ascii(" scan initiated ")
                .ascii(ctime(info.startedNs()));
        to.ascii(" as: hayate ");
        String line = String.join(" ", info.arguments());
        to.untrusted(line.substring(0, Math.min(line.length(), 4000))).character('\n');
    }

    @Override
    public void record(TextBuffer to, Finding finding, long number) {
        to.ascii("Host: ").address(finding.address).ascii(" ()\tPorts: ").number(finding.port);
        to.character('/').ascii(finding.state.label()).ascii("/tcp//");
        to.field(serviceName.apply(finding.port), SERVICE_LENGTH_MAX).ascii("///\n");
    }

    @Override
    public void footer(TextBuffer to, long endedNs, boolean complete) {
        to.ascii("# hayate ")
                .ascii(complete ? "done" : "interrupted")
                .ascii(" at ")
                .ascii(ctime(endedNs));
        to.character('\n');
    }

    private static String ctime(long epochNs) {
        return CTIME.format(Instant.ofEpochSecond(epochNs / 1_000_000_000L));
    }
}
