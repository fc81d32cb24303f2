package hayate.output;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.output.OutputConfig.Format;
import hayate.result.Finding;
import hayate.result.Reason;
import hayate.result.State;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FormatsTest {
    private static final int WEB = 0x0A000307;
    private final TextBuffer buffer = new TextBuffer(1 << 16);

    private String record(Format format, Finding finding, long number) {
        Samples.format(format).record(buffer, finding, number);
        return Samples.text(buffer);
    }

    private static Finding filtered() {
        Finding finding = Samples.open(WEB, 81, Finding.RTT_UNKNOWN);
        finding.state = State.FILTERED;
        finding.reason = Reason.HOST_UNREACH;
        finding.responder = 0x0A000001;
        return finding;
    }

    private static Finding closed() {
        Finding finding = Samples.open(WEB, 81, Finding.RTT_UNKNOWN);
        finding.state = State.CLOSED;
        finding.reason = Reason.RESET;
        return finding;
    }

    @Test
    void shouldWriteLinesForPeople() {
        assertThat(record(Format.TEXT, Samples.open(WEB, 80, 410), 0)).isEqualTo("open  80/tcp  10.0.3.7  0.41 ms\n");
        assertThat(record(Format.TEXT, Samples.open(WEB, 80, -1), 0)).isEqualTo("open  80/tcp  10.0.3.7\n");
        assertThat(record(Format.TEXT, closed(), 0)).isEqualTo("closed  81/tcp  10.0.3.7  reset\n");
        assertThat(record(Format.TEXT, filtered(), 0))
                .isEqualTo("filtered  81/tcp  10.0.3.7  host-unreach from 10.0.0.1\n");
    }

    @Test
    void shouldShortenRoundTrips() {
        Map<Integer, String> expected = Map.of(
                0,
                "0.00",
                4,
                "0.00",
                5,
                "0.01",
                9_994,
                "9.99",
                9_995,
                "10.0",
                12_340,
                "12.3",
                99_949,
                "99.9",
                99_950,
                "100",
                Integer.MAX_VALUE,
                "2147484");
        expected.forEach(
                (us, text) -> assertThat(Samples.text(buffer.shortMillis(us))).isEqualTo(text));
    }

    @Test
    void shouldWriteAddressesForPipesWithPortsOnlyIfAsked() {
        assertThat(record(Format.QUIET, Samples.open(0xFFFFFFFF, 65535, 1), 0)).isEqualTo("255.255.255.255:65535\n");
        new QuietFormat(false).record(buffer, Samples.open(WEB, 80, 1), 0);
        assertThat(Samples.text(buffer)).isEqualTo("10.0.3.7\n");
    }

    @Test
    void shouldWriteJsonLines() {
        assertThat(record(Format.JSON, Samples.open(WEB, 80, 412), 0))
                .isEqualTo("{\"address\":\"10.0.3.7\",\"port\":80,\"protocol\":\"tcp\",\"state\":\"open\","
                        + "\"reason\":\"syn-ack\",\"ttl\":54,\"rtt_ms\":0.412,"
                        + "\"time\":\"2014-01-22T08:41:04.123456Z\",\"attempt\":0}\n");
        assertThat(record(Format.JSON, filtered(), 0)).endsWith(",\"attempt\":0,\"responder\":\"10.0.0.1\"}\n");
    }

    /** The expected bytes were printed by masscan 1.3.2 --readscan. */
    @Test
    void shouldWriteWhatMasscanWrites() {
        Finding second = Samples.open(0x0A000309, 443, 5);
        assertThat(document(Format.LIST, List.of(Samples.open(WEB, 80, 5), second)))
                .isEqualTo("""
                        #masscan
                        open tcp 80 10.0.3.7 1390380064
                        open tcp 443 10.0.3.9 1390380064
                        # end
                        """);
        assertThat(document(Format.MASSCAN_JSON, List.of(Samples.open(WEB, 80, 5), second)))
                .isEqualTo("""
                        [
                        {   "ip": "10.0.3.7",   "timestamp": "1390380064", "ports": [ {"port": 80, "proto": "tcp", "status": "open", "reason": "syn-ack", "ttl": 54} ] }
                        ,
                        {   "ip": "10.0.3.9",   "timestamp": "1390380064", "ports": [ {"port": 443, "proto": "tcp", "status": "open", "reason": "syn-ack", "ttl": 54} ] }
                        ]
                        """);
    }

    @Test
    void shouldWriteGrepableLines() {
        assertThat(document(Format.GREPABLE, List.of(Samples.open(WEB, 80, 5), closed())))
                .isEqualTo("""
                        # hayate 0.1.0 scan initiated Wed Jan 22 08:41:04 2014 as: hayate -p 80 a\\x1b[2Jb
                        Host: 10.0.3.7 ()\tPorts: 80/open/tcp//http///
                        Host: 10.0.3.7 ()\tPorts: 81/closed/tcp/////
                        # hayate done at Wed Jan 22 08:41:05 2014
                        """);
    }

    @Test
    void shouldKeepServiceNamesInTheirField() {
        new GrepableFormat(port -> "a/b,c\n\td" + "x".repeat(1000)).record(buffer, Samples.open(WEB, 1, 1), 0);
        assertThat(Samples.text(buffer))
                .startsWith("Host: 10.0.3.7 ()\tPorts: 1/open/tcp//a|b|c??d")
                .hasSizeLessThan(FindingFormat.RECORD_LENGTH_MAX);
    }

    private String document(Format kind, List<Finding> findings) {
        FindingFormat format = Samples.format(kind);
        format.header(buffer, new DocumentInfo("0.1.0", List.of("-p", "80", "a\u001b[2Jb"), Samples.TIME_NS));
        for (int i = 0; i < findings.size(); i++) {
            format.record(buffer, findings.get(i), i);
        }
        format.footer(buffer, Samples.TIME_NS + 1_000_000_000L, true);
        return Samples.text(buffer);
    }

    @Test
    void shouldNeverWriteLongerRecordsThanPromised() {
        Finding longest = Samples.random(new SplittableRandom(1), 1);
        longest.address = -1;
        longest.responder = -2;
        longest.port = 65535;
        longest.ttl = 255;
        longest.rttUs = Integer.MAX_VALUE;
        longest.timeNs = Long.MAX_VALUE;
        longest.attempt = Integer.MAX_VALUE;
        longest.reason = Reason.ADMIN_PROHIBITED;
        longest.state = State.FILTERED;
        for (Format format : Format.values()) {
            assertThat(record(format, longest, Long.MAX_VALUE)).hasSizeBetween(10, FindingFormat.RECORD_LENGTH_MAX);
        }
    }

    @Test
    void shouldTellTheTimeAsJavaDoes() {
        DateTimeFormatter iso = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC);
        SplittableRandom random = new SplittableRandom(20261122);
        for (int i = 0; i < 20_000; i++) {
            long ns = random.nextLong(Long.MAX_VALUE);
            Instant instant = Instant.ofEpochSecond(ns / 1_000_000_000L, ns % 1_000_000_000L);
            assertThat(Samples.text(buffer.isoMicros(ns))).as("%d ns", ns).isEqualTo(iso.format(instant));
        }
    }

    @Test
    void shouldReplaceNmapsTimePatterns() {
        var time = java.time.LocalDateTime.of(2026, 1, 2, 3, 4, 5);
        assertThat(FileNames.expand("a-%Y%m%d-%H%M%S.%y_%T_%R_%D_%F_%%_%q_%", time))
                .isEqualTo("a-20260102-030405.26_030405_0304_010226_2026-01-02_%_q_%");
    }

    @Test
    void shouldEscapeWhatCouldControlATerminal() {
        assertThat(Texts.escapeControls("plain é 漢 😀")).isEqualTo("plain é 漢 😀");
        assertThat(Texts.escapeControls("a\u001b[2J\r\n\t\u0085\u007f\u202e\u2028\ud800"))
                .isEqualTo("a\\x1b[2J\\x0d\\x0a\\x09\\x85\\x7f\\u202e\\u2028\\ud800");
    }
}
