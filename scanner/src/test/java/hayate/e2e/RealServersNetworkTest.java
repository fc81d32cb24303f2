package hayate.e2e;

import static hayate.e2e.TestWorld.NEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.e2e.Hayate.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Services of real servers, as their packages install them and otherwise: all asked in one scan, at ports that are not theirs.
 * {@code bench/servers} starts them and says what each is; the versions are the packages'.
 */
@Tag("network")
class RealServersNetworkTest {
    private static final Path SERVERS = Path.of("..", "bench", "servers").toAbsolutePath();
    private static final String PORT_SHIFT = "20000";
    private static final int START_SECONDS_MAX = 120;

    @TempDir
    static Path folder;

    private static TestWorld world;
    private static final Map<String, List<String[]>> TRUTH = new HashMap<>();
    private static final Map<String, Element> FOUND = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Files.isExecutable(SERVERS), "no " + SERVERS);
        for (String tool : List.of("bash", "ss", "openssl")) {
            assumeTrue(Shell.has(tool), "no " + tool);
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x")); // servers give up root
        world = TestWorld.of(NEAR);
        List<String> command = new ArrayList<>(List.of(
                SERVERS.toString(),
                "-s",
                PORT_SHIFT,
                "-w",
                "20",
                world.namespace(NEAR),
                folder.resolve("servers").toString()));
        command.addAll(servers());
        for (String line : run(command).split("\n")) {
            String[] fields = line.split("\t");
            if (fields.length == 5) {
                TRUTH.computeIfAbsent(fields[0], name -> new ArrayList<>()).add(fields);
            }
        }
        if (!TRUTH.isEmpty()) {
            scan();
        }
    }

    /** The servers that the check installs, or finds. */
    static List<String> servers() {
        return List.of(
                "openssh",
                "openssh-silent",
                "nginx",
                "nginx-silent",
                "lighttpd",
                "haproxy",
                "vsftpd",
                "redis",
                "redis-locked",
                "redis-tls",
                "memcached",
                "mosquitto",
                "dnsmasq",
                "rsync",
                "ngircd",
                "beanstalkd");
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Path out = folder.resolve("truth");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("trouble").toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        if (!process.waitFor(START_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("no end after " + START_SECONDS_MAX + " s: " + command);
        }
        return Files.readString(out);
    }

    private static void scan() throws Exception {
        Path xml = folder.resolve("found.xml");
        List<String> ports = TRUTH.values().stream()
                .flatMap(List::stream)
                .map(fields -> fields[1])
                .toList();
        Outcome outcome =
                Hayate.run(world, NEAR, "-sV", "-n", "-T4", "-p", String.join(",", ports), "127.0.0.1", "-oX", xml);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        NodeList nodes = factory.newDocumentBuilder().parse(xml.toFile()).getElementsByTagName("service");
        for (int i = 0; i < nodes.getLength(); i++) {
            Element service = (Element) nodes.item(i);
            FOUND.put(((Element) service.getParentNode()).getAttribute("portid"), service);
        }
    }

    @AfterAll
    static void stop() {
        if (world != null) {
            world.output("for pid in $(ip netns pids $near); do kill -KILL $pid 2> /dev/null || :; done");
            world.close();
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void shouldTellServiceProductAndVersion(String server) throws IOException {
        assumeTrue(TRUTH.containsKey(server), Files.readString(folder.resolve("trouble")));
        for (String[] fields : TRUTH.get(server)) {
            Element said = FOUND.get(fields[1]);
            assertThat(said).as(String.join(" ", fields)).isNotNull();
            String tunnel = said.getAttribute("tunnel").isEmpty() ? "" : "ssl/";
            assertThat(said.getAttribute("method")).as(server).isEqualTo("probed");
            assertThat(tunnel + said.getAttribute("name")).as(server).matches(fields[2]);
            if (!fields[3].equals("-")) {
                assertThat(said.getAttribute("product")).as(server).containsPattern(Pattern.compile(fields[3]));
            }
            if (!fields[4].equals("-")) {
                assertThat(said.getAttribute("version")).as(server).containsPattern(Pattern.compile(fields[4]));
            }
        }
    }
}
