package hayate.service;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import hayate.report.ScriptReport;
import hayate.service.ScriptedNetwork.Line;
import hayate.service.ScriptedNetwork.Peer;
import hayate.service.ScriptedNetwork.Port;
import hayate.service.db.ServiceDatabase;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An exporter is asked for its version and then for its icon, whatever becomes of the first, in bounded time. */
class ErrandsTest {
    private static final long MS = 1_000_000L;
    private static final int PORT = 8_000;
    private static final ServiceDatabase DATABASE = ServiceDatabase.builtIn();

    private final ScriptedNetwork network = new ScriptedNetwork();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>(Map.of(
            "/",
            "Content-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>Node Exporter</title></head><body><h1>Node Exporter</h1>"
                    + "<a href=\"/metrics\">Metrics</a></body></html>",
            "/metrics",
            "Content-Type: text/plain\r\n\r\n" + "a 1\n".repeat(5_000)
                    + "node_exporter_build_info{version=\"1.5.0\"} 1\n",
            "/favicon.ico",
            "Content-Type: image/png\r\n\r\nicon"));

    private final Map<String, String> evidence = new HashMap<>();

    /** Whether the port is closed once its metrics were asked for. */
    private boolean closes;
    /** Connections until the metrics were asked for. */
    private int madeBefore;

    /** Answers what it knows and says nothing to all else. */
    private final class Exporter implements Peer {
        @Override
        public void received(Line line, byte[] sent) {
            String request = new String(sent, StandardCharsets.ISO_8859_1);
            String path = request.startsWith("GET ") ? request.split(" ", 3)[1] : "";
            String answer = answers.get(path);
            asked.add(path);
            if (closes && path.equals("/metrics")) {
                madeBefore = network.made;
                network.port(PORT, new Port(Exporter::new, MS, 100, true));
            }
            if (answer != null) {
                line.say(0, ("HTTP/1.0 200 OK\r\n" + answer).getBytes(StandardCharsets.ISO_8859_1));
                line.hangUp(MS, false);
            }
        }
    }

    private String ask() {
        network.port(PORT, new Port(Exporter::new, MS, 100, false));
        ServiceConfig config = new ServiceConfig(10, 10, 10, 10, 3, 5_000 * MS, 7, 40_000 * MS, false, false, true);
        ServiceResult result = network.ask(
                DATABASE, config, new ServiceTarget(InetAddress.getLoopbackAddress(), PORT, Optional.empty()));
        evidence.putAll(result.evidence().stream().collect(toMap(ScriptReport::id, ScriptReport::output)));
        String icon = evidence.getOrDefault("http-favicon", "no icon");
        return result.service()
                .map(service -> service.name() + " " + service.version() + ", " + icon)
                .orElse("");
    }

    @Test
    void shouldBringTheVersionAndTheIcon() {
        assertThat(ask()).isEqualTo("prometheus-exporter 1.5.0, mmh3:1355950459 (4 bytes, /favicon.ico)");
        assertThat(network.nanoTime()).isLessThan(7_000 * MS);
    }

    @Test
    void shouldBringTheIconOfOneThatDoesNotTellItsVersion() {
        answers.remove("/metrics");
        assertThat(ask()).isEqualTo("prometheus-exporter , mmh3:1355950459 (4 bytes, /favicon.ico)");
        assertThat(network.nanoTime()).isLessThan(13_000 * MS);
    }

    @Test
    void shouldEndWithAPortThatTakesNoMoreMeanwhile() {
        answers.remove("/metrics");
        closes = true;
        assertThat(ask()).isEqualTo("prometheus-exporter , no icon");
        assertThat(asked).doesNotContain("/favicon.ico");
        assertThat(network.made - madeBefore).as("after its last answer").isEqualTo(1);
    }

    @Test
    void shouldBringTheTitleThatStandsFarBehindInAPage() {
        String html = "Content-Type: text/html; charset=utf-8\r\n\r\n<html><head><!--" + "<titl ".repeat(2_000);
        answers.put("/", html + "--><TITLE>Far\n behind</TITLE></head>" + "x".repeat(50_000));
        ask();
        assertThat(evidence).containsEntry("http-title", "Far behind");
    }

    @Test
    void shouldBringWhatStandsBehindALongHead() {
        String head = "Set-Cookie: x=" + "y".repeat(5_000) + "\r\nServer: Late/1\r\nContent-Type: text/html\r\n\r\n";
        answers.put("/", head + "<title>Behind</title>");
        ask();
        assertThat(evidence).containsEntry("http-title", "Behind").containsEntry("http-server-header", "Late/1");
    }

    @Test
    void shouldNotAskAgainForAPageThatHasToldItsTitle() {
        answers.put("/", "Server: x/1\r\nContent-Type: text/html\r\n\r\n<title>Here</title>" + "x".repeat(9_000));
        ask();
        assertThat(evidence).containsEntry("http-title", "Here");
        assertThat(asked.stream().filter("/"::equals)).hasSize(1);
    }

    @Test
    void shouldEndWithAPageThatHasNoTitle() {
        answers.put("/", "Content-Type: text/html\r\n\r\n" + "<titl".repeat(100_000));
        ask();
        assertThat(evidence).containsEntry("http-title", "Site doesn't have a title (200 OK).");
    }
}
