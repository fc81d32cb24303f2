package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.e2e.Hayate.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Caps per host and per network as the far side's tcpdump times the packets that arrive. */
@Tag("network")
@Isolated("floods, or is timed")
class TargetCapsNetworkTest {
    private static final long SECOND_US = 1_000_000;
    /** Two packets may be timed this much closer than they were sent. */
    private static final long TIMING_US = 2_000;

    private record Arrival(long timeUs, String host, String rest) {}

    @TempDir
    Path folder;

    /** What is sent to the far hosts, as tcpdump writes it down there while {@code scan} runs. */
    private List<Arrival> arrivals(TestWorld world, Runnable scan) throws Exception {
        assumeTrue(Shell.has("tcpdump"), "no tcpdump");
        Path file = folder.resolve("arrivals");
        Process tcpdump = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        world.namespace(FAR),
                        "tcpdump",
                        "-i",
                        "f0",
                        "-nn",
                        "-tt",
                        "-l",
                        "-U",
                        "--immediate-mode",
                        "-B",
                        "8192",
                        "dst net 10.0.0.0/8 and (icmp or tcp)")
                .redirectOutput(file.toFile())
                .redirectErrorStream(true)
                .start();
        while (!Files.readString(file).contains("listening on")) {
            Thread.sleep(20);
        }
        scan.run();
        Thread.sleep(200);
        tcpdump.destroy();
        tcpdump.waitFor();
        List<Arrival> arrivals = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split(" ");
            // The kernel's own RST that takes back a half-open connection is no probe.
            if (words.length > 5 && words[1].equals("IP") && !line.contains("Flags [R]")) {
                String[] octets = words[4].split("[.:]");
                long timeUs = (long) (Double.parseDouble(words[0]) * SECOND_US);
                arrivals.add(
                        new Arrival(timeUs, String.join(".", List.of(octets).subList(0, 4)), line));
            }
        }
        arrivals.sort(Comparator.comparingLong(Arrival::timeUs));
        return arrivals;
    }

    private static int mostInASecond(List<Arrival> arrivals, int octets) {
        Map<String, List<Long>> byNetwork = new TreeMap<>();
        for (Arrival arrival : arrivals) {
            String network = String.join(".", List.of(arrival.host.split("\\.")).subList(0, octets));
            byNetwork.computeIfAbsent(network, n -> new ArrayList<>()).add(arrival.timeUs);
        }
        int most = 0;
        for (List<Long> times : byNetwork.values()) {
            int from = 0;
            for (int i = 0; i < times.size(); i++) {
                while (times.get(i) - times.get(from) >= SECOND_US - TIMING_US) {
                    from++;
                }
                most = Math.max(most, i - from + 1);
            }
        }
        return most;
    }

    /** Discovery by four probes, the sweep and its retry over silent ports: all count. */
    @Test
    void shouldAskNoHostAndNoNetworkFasterThanToldWhateverIsAsked() throws Exception {
        try (TestWorld world = TestWorld.veth().listen(FAR, 80).rules(FAR, """
                table ip wall {
                    chain input {
                        type filter hook input priority 0; policy accept;
                        tcp dport 1000-1010 drop
                    }
                }
                """)) {
            Outcome[] outcome = new Outcome[1];
            List<Arrival> arrivals = arrivals(
                    world,
                    () -> outcome[0] = Hayate.run(
                            world,
                            NEAR,
                            "10.0.0.1-3,10.0.1.0-1",
                            "-p",
                            "78-86,1000-1002",
                            "-n",
                            "-T4",
                            "--max-rate-per-host",
                            25,
                            "--max-rate-per-net",
                            "/24=40",
                            "-oG",
                            "-"));

            assertThat(outcome[0].exitCode()).as(outcome[0].err()).isZero();
            assertThat(arrivals.size()).as("probes").isGreaterThan(5 * 12);
            assertThat(mostInASecond(arrivals, 4)).as("to one host in a second").isLessThanOrEqualTo(25);
            assertThat(mostInASecond(arrivals, 3)).as("to a /24 in a second").isLessThanOrEqualTo(40);
            assertThat(outcome[0].out().lines().filter(line -> line.contains("80/open")))
                    .as(outcome[0].out())
                    .hasSize(5);
        }
    }

    /** A host that may get twenty a second, through a kill; by connections too. */
    @Test
    void shouldKeepTheCapThroughKillAndResume() throws Exception {
        for (String kind : List.of("-sS", "-sT")) {
            try (TestWorld world = TestWorld.veth().listen(FAR, 80)) {
                Path results = folder.resolve("found" + kind);
                Path checkpoint = folder.resolve("found" + kind + ".checkpoint");
                List<Arrival> arrivals = arrivals(world, () -> {
                    try (Hayate first = Hayate.start(
                            world,
                            NEAR,
                            kind,
                            "10.0.0.1",
                            "-Pn",
                            "-p",
                            "70-99",
                            "--max-rate-per-host",
                            10,
                            "-oJ",
                            results,
                            "--states",
                            "all",
                            "-q")) {
                        for (int tries = 0; tries < 600 && !Files.exists(checkpoint); tries++) {
                            first.endsWithin(50);
                        }
                        first.endsWithin(700);
                        first.signal("KILL").endsWithin(5_000);
                    }
                    Outcome rest = Hayate.run(world, NEAR, "--resume", checkpoint);
                    assertThat(rest.exitCode()).as(rest.err()).isZero();
                });

                assertThat(Found.parse(Files.readString(results))).as(kind).hasSize(30);
                assertThat(mostInASecond(
                                arrivals.stream()
                                        .filter(arrival -> arrival.rest.contains("Flags [S]"))
                                        .toList(),
                                4))
                        .as(kind)
                        .isBetween(5, 20);
            }
        }
    }
}
