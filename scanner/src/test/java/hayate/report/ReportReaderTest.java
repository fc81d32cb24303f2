package hayate.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {
    private static final String MASSCAN_XML = """
            <?xml version="1.0"?>\r
            <!-- masscan v1.0 scan -->\r
            <nmaprun scanner="masscan" start="1795518416" version="1.0-BETA"  xmloutputversion="1.03">\r
            <scaninfo type="syn" protocol="tcp" />\r
            <host endtime="1795518416"><address addr="10.77.0.2" addrtype="ipv4"/><ports>\
            <port protocol="tcp" portid="8080"><state state="open" reason="syn-ack" reason_ttl="64"/></port></ports></host>\r
            <host endtime="1795518417"><address addr="10.77.0.3" addrtype="ipv4"/><ports>\
            <port protocol="icmp" portid="0"><state state="open" reason="none" reason_ttl="60"/></port></ports></host>\r
            <host endtime="1795518418"><address addr="10.77.0.2" addrtype="ipv4"/><ports>\
            <port protocol="tcp" portid="8079"><state state="closed" reason="rst-ack" reason_ttl="64"/></port></ports></host>\r
            <host endtime="1795518419"><address addr="10.77.0.2" addrtype="ipv4"/><ports>\
            <port protocol="tcp" portid="8080"><state state="open" reason="response" reason_ttl="64" />\
            <service name="http" banner="HTTP/1.0 200 OK\\x0d"></service></port></ports></host>\r
            <runstats>\r
            <finished time="1795518424" timestr="2026-11-24 11:07:04" elapsed="8" />\r
            <hosts up="1" down="3" total="4" />\r
            </runstats>\r
            </nmaprun>\r
            """;

    private record Read(RunHeader header, List<HostReport> hosts, boolean truncated, Optional<RunFooter> footer) {}

    private static Read read(byte[] bytes) throws IOException {
        return read(new ByteArrayInputStream(bytes));
    }

    private static Read read(String text) throws IOException {
        return read(text.getBytes(UTF_8));
    }

    private static Read read(InputStream in) throws IOException {
        List<HostReport> hosts = new ArrayList<>();
        try (ReportReader reader = ReportReaders.open(in, Optional.empty())) {
            RunHeader header = reader.header();
            reader.forEachHost(hosts::add);
            return new Read(header, hosts, reader.isTruncated(), reader.footer());
        }
    }

    private static HostReport withoutOthers(HostReport host) {
        return new HostReport(
                host.startNs(),
                host.endNs(),
                host.timedOut(),
                host.status(),
                host.address(),
                host.mac(),
                host.vendor(),
                host.names(),
                List.of(),
                host.ports(),
                host.roundTrip());
    }

    @Test
    void shouldReadBackTheXmlThatIsWritten() throws IOException {
        String text = ReportSamples.xml(
                ReportSamples.PLAIN.withEverything(),
                ReportSamples.rich(),
                ReportSamples.up("2001:db8::7", List.of()),
                ReportSamples.host("10.0.3.9", HostReport.Presence.DOWN, "no-response", List.of()));
        Read read = read(text);

        assertThat(read.header()).isEqualTo(ReportSamples.HEADER);
        assertThat(read.footer())
                .contains(new RunFooter(ReportSamples.START_NS + 8_000_000_000L, 8_310_000_000L, 1, 1, 2, ""));
        assertThat(read.truncated()).isFalse();
        assertThat(read.hosts()).hasSize(3);
        assertThat(read.hosts().get(0)).isEqualTo(withoutOthers(ReportSamples.rich()));
        assertThat(read.hosts().get(2).status().presence()).isEqualTo(HostReport.Presence.DOWN);
    }

    @Test
    void shouldNameCollapsedPortsAgain() throws IOException {
        HostReport rich = withoutOthers(ReportSamples.rich());
        HostReport host =
                read(ReportSamples.xml(ReportSamples.PLAIN, rich)).hosts().get(0);

        assertThat(host.ports()).hasSameSizeAs(rich.ports());
        assertThat(host.ports())
                .extracting(PortReport::port, PortReport::state, PortReport::reason)
                .containsExactlyElementsOf(rich.ports().stream()
                        .map(port -> org.assertj.core.groups.Tuple.tuple(port.port(), port.state(), port.reason()))
                        .toList());
    }

    @Test
    void shouldGiveAllCompleteHostsWhereverTheXmlIsCut() throws IOException {
        HostReport first = ReportSamples.up("10.0.3.7", List.of(ReportSamples.open(80, "http")));
        HostReport second = ReportSamples.up("10.0.3.8", List.of(ReportSamples.open(81, "x")));
        String text = ReportSamples.xml(ReportSamples.PLAIN, first, second);
        int root = text.indexOf("xmloutputversion=\"1.05\">") + "xmloutputversion=\"1.05\">".length();
        int firstEnd = text.indexOf("</host>") + "</host>".length();
        int secondEnd = text.lastIndexOf("</host>") + "</host>".length();
        int end = text.indexOf("</nmaprun>") + "</nmaprun>".length();
        for (int length = root; length < text.length(); length++) {
            Read read = read(text.substring(0, length));
            int complete = length < firstEnd ? 0 : length < secondEnd ? 1 : 2;
            assertThat(read.hosts()).as("cut at %d", length).hasSize(complete);
            assertThat(read.truncated()).as("cut at %d", length).isEqualTo(length < end);
        }
    }

    @Test
    void shouldMergeWhatMasscanSaysOfAHost() throws IOException {
        Read read = read(MASSCAN_XML);

        assertThat(read.header().scanner()).isEqualTo("masscan");
        assertThat(read.truncated()).isFalse();
        assertThat(read.hosts()).extracting(HostReport::address).containsExactly("10.77.0.2", "10.77.0.3");
        HostReport host = read.hosts().get(0);
        assertThat(host.startNs()).isEqualTo(1_795_518_416_000_000_000L);
        assertThat(host.endNs()).isEqualTo(1_795_518_419_000_000_000L);
        assertThat(host.ports()).extracting(PortReport::port).containsExactly(8079, 8080);
        assertThat(host.ports().get(0).reason()).isEqualTo("reset");
        assertThat(host.ports().get(1).service().orElseThrow().name()).isEqualTo("http");
        assertThat(host.ports().get(1).scripts())
                .containsExactly(new ScriptReport("banner-http", "HTTP/1.0 200 OK\\x0d"));
        assertThat(read.hosts().get(1).status().reason()).isEqualTo("echo-reply");
        assertThat(read.hosts().get(1).ports()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html></html>",
                "<nmaprun scanner=\"nmap\"><host><address addr=\"10.0.0.1\"/></hst></nmaprun>",
                "<nmaprun><host></host></nmaprun>",
                "<nmaprun><host><address addr=\"ten\"/></host></nmaprun>",
                "<nmaprun><host><address addr=\"10.0.0.1\"/><port protocol=\"tcp\" portid=\"70000\"/></host></nmaprun>",
                "<nmaprun><host><address addr=\"10.0.0.1\"/><extrareasons ports=\"1-9,5\"/></host></nmaprun>",
                "{\"address\":\"10.0.0.1\",\"port\":80}\n",
                "{\"address\":\"10.0.0.1\",\"port\":70000,\"protocol\":\"tcp\",\"state\":\"open\"}\n",
                "{\"address\":\"<b>\",\"port\":80,\"protocol\":\"tcp\",\"state\":\"open\"}\n",
                "[[[[[[[[[[[[[[[[[[[[{}]]]]]]]]]]]]]]]]]]]]",
                "{\"a\":b}",
                "[1, 2]",
                "#masscan\nopen tcp eighty 10.0.0.1 1\n",
                "#masscan\najar tcp 80 10.0.0.1 1\n",
                "Host: 10.0.0.1 ()\tPorts: 80/ajar/tcp//x///\n",
                "# Nmap 7.93 scan initiated x as: y\nnonsense\n",
                "masscan/1.1",
                "# Nmap 7.93 scan initiated x as: y\nNmap scan report for 10.0.0.1\n",
                "hello world\n",
            })
    void shouldRefuseWhatIsNotOfItsFormat(String text) throws IOException {
        if (text.equals("masscan/1.1")) {
            assertThat(read(text).truncated()).isTrue();
        } else {
            assertThatThrownBy(() -> read(text)).isInstanceOf(ReportFormatException.class);
        }
    }

    @Test
    void shouldOpenNoExternalEntity() throws IOException {
        String text = """
                <?xml version="1.0"?>
                <!DOCTYPE nmaprun SYSTEM "file:///nonexistent/x.dtd" [<!ENTITY secret SYSTEM "file:///etc/hostname">
                <!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
                <nmaprun scanner="nmap"><host><address addr="10.0.0.1"/><ports><port protocol="tcp" portid="80">\
                <state state="open"/><service name="x"><cpe>CPE</cpe></service></port></ports></host>
                <runstats><finished time="1"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>
                """;

        assertThat(read(text).hosts()).hasSize(1);
        for (String entity : List.of("&secret;", "&b;")) {
            assertThatThrownBy(() -> read(text.replace("CPE", entity))).isInstanceOf(ReportFormatException.class);
        }
        HostReport host =
                read(text.replace("name=\"x\"", "name=\"&secret;\"")).hosts().get(0);
        assertThat(host.ports().get(0).service().orElseThrow().name()).isEmpty();
    }

    @Test
    void shouldRefuseAnEndlessAttribute() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'a';
            }

            @Override
            public int read(byte[] to, int offset, int length) {
                Arrays.fill(to, offset, offset + length, (byte) 'a');
                return length;
            }
        };
        InputStream in = new SequenceInputStream(
                new ByteArrayInputStream("<nmaprun scanner=\"nmap\" args=\"".getBytes(UTF_8)), endless);

        assertThatThrownBy(() -> read(in))
                .isInstanceOf(ReportFormatException.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void shouldReadHayatesJsonLines() throws IOException {
        Read read = read("""
                {"address":"10.0.3.7","port":443,"protocol":"tcp","state":"filtered","reason":"host-unreach","ttl":63,\
                "time":"2026-11-24T10:54:08.000000Z","attempt":1,"responder":"10.0.0.1"}
                {"address":"10.0.3.7","port":80,"protocol":"tcp","state":"open","reason":"syn-ack","ttl":64,\
                "rtt_ms":0.41,"time":"2026-11-24T10:54:07.000000Z","attempt":0}
                """);

        assertThat(read.truncated()).isFalse();
        HostReport host = read.hosts().get(0);
        assertThat(host.startNs()).isEqualTo(ReportSamples.START_NS);
        assertThat(host.roundTrip().orElseThrow().smoothedUs()).isEqualTo(410);
        assertThat(host.ports()).extracting(PortReport::port).containsExactly(80, 443);
        assertThat(host.ports().get(1).reasonAddress()).contains("10.0.0.1");
    }

    @Test
    void shouldReadBackTheJsonThatIsWritten() throws IOException {
        HostReport rich = ReportSamples.rich();
        HostReport down = ReportSamples.host("10.0.3.9", HostReport.Presence.DOWN, "no-response", List.of());
        String text = ReportSamples.write(
                out -> new JsonReportWriter(out, ReportSamples.PLAIN.withEverything(), port -> true),
                ReportSamples.HEADER,
                rich,
                down);
        Read read = read(text);

        assertThat(read.header()).isEqualTo(ReportSamples.HEADER);
        assertThat(read.footer()).contains(ReportSamples.FOOTER);
        assertThat(read.hosts()).containsExactly(rich, down);
        assertThat(read.truncated()).isFalse();
        assertThat(read(text.substring(0, text.lastIndexOf("{\"record\":\"end\"")))
                        .truncated())
                .isTrue();
        assertThat(text)
                .contains("\"certificate\":{\"subject\":\"commonName=www.example\",\"not_after\":\"2030-01-01\"}");
        String counted = ReportSamples.write(
                out -> new JsonReportWriter(out, ReportSamples.PLAIN, port -> port.state() == PortState.OPEN),
                ReportSamples.HEADER,
                rich);
        assertThat(counted.lines()).hasSize(5);
        assertThat(read(counted).hosts().get(0).ports())
                .extracting(port -> port.port() + " " + port.state() + " " + port.reason())
                .isEqualTo(rich.ports().stream()
                        .map(port -> port.port() + " " + port.state() + " " + port.reason())
                        .toList());
        for (long seed = 0; seed < 200; seed++) {
            HostReport hostile = ReportSamples.hostile(new SplittableRandom(seed));
            String written = ReportSamples.write(
                    out -> new JsonReportWriter(out, ReportSamples.PLAIN, port -> port.state() == PortState.OPEN),
                    ReportSamples.HEADER,
                    hostile);
            assertThat(read(written).hosts().get(0).ports())
                    .as("seed %d", seed)
                    .extracting(port -> port.service().orElseThrow().product())
                    .containsExactlyElementsOf(hostile.ports().stream()
                            .map(port -> port.service().orElseThrow().product())
                            .toList());
        }
    }

    @Test
    void shouldReadMasscansJson() throws IOException {
        String array = """
                [
                {   "ip": "10.77.0.2",   "timestamp": "1795518443", "ports": [ {"port": 8080, "proto": "tcp", \
                "status": "open", "reason": "syn-ack", "ttl": 64} ] }
                ,
                {   "ip": "10.77.0.2",   "timestamp": "1795518446", "ports": [ {"port": 8080, "proto": "tcp", \
                "service": {"name": "title", "banner": "Directory"} } ] }
                ]
                """;
        String lines = """
                {"ip":"10.77.0.2","timestamp":"1795518501","port":8081,"proto":"tcp","rec_type":"status",\
                "data":{"status":"closed","reason":"rst-ack","ttl":64}}
                {"ip":"10.77.0.2","timestamp":"1795518505","port":8080,"proto":"tcp","rec_type":"banner",\
                "data":{"service_name":"http","banner":"HTTP/1.0"}}
                """;

        HostReport host = read(array).hosts().get(0);
        assertThat(host.ports()).hasSize(1);
        assertThat(host.ports().get(0).reasonTtl()).isEqualTo(64);
        assertThat(host.ports().get(0).scripts()).containsExactly(new ScriptReport("banner-title", "Directory"));
        assertThat(read(array.substring(0, array.length() - 3)).truncated()).isTrue();
        assertThat(read(array.substring(0, 120)).truncated()).isTrue();
        assertThat(read(lines).hosts().get(0).ports())
                .extracting(PortReport::state)
                .containsExactly(PortState.OPEN, PortState.CLOSED);
        assertThat(read("").hosts()).isEmpty();
    }

    @Test
    void shouldReadMasscansList() throws IOException {
        String text = """
                #masscan
                open tcp 8080 10.77.0.2 1795518424
                closed tcp 8081 10.77.0.2 1795518424
                open udp 53 fd00::2 1795518424
                banner tcp 8080 10.77.0.2 1795518428 http HTTP/1.0 200 OK\\x0d
                # end
                """;
        Read read = read(text);

        assertThat(read.truncated()).isFalse();
        assertThat(read.hosts()).extracting(HostReport::address).containsExactly("10.77.0.2", "fd00::2");
        assertThat(read.hosts().get(0).ports().get(0).scripts())
                .containsExactly(new ScriptReport("banner-http", "HTTP/1.0 200 OK\\x0d"));
        Read cut = read(text.substring(0, text.indexOf("10.77.0.2 1795518424\nopen udp") + 12));
        assertThat(cut.truncated()).isTrue();
        assertThat(cut.hosts().get(0).ports()).hasSize(1);
    }

    @Test
    void shouldReadGrepableLinesOfEveryScanner() throws IOException {
        HostReport down = ReportSamples.host("10.0.3.9", HostReport.Presence.DOWN, "no-response", List.of());
        Read ours = read(ReportSamples.grepable(ReportSamples.PLAIN.withVerbosity(1, 0), ReportSamples.rich(), down));
        assertThat(ours.truncated()).isFalse();
        assertThat(ours.header().arguments()).isEqualTo(ReportSamples.HEADER.arguments());
        assertThat(ours.header().scans()).isEqualTo(ReportSamples.HEADER.scans());
        assertThat(ours.hosts()).hasSize(1);
        PortReport web = ours.hosts().get(0).ports().stream()
                .filter(port -> port.port() == 80)
                .findFirst()
                .orElseThrow();
        assertThat(web.service().orElseThrow().tunnel()).isEqualTo("ssl");
        assertThat(web.service().orElseThrow().product()).isEqualTo("nginx");

        Read masscan = read("""
                # Masscan 1.3.2 scan initiated Tue Nov 24 11:07:20 2026
                # Ports scanned: TCP(4;8078-8081) UDP(0;) SCTP(0;) PROTOCOLS(0;)
                Timestamp: 1795518440\tHost: 10.77.0.2 ()\tPorts: 8078/closed/tcp//unknown//
                Timestamp: 1795518440\tHost: 10.77.0.2 ()\tPorts: 8080/open/tcp//http-alt//
                Host: 10.77.0.2 ()\tPort: 8080\tService: http.server\tBanner: SimpleHTTP/0.6 Python/3.11.7
                # Masscan done at Tue Nov 24 11:07:23 2026
                """);
        assertThat(masscan.truncated()).isFalse();
        assertThat(masscan.hosts().get(0).ports()).extracting(PortReport::port).containsExactly(8078, 8080);

        Read cut = read("# hayate 0.1 scan initiated Tue Nov 24 11:07:20 2026 as: hayate x\n"
                + "Host: 10.0.0.1 ()\tPorts: 80/open/tcp//http///\nHost: 10.0.0.2 ()\tPorts: 8");
        assertThat(cut.truncated()).isTrue();
        assertThat(cut.hosts()).hasSize(1);
    }

    private static byte[] binary() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(Arrays.copyOf("masscan/1.1\ns:1795518411\n".getBytes(UTF_8), 99));
        for (int[] record : new int[][] {{6, 8080, 0x12}, {7, 8081, 0x14}}) {
            out.write(new byte[] {(byte) record[0], 13});
            out.writeInt(1_795_518_411);
            out.writeInt(0x0A4D0002);
            out.writeByte(6);
            out.writeShort(record[1]);
            out.writeByte(record[2]);
            out.writeByte(64);
        }
        out.write(new byte[] {10, 26});
        out.writeInt(1_795_518_412);
        out.writeByte(17);
        out.writeShort(53);
        out.writeByte(0);
        out.writeByte(60);
        out.writeByte(6);
        out.writeLong(0xFD00_0000_0000_0000L);
        out.writeLong(2);
        byte[] text = "HTTP".repeat(50).getBytes(UTF_8);
        out.write(new byte[] {9, (byte) 0x81, (byte) (14 + text.length - 128)});
        out.writeInt(1_795_518_413);
        out.writeInt(0x0A4D0002);
        out.writeByte(6);
        out.writeShort(8080);
        out.writeShort(4);
        out.writeByte(64);
        out.write(text);
        out.write(new byte[] {99, 3, 1, 2, 3});
        out.write(Arrays.copyOf("masscan/1.1".getBytes(UTF_8), 99));
        return bytes.toByteArray();
    }

    @Test
    void shouldReadMasscansBinaryFile() throws IOException {
        Read read = read(binary());

        assertThat(read.truncated()).isFalse();
        assertThat(read.header().startNs()).isEqualTo(1_795_518_411_000_000_000L);
        assertThat(read.hosts()).extracting(HostReport::address).containsExactly("10.77.0.2", "fd00::2");
        assertThat(read.hosts().get(0).ports())
                .extracting(PortReport::port, PortReport::state, PortReport::reason, PortReport::reasonTtl)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(8080, PortState.OPEN, "syn-ack", 64),
                        org.assertj.core.groups.Tuple.tuple(8081, PortState.CLOSED, "reset", 64));
        assertThat(read.hosts().get(0).ports().get(0).scripts())
                .containsExactly(new ScriptReport("banner-http", "HTTP".repeat(50)));
        assertThat(read.hosts().get(1).ports().get(0).protocol()).isEqualTo("udp");
    }

    @Test
    void shouldNoticeWhereverABinaryFileIsCut() throws IOException {
        byte[] whole = binary();
        for (int length = 10; length < whole.length - 98; length++) {
            assertThat(read(Arrays.copyOf(whole, length)).truncated())
                    .as("cut at %d", length)
                    .isTrue();
        }
    }

    @Test
    void shouldEndInAnAnswerOrAFormatErrorWhateverIsRead() throws IOException {
        List<byte[]> samples = List.of(
                binary(),
                MASSCAN_XML.getBytes(UTF_8),
                ReportSamples.xml(ReportSamples.PLAIN, ReportSamples.rich()).getBytes(UTF_8),
                ReportSamples.grepable(ReportSamples.PLAIN, ReportSamples.rich())
                        .getBytes(UTF_8),
                "#masscan\nopen tcp 8080 10.77.0.2 1795518424\n# end\n".getBytes(UTF_8),
                "[{\"ip\":\"10.0.0.1\",\"timestamp\":\"1\",\"ports\":[{\"port\":80,\"proto\":\"tcp\",\"status\":\"open\"}]}]"
                        .getBytes(UTF_8),
                ReportSamples.write(
                                out -> new JsonReportWriter(
                                        out, ReportSamples.PLAIN, port -> port.state() == PortState.OPEN),
                                ReportSamples.HEADER,
                                ReportSamples.rich(),
                                ReportSamples.rich())
                        .getBytes(UTF_8));
        for (long seed = 0; seed < 3500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = samples.get(random.nextInt(samples.size())).clone();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
            try {
                read(bytes);
            } catch (ReportFormatException expected) {
                assertThat(expected).hasMessageMatching("(?s).+");
            } catch (RuntimeException | IOException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** More ports than findings in any order may have; a comparison of two such reports holds runs, not ports. */
    @Test
    void shouldHoldOneHostOfAReportAtATime() throws IOException {
        StringBuilder json = new StringBuilder("{\"record\":\"run\"}\n");
        for (int i = 0; i < 170; i++) {
            json.append("{\"record\":\"host\",\"address\":\"10.0.0.")
                    .append(i)
                    .append("\",\"status\":\"up\",\"not_shown\":[{\"state\":\"closed\",\"ports\":\"0-65535\"}]}\n");
        }
        byte[] bytes = json.append("{\"record\":\"end\"}\n").toString().getBytes(UTF_8);
        try (ReportReader before = ReportReaders.open(new ByteArrayInputStream(bytes), Optional.empty());
                ReportReader after = ReportReaders.open(new ByteArrayInputStream(bytes), Optional.empty())) {
            List<ReportComparison.Change> changes = new ArrayList<>();
            ReportComparison.compare(before, after, changes::add);
            assertThat(changes).isEmpty();
        }
    }

    @Test
    void shouldWriteAddressesOfTheSixthVersionShort() {
        byte[] bytes = new byte[16];
        assertThat(SixthAddress.toText(bytes)).isEqualTo("::");
        bytes[15] = 1;
        assertThat(SixthAddress.toText(bytes)).isEqualTo("::1");
        bytes[0] = 0x20;
        bytes[1] = 1;
        assertThat(SixthAddress.toText(bytes)).isEqualTo("2001::1");
        bytes[9] = 5;
        assertThat(SixthAddress.toText(bytes)).isEqualTo("2001::5:0:0:1");
    }
}
