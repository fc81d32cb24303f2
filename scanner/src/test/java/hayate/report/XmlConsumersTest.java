package hayate.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * What programs that read nmap's XML demand of it beyond its document type, as their sources have it: python-libnmap,
 * Metasploit's db_import, DefectDojo, Faraday, Logstash's codec, ndiff.
 */
class XmlConsumersTest {
    private static List<String> reports() throws Exception {
        List<String> reports = new ArrayList<>();
        reports.add(ReportSamples.xml(
                ReportSamples.PLAIN.withVerbosity(1, 0),
                ReportSamples.rich(),
                ReportSamples.up("10.0.3.8", List.of()),
                ReportSamples.up("10.0.3.9", ReportSamples.ports(1, 3, PortState.OPEN, "syn-ack")),
                ReportSamples.host("10.0.3.10", HostReport.Presence.DOWN, "no-response", List.of())));
        for (long seed = 0; seed < 50; seed++) {
            reports.add(ReportSamples.xml(ReportSamples.PLAIN, ReportSamples.hostile(new SplittableRandom(seed))));
        }
        ByteArrayOutputStream interrupted = new ByteArrayOutputStream();
        try (XmlWriter writer = new XmlWriter(interrupted, ReportSamples.PLAIN)) {
            writer.begin(ReportSamples.HEADER);
            writer.end(new RunFooter(ReportSamples.START_NS, 5_000_000L, 0, 0, 0, "interrupted"));
        }
        reports.add(interrupted.toString(StandardCharsets.UTF_8));
        return reports;
    }

    private static Element root(String text) throws Exception {
        DocumentBuilder builder = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
        return builder.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static List<Element> all(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < parent.getElementsByTagName(name).getLength(); i++) {
            found.add((Element) parent.getElementsByTagName(name).item(i));
        }
        return found;
    }

    @Test
    void shouldBeginAsReadersThatLookAtLinesExpect() throws Exception {
        for (String report : reports()) {
            List<String> lines = report.lines().toList();
            assertThat(lines.get(0)).startsWith("<?xml version=\"1.0\"");
            String firstTag = lines.stream()
                    .filter(line -> line.matches("<[a-z].*"))
                    .findFirst()
                    .orElseThrow();
            assertThat(firstTag).startsWith("<nmaprun ");
            assertThat(lines.indexOf(firstTag)).isLessThan(12);
            assertThat(report.split("<address ", -1)).hasSameSizeAs(report.split("\n<address ", -1));
        }
    }

    @Test
    void shouldSayOfTheRunWhatReadersAskFor() throws Exception {
        for (String report : reports()) {
            Element run = root(report);
            assertThat(run.getAttribute("scanner")).isEqualTo("nmap");
            assertThat(run.getAttribute("start")).matches("\\d+");
            assertThat(run.hasAttribute("args") && run.hasAttribute("version")).isTrue();
            assertThat(run.getAttribute("xmloutputversion")).isEqualTo("1.05");
            Element stats = all(run, "runstats").get(0);
            assertThat(children(stats)).extracting(Element::getTagName).containsExactly("finished", "hosts");
            assertThat(children(stats).get(0).getAttribute("time")).matches("\\d+");
            assertThat(children(stats).get(0).getAttribute("elapsed")).matches("\\d+\\.\\d\\d");
        }
    }

    @Test
    void shouldSayOfHostsAndPortsWhatReadersAskFor() throws Exception {
        for (String report : reports()) {
            Element run = root(report);
            List<String> seen = new ArrayList<>();
            for (Element host : all(run, "host")) {
                List<Element> parts = children(host);
                assertThat(parts.get(0).getTagName()).isEqualTo("status");
                assertThat(parts.get(1).getAttribute("addrtype")).isEqualTo("ipv4");
                seen.add(parts.get(1).getAttribute("addr"));
            }
            assertThat(seen).as("an element a host").doesNotHaveDuplicates();
            for (Element port : all(run, "port")) {
                assertThat(port.getAttribute("portid")).matches("\\d+");
                assertThat(port.getAttribute("protocol")).isNotEmpty();
                assertThat(children(port).get(0).getTagName()).isEqualTo("state");
                String state = children(port).get(0).getAttribute("state");
                assertThat(state).isNotEmpty();
                if (state.equals("open")) {
                    assertThat(children(port).get(1).getTagName()).isEqualTo("service");
                }
            }
            assertThat(all(run, "hostname")).allMatch(name -> name.hasAttribute("name") && name.hasAttribute("type"));
            assertThat(all(run, "script"))
                    .allMatch(script -> script.hasAttribute("id") && script.hasAttribute("output"));
        }
    }
}
