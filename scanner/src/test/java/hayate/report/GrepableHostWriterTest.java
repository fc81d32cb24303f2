package hayate.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrepableHostWriterTest {
    @Test
    void shouldWriteAHostAsNmapDoes() throws IOException {
        ReportOptions verbose = ReportSamples.PLAIN.withVerbosity(1, 0);
        HostReport shut = ReportSamples.up("10.0.3.8", ReportSamples.ports(1, 100, PortState.CLOSED, "reset"));
        HostReport down = ReportSamples.host("10.0.3.9", HostReport.Presence.DOWN, "no-response", List.of());
        PortReport slashes = ReportSamples.with(
                ReportSamples.port(80, PortState.OPEN, "syn-ack"),
                ReportSamples.probed("ht/tp", "Simple/HTTP", "0.6", "Py\tthon"));
        HostReport named = ReportSamples.named(
                ReportSamples.up("10.0.3.7", List.of(slashes, ReportSamples.port(81, PortState.FILTERED, "x"))),
                new HostReport.HostName("asked.example", "user"),
                new HostReport.HostName("seven.example", "PTR"));

        assertThat(ReportSamples.grepable(verbose, named, shut, down)).isEqualTo("""
                        # hayate 0.1 scan initiated Tue Nov 24 10:54:07 2026 as: hayate -sS -p 1-100 10.0.3.0/24
                        # Ports scanned: TCP(100;1-100) UDP(0;) SCTP(0;) PROTOCOLS(0;)
                        Host: 10.0.3.7 (seven.example)\tStatus: Up
                        Host: 10.0.3.7 (seven.example)\tPorts: \
                        80/open/tcp//ht|tp//Simple|HTTP 0.6 (Py\\x09thon)/, 81/filtered/tcp/////
                        Host: 10.0.3.8 ()\tStatus: Up
                        Host: 10.0.3.8 ()\tPorts: \tIgnored State: closed (100)
                        Host: 10.0.3.9 ()\tStatus: Down
                        # hayate done at Tue Nov 24 10:54:15 2026 -- 2 IP addresses (1 host up) scanned in 8.31 seconds
                        """);
    }

    @Test
    void shouldNameNoIgnoredStateIfThereAreSeveral() throws IOException {
        assertThat(ReportSamples.grepable(ReportSamples.PLAIN, ReportSamples.rich()))
                .doesNotContain("Ignored State")
                .contains("80/open/tcp//ssl|http//nginx/");
    }

    @Test
    void shouldMarkPortsWithNothingBehindThem() throws IOException {
        PortReport silent = new PortReport(
                80,
                "tcp",
                PortState.OPEN,
                "syn-ack",
                64,
                Optional.empty(),
                Optional.empty(),
                List.of(new ScriptReport("suspect", "says nothing")));
        assertThat(ReportSamples.grepable(ReportSamples.PLAIN, ReportSamples.up("10.0.3.7", List.of(silent))))
                .contains("80/open/tcp///(suspect)//");
    }
}
