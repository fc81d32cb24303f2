package hayate.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.report.HostReport.Presence;
import hayate.report.RunHeader.ScanInfo;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Holds the XML against nmap's document type and its own readers, where this machine has them. */
class XmlWriterTest {
    private static final Path DOCUMENT_TYPE = Path.of("/usr/share/nmap/nmap.dtd");
    private static final Path STYLE = Path.of("/usr/share/nmap/nmap.xsl");
    private static final ReportOptions PLAIN = ReportSamples.PLAIN;

    @TempDir
    Path folder;

    @Test
    void shouldWriteARichHostAsNmapDoes() throws IOException {
        ReportOptions styled = new ReportOptions(
                0, 0, false, false, false, Optional.of("https://nmap.org/svn/docs/nmap.xsl"), PLAIN.zone());

        assertThat(ReportSamples.xml(styled, ReportSamples.rich())).isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <!DOCTYPE nmaprun>
                        <?xml-stylesheet href="https://nmap.org/svn/docs/nmap.xsl" type="text/xsl"?>
                        <!-- hayate 0.1 scan initiated Tue Nov 24 10:54:07 2026 as: hayate -sS -p 1-100 10.0.3.0/24 -->
                        <nmaprun scanner="nmap" args="hayate -sS -p 1-100 10.0.3.0/24" start="1795517647" \
                        startstr="Tue Nov 24 10:54:07 2026" version="0.1" xmloutputversion="1.05">
                        <scaninfo type="syn" protocol="tcp" numservices="100" services="1-100"/>
                        <verbose level="0"/>
                        <debugging level="0"/>
                        <host starttime="1795517647" endtime="1795517655">\
                        <status state="up" reason="echo-reply" reason_ttl="64"/>
                        <address addr="10.0.3.7" addrtype="ipv4"/>
                        <address addr="02:00:5E:10:00:01" addrtype="mac" vendor="Example Corp"/>
                        <hostnames>
                        <hostname name="web.example" type="user"/>
                        <hostname name="seven.example" type="PTR"/>
                        </hostnames>
                        <ports><extraports state="closed" count="78">
                        <extrareasons reason="reset" count="78" proto="tcp" ports="1-21,23-79"/>
                        </extraports>
                        <extraports state="filtered" count="31">
                        <extrareasons reason="no-response" count="30" proto="tcp" ports="82-111"/>
                        <extrareasons reason="host-prohibited" count="1" proto="tcp" ports="81"/>
                        </extraports>
                        <port protocol="tcp" portid="22"><state state="open" reason="syn-ack" reason_ttl="64"/>\
                        <service name="ssh" product="OpenSSH" version="9.6p1" extrainfo="protocol 2.0" \
                        ostype="Linux" method="probed" conf="10"><cpe>cpe:/a:openbsd:openssh:9.6p1</cpe>\
                        <cpe>cpe:/o:linux:linux_kernel</cpe></service></port>
                        <port protocol="tcp" portid="80"><state state="open" reason="syn-ack" reason_ttl="64"/>\
                        <service name="http" product="nginx" hostname="www.example" tunnel="ssl" method="probed" \
                        conf="10"><cpe>cpe:/a:nginx:nginx</cpe></service>\
                        <script id="http-title" output="Welcome"/>\
                        <script id="ssl-cert" output="Subject: commonName=www.example&#xa;\
                        Not valid after: 2030-01-01"/></port>
                        </ports>
                        <times srtt="1010" rttvar="35" to="100000"/>
                        </host>
                        <runstats><finished time="1795517655" timestr="Tue Nov 24 10:54:15 2026" \
                        summary="hayate done at Tue Nov 24 10:54:15 2026; 2 IP addresses (1 host up) scanned in \
                        8.31 seconds" elapsed="8.31" exit="success"/><hosts up="1" down="1" total="2"/>
                        </runstats>
                        </nmaprun>
                        """);
    }

    @Test
    void shouldBeValidByTheDocumentType() throws Exception {
        assumeTrue(Files.exists(DOCUMENT_TYPE), "nmap's document type is not installed");
        RunHeader header = new RunHeader(
                "hayate",
                "0.1",
                "hayate --open -- x",
                ReportSamples.START_NS,
                List.of(new ScanInfo("syn", "tcp", 100, "1-100"), new ScanInfo("udp", "udp", 1, "53")),
                1,
                0);
        String text = ReportSamples.write(
                out -> new XmlWriter(out, PLAIN.withVerbosity(1, 0)),
                header,
                ReportSamples.rich(),
                ReportSamples.up("2001:db8::7", ReportSamples.ports(1, 90, PortState.CLOSED, "reset")),
                ReportSamples.host("10.0.3.9", Presence.DOWN, "no-response", List.of()),
                ReportSamples.host("10.0.3.10", Presence.UNKNOWN, "user-set", List.of()));

        assertThat(violations(text)).isEmpty();
        assertThat(violations(text.replace("<status state=\"up\"", "<status state=\"ajar\"")))
                .isNotEmpty();
    }

    @Test
    void shouldBeValidWhateverTheHostsSayOfThemselves() throws Exception {
        assumeTrue(Files.exists(DOCUMENT_TYPE), "nmap's document type is not installed");
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String text = ReportSamples.xml(PLAIN, ReportSamples.hostile(random));
            assertThat(violations(text)).as("seed %d", seed).isEmpty();
            assertThat(text.chars().filter(c -> c != '\n' && (c < 0x20 || c > 0x7E)))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    @Test
    void shouldKeepTextsThatXmlCanHold() throws Exception {
        for (long seed = 0; seed < 300; seed++) {
            String original = ReportSamples.text(new SplittableRandom(seed));
            PortReport port = ReportSamples.with(
                    ReportSamples.port(80, PortState.OPEN, "syn-ack"), ReportSamples.probed("http", original, "", ""));
            Document document =
                    parser(false).parse(source(ReportSamples.xml(PLAIN, ReportSamples.up("10.0.3.7", List.of(port)))));
            String product = document.getElementsByTagName("service")
                    .item(0)
                    .getAttributes()
                    .getNamedItem("product")
                    .getNodeValue();
            assertThat(product).as("seed %d", seed).isEqualTo(holdable(original));
        }
    }

    private static String holdable(String text) {
        StringBuilder held = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
            if (control) {
                held.append(String.format("\\x%02x", c));
            } else if (c >= 0xD800 && c <= 0xDFFF || c == 0xFFFE || c == 0xFFFF) {
                held.append(String.format("\\u%04x", c));
            } else {
                held.appendCodePoint(c);
            }
        });
        return held.toString();
    }

    @Test
    void shouldTellWhyARunStopped() throws Exception {
        RunFooter stopped = new RunFooter(ReportSamples.START_NS, 5_000_000L, 0, 0, 0, "interrupted --");
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (XmlWriter writer = new XmlWriter(bytes, PLAIN)) {
            writer.begin(ReportSamples.HEADER);
            writer.end(stopped);
        }
        String text = bytes.toString(StandardCharsets.UTF_8);

        assertThat(text).contains("elapsed=\"0.01\" exit=\"error\" errormsg=\"interrupted -&#45;\"");
        parser(false).parse(source(text));
    }

    @Test
    void shouldListDownHostsOnlyWhenVerbose() throws IOException {
        HostReport down = ReportSamples.host("10.0.3.9", Presence.DOWN, "no-response", List.of());

        assertThat(ReportSamples.xml(PLAIN, down)).doesNotContain("10.0.3.9");
        assertThat(ReportSamples.xml(PLAIN.withVerbosity(1, 0), down))
                .contains(
                        "<status state=\"down\" reason=\"no-response\" reason_ttl=\"0\"/>\n<address addr=\"10.0.3.9\"");
    }

    /** With one script a port at most: ndiff 7.93 fails on two, whoever wrote them. */
    @Test
    void shouldBeReadByNmapsStyleAndNdiff() throws Exception {
        assumeTrue(has("xsltproc") && has("ndiff") && Files.exists(STYLE), "xsltproc, ndiff or nmap.xsl is missing");
        Path before = folder.resolve("before.xml");
        Path after = folder.resolve("after.xml");
        Files.writeString(
                before, ReportSamples.xml(PLAIN, ReportSamples.rich()).replaceAll("<script id=\"ssl-cert[^>]*/>", ""));
        HostReport host = ReportSamples.up("10.0.3.7", List.of(ReportSamples.open(443, "https")));
        Files.writeString(after, ReportSamples.xml(PLAIN, host));

        assertThat(run("xsltproc", STYLE.toString(), before.toString()))
                .contains("generated with nmap.xsl", "OpenSSH", "10.0.3.7");
        assertThat(run("ndiff", before.toString(), after.toString()))
                .contains("+443/tcp open  https", "-22/tcp open  ssh      OpenSSH 9.6p1 (protocol 2.0)");
        assertThat(run("ndiff", before.toString(), before.toString())).isEmpty();
    }

    private static boolean has(String tool) {
        return Files.isExecutable(Path.of("/usr/bin", tool));
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private static List<String> violations(String text) throws Exception {
        List<String> violations = new ArrayList<>();
        DocumentBuilder parser = parser(true);
        parser.setErrorHandler(new ErrorHandler() {
            @Override
            public void warning(SAXParseException e) {
                violations.add(e.getMessage());
            }

            @Override
            public void error(SAXParseException e) {
                violations.add(e.getMessage());
            }

            @Override
            public void fatalError(SAXParseException e) throws SAXException {
                throw e;
            }
        });
        String typed =
                text.replace("<!DOCTYPE nmaprun>", "<!DOCTYPE nmaprun SYSTEM \"" + DOCUMENT_TYPE.toUri() + "\">");
        parser.parse(source(typed));
        return violations;
    }

    private static DocumentBuilder parser(boolean validating) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setValidating(validating);
        return factory.newDocumentBuilder();
    }

    private static InputSource source(String text) {
        return new InputSource(new StringReader(text));
    }
}
