package hayate.report;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.report.HostReport.HostName;
import hayate.report.HostReport.Presence;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalWriterTest {
    private static final ReportOptions PLAIN = ReportSamples.PLAIN;

    @Test
    void shouldWriteARichHostAsNmapDoes() throws IOException {
        ReportOptions versions = new ReportOptions(0, 0, false, false, true, Optional.empty(), PLAIN.zone());

        assertThat(ReportSamples.normal(versions, ReportSamples.rich())).isEqualTo("""
                        # hayate 0.1 scan initiated Tue Nov 24 10:54:07 2026 as: hayate -sS -p 1-100 10.0.3.0/24
                        Nmap scan report for web.example (10.0.3.7)
                        Host is up (0.0010s latency).
                        Other addresses for web.example (not scanned): 10.0.3.8 2001:db8::8
                        rDNS record for 10.0.3.7: seven.example
                        Not shown: 78 closed tcp ports (reset), 30 filtered tcp ports (no-response), \
                        1 filtered tcp ports (host-prohibited)
                        PORT   STATE SERVICE  VERSION
                        22/tcp open  ssh      OpenSSH 9.6p1 (protocol 2.0)
                        80/tcp open  ssl/http nginx
                        |_http-title: Welcome
                        | ssl-cert: Subject: commonName=www.example
                        |_Not valid after: 2030-01-01
                        MAC Address: 02:00:5E:10:00:01 (Example Corp)
                        Service Info: Host: www.example; OS: Linux; CPE: cpe:/o:linux:linux_kernel

                        Service detection performed.
                        # hayate done at Tue Nov 24 10:54:15 2026 -- 2 IP addresses (1 host up) scanned in 8.31 seconds
                        """);
    }

    @Test
    void shouldTellReasonsAndTimesAtTwoVs() throws IOException {
        HostReport host = ReportSamples.up(
                "10.0.3.7",
                List.of(
                        ReportSamples.open(80, "http"),
                        new PortReport(
                                81,
                                "tcp",
                                PortState.FILTERED,
                                "host-prohibited",
                                63,
                                Optional.of("10.0.0.1"),
                                Optional.empty(),
                                List.of())));

        assertThat(ReportSamples.normal(PLAIN.withVerbosity(2, 0), host)).contains("""
                        Nmap scan report for 10.0.3.7
                        Host is up, received echo-reply ttl 64 (0.0010s latency).
                        Scanned at 2026-11-24 10:54:07 UTC for 8s

                        PORT   STATE    SERVICE REASON
                        80/tcp open     http    syn-ack ttl 64
                        81/tcp filtered unknown host-prohibited from 10.0.0.1 ttl 63

                        """);
    }

    @Test
    void shouldNameTheProgramOnTheScreen() throws IOException {
        String text = ReportSamples.write(
                out -> NormalWriter.toScreen(out, PLAIN),
                ReportSamples.HEADER,
                ReportSamples.up("10.0.3.7", List.of(ReportSamples.open(80, "http"))));

        assertThat(text).isEqualTo("""
                        Starting hayate 0.1 at 2026-11-24 10:54 UTC
                        Nmap scan report for 10.0.3.7
                        Host is up (0.0010s latency).

                        PORT   STATE SERVICE
                        80/tcp open  http

                        hayate done: 2 IP addresses (1 host up) scanned in 8.31 seconds
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "25,0,0,true",
        "26,0,0,false",
        "50,1,0,true",
        "51,1,0,false",
        "75,2,0,true",
        "76,2,0,false",
        "525,0,1,true",
        "526,0,1,false",
        "5000,0,3,true"
    })
    void shouldCollapseAStateAboveItsLimitOnly(int count, int verbosity, int debugging, boolean listed)
            throws IOException {
        ReportOptions options = PLAIN.withVerbosity(verbosity, debugging);
        HostReport host = ReportSamples.up("10.0.3.7", ReportSamples.ports(1, count, PortState.CLOSED, "reset"));
        String text = ReportSamples.normal(options, host);

        assertThat(text.contains(count + "/tcp ")).isEqualTo(listed);
        assertThat(text.contains("All " + count + " scanned ports on 10.0.3.7 are in ignored states.\nNot shown: "
                        + count + " closed tcp ports (reset)\n\n"))
                .isEqualTo(!listed);
    }

    @Test
    void shouldNeverCollapseOpenPorts() throws IOException {
        HostReport host = ReportSamples.up("10.0.3.7", ReportSamples.ports(1, 3000, PortState.OPEN, "syn-ack"));

        assertThat(ReportSamples.normal(PLAIN, host).lines().filter(line -> line.contains("/tcp")))
                .hasSize(3000);
    }

    @Test
    void shouldCountProtocolsOfAStateTogether() throws IOException {
        List<PortReport> ports = Stream.of("tcp", "udp")
                .flatMap(protocol -> ReportSamples.ports(1, 20, PortState.CLOSED, "reset").stream()
                        .map(port -> new PortReport(
                                port.port(),
                                protocol,
                                port.state(),
                                port.reason(),
                                64,
                                Optional.empty(),
                                Optional.empty(),
                                List.of())))
                .toList();

        assertThat(ReportSamples.normal(PLAIN, ReportSamples.up("10.0.3.7", ports)))
                .contains("All 40 scanned ports on 10.0.3.7 are in ignored states.\n"
                        + "Not shown: 20 closed udp ports (reset), 20 closed tcp ports (reset)\n");
    }

    @Test
    void shouldListOnlyWhatMayBeOpenWithOpen() throws IOException {
        ReportOptions openOnly = new ReportOptions(0, 0, false, true, false, Optional.empty(), PLAIN.zone());
        HostReport shut = ReportSamples.up("10.0.3.8", List.of(ReportSamples.port(1, PortState.CLOSED, "reset")));
        HostReport some = ReportSamples.up(
                "10.0.3.7",
                List.of(
                        ReportSamples.port(1, PortState.CLOSED, "reset"),
                        ReportSamples.port(2, PortState.FILTERED, "no-response"),
                        ReportSamples.port(3, PortState.OPEN_FILTERED, "no-response"),
                        ReportSamples.port(4, PortState.UNFILTERED, "reset")));
        String text = ReportSamples.normal(openOnly, shut, some);

        assertThat(text).doesNotContain("10.0.3.8").contains("1 closed tcp port (reset)", "3/tcp", "4/tcp");
        assertThat(text).doesNotContain("1/tcp", "2/tcp");
        assertThat(ReportSamples.grepable(openOnly, shut)).doesNotContain("Host:");
        assertThat(ReportSamples.xml(openOnly, shut)).doesNotContain("<host ");
    }

    @Test
    void shouldListDownHostsOnlyWhenVerbose() throws IOException {
        HostReport down = ReportSamples.host("10.0.3.9", Presence.DOWN, "no-response", List.of());

        assertThat(ReportSamples.normal(PLAIN, down)).doesNotContain("10.0.3.9");
        assertThat(ReportSamples.normal(PLAIN.withVerbosity(1, 0), down))
                .contains("Nmap scan report for 10.0.3.9 [host down]\n# hayate done");
        assertThat(ReportSamples.normal(PLAIN.withVerbosity(2, 0), down))
                .contains("Nmap scan report for 10.0.3.9 [host down, received no-response]\n");
    }

    @Test
    void shouldWriteHostsOfADiscoveryWithoutPortsAndBlankLines() throws IOException {
        RunHeader discovery = new RunHeader("hayate", "0.1", "hayate -sn x", ReportSamples.START_NS, List.of(), 0, 0);
        HostReport listed = ReportSamples.host("10.0.3.9", Presence.UNKNOWN, "user-set", List.of());
        String text = ReportSamples.write(
                out -> NormalWriter.toFile(out, PLAIN), discovery, ReportSamples.up("10.0.3.7", List.of()), listed);

        assertThat(text)
                .contains("Nmap scan report for 10.0.3.7\nHost is up (0.0010s latency).\n"
                        + "Nmap scan report for 10.0.3.9\n# hayate done");
    }

    @Test
    void shouldMarkGuessedServicesOnlyWhenVersionsWereAskedFor() throws IOException {
        ReportOptions versions = new ReportOptions(0, 0, false, false, true, Optional.empty(), PLAIN.zone());
        HostReport host = ReportSamples.up("10.0.3.7", List.of(ReportSamples.open(80, "http")));

        assertThat(ReportSamples.normal(versions, host)).contains("80/tcp open  http?\n");
        assertThat(ReportSamples.grepable(versions, host)).contains("80/open/tcp//http?///\n");
        assertThat(ReportSamples.normal(PLAIN, host)).contains("80/tcp open  http\n");
    }

    @ParameterizedTest
    @CsvSource({
        "4,0.0000040",
        "35,0.000035",
        "1010,0.0010",
        "1000,0.0010",
        "9999,0.010",
        "123456,0.12",
        "1250000,1.3",
        "12500000,13",
        "125000000,130"
    })
    void shouldTellLatencyWithTwoDigits(long us, String text) {
        assertThat(ReportTime.latency(us)).isEqualTo(text);
    }

    @Test
    void shouldLetNoControlCharacterThrough() throws IOException {
        for (long seed = 0; seed < 300; seed++) {
            HostReport host = ReportSamples.hostile(new SplittableRandom(seed));
            String text = ReportSamples.normal(PLAIN.withVerbosity(2, 0), host) + ReportSamples.grepable(PLAIN, host);
            assertThat(text.codePoints().filter(c -> c != '\n' && c != '\t' && Character.isISOControl(c)))
                    .as("seed %d", seed)
                    .isEmpty();
            assertThat(text.lines().filter(line -> line.startsWith("Nmap scan report for")))
                    .as("seed %d", seed)
                    .hasSize(1);
        }
    }

    @Test
    void shouldPreferTheNameThatWasAskedFor() throws IOException {
        HostReport host = ReportSamples.up("10.0.3.7", List.of());
        HostName reverse = new HostName("seven.example", "PTR");

        assertThat(ReportSamples.normal(PLAIN, ReportSamples.named(host, reverse)))
                .contains("report for seven.example (10.0.3.7)")
                .doesNotContain("rDNS");
        assertThat(ReportSamples.normal(
                        PLAIN, ReportSamples.named(host, new HostName("seven.example", "user"), reverse)))
                .contains("report for seven.example (10.0.3.7)")
                .doesNotContain("rDNS");
    }
}
