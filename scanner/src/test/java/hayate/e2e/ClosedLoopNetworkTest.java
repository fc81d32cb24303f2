package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static hayate.e2e.TestWorld.ROUTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.e2e.Hayate.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The closed loop against real limits: a policer on a router, a host that limits its resets. */
@Tag("network")
@Tag("once")
@Isolated("floods, or is timed")
class ClosedLoopNetworkTest {
    private static final int PREFIX_LENGTH = 16;
    private static final int TARGETS = 1 << 32 - PREFIX_LENGTH;

    @TempDir
    Path folder;

    /**
     * Of 10.0.0.0/16, addresses whose low ten bits are 5 have an open port 80, those whose low four bits are 7 a closed
     * one; a router stands before them.
     */
    private static TestWorld routed() {
        return Topologies.routed().listen(FAR, 80).rules(FAR, """
                table netdev wall {
                    chain ingress {
                        type filter hook ingress device f0 priority 0; policy accept;
                        ether type != ip accept
                        ip daddr & 0.0.0.15 == 0.0.0.7 accept
                        ip daddr & 0.0.3.255 == 0.0.0.5 accept
                        ip daddr 10.0.0.0/8 drop
                    }
                }
                table ip wall {
                    chain input {
                        type filter hook input priority 0; policy accept;
                        ip daddr & 0.0.0.15 == 0.0.0.7 reject with tcp reset
                    }
                }
                """);
    }

    /** The router lets 10,000 probes a second pass. */
    private static TestWorld policed() {
        return routed().rules(ROUTER, """
                table ip police {
                    chain forward {
                        type filter hook forward priority 0; policy accept;
                        ip daddr 10.0.0.0/8 limit rate over 10000/second burst 100 packets drop
                    }
                }
                """);
    }

    /** The router sends no more than about as many on, and lets a hundredth of a second of them wait. */
    private static TestWorld shaped() {
        TestWorld world = routed();
        try {
            world.output("tc -n $router qdisc add dev r1 root tbf rate 6mbit burst 3kb latency 10ms");
        } catch (RuntimeException | AssertionError e) {
            world.close();
            assumeTrue(false, "no tbf here: " + e.getMessage());
        }
        return world;
    }

    private static String address(int low) {
        return "10." + (low >>> 16) + "." + (low >>> 8 & 255) + "." + (low & 255);
    }

    private static Set<String> addresses(int mask, int value) {
        return IntStream.range(0, TARGETS)
                .filter(low -> (low & mask) == value)
                .mapToObj(ClosedLoopNetworkTest::address)
                .collect(Collectors.toSet());
    }

    private void assertFindsAlmostAll(TestWorld world) throws Exception {
        Set<String> open = addresses(0x3FF, 5);
        Set<String> closed = addresses(0xF, 7);
        Path log = folder.resolve("rates.csv");

        Outcome outcome = Hayate.json(
                world,
                NEAR,
                "10.0.0.0/" + PREFIX_LENGTH,
                "-p",
                80,
                "--rate",
                "auto",
                "--retries",
                0,
                "--rate-log",
                log);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.found()).extracting(Found::address).doesNotHaveDuplicates();
        long right = outcome.found().stream()
                .filter(found -> (found.verdict().contains("open") ? open : closed).contains(found.address()))
                .count();
        assertThat(right).as("no false result").isEqualTo(outcome.found().size());
        assertThat((double) right / (open.size() + closed.size()))
                .as("found of what is there; %s", outcome.err())
                .isGreaterThanOrEqualTo(0.985);
        List<String> lines = Files.readAllLines(log);
        assertThat(lines.get(0)).startsWith("time_s,pass,kind,phase,granted_pps");
        assertThat(lines).anyMatch(line -> line.endsWith(",limit found"));
        assertThat(outcome.err()).contains("coverage ").contains("loss on the path");
    }

    @Test
    void shouldFindAlmostAllBehindAPolicerThatItIsNotTold() throws Exception {
        try (TestWorld world = policed()) {
            assertFindsAlmostAll(world);
        }
    }

    @Test
    void shouldFindAlmostAllBehindAShaperThatItIsNotTold() throws Exception {
        try (TestWorld world = shaped()) {
            assertFindsAlmostAll(world);
        }
    }

    @Test
    void shouldSayThatThePathGaveNoSignalAndAtWhichRateItStayed() throws Exception {
        try (TestWorld world = Topologies.routed().rules(FAR, """
                table netdev wall {
                    chain ingress {
                        type filter hook ingress device f0 priority 0; policy accept;
                        ip daddr 10.0.0.0/8 drop
                    }
                }
                """)) {
            Path metadata = folder.resolve("run.json");

            Outcome outcome = Hayate.json(
                    world, NEAR, "10.0.0.0/18", "-p", 80, "--rate", "auto", "--retries", 0, "--metadata", metadata);

            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.err())
                    .contains("too few answers to judge the path by: stayed at the safe 10000 probes per second");
            assertThat(Files.readString(metadata))
                    .containsPattern("\"judged\": *false")
                    .containsPattern("\"safe_rate_probes_per_second\": *10000");
        }
    }

    @Test
    void shouldMeasureAPolicerThatItIsNotTold() {
        try (TestWorld world = policed()) {
            Outcome outcome = Hayate.run(world, NEAR, "calibrate", "--via", "10.0.0.0/19", "-p", 80, "--json");

            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.out()).contains("\"measured_by\": \"closed\"");
            assertThat(number(outcome.out(), "recommended_probes_per_second"))
                    .as(outcome.out())
                    .isBetween(7_000.0, 10_500.0);
            String limit = outcome.out().substring(outcome.out().indexOf("\"limit\""));
            assertThat(number(limit, "probes_per_second")).as(outcome.out()).isBetween(9_000.0, 11_000.0);
        }
    }

    private static double number(String json, String name) {
        Matcher matcher = Pattern.compile('"' + name + "\": ([0-9.E]+)").matcher(json);
        assertThat(matcher.find()).as(name + " in " + json).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void shouldCallNoClosedPortSilentWhenItsHostLimitsResets() {
        try (TestWorld world = TestWorld.veth().rules(FAR, """
                table ip police {
                    chain output {
                        type filter hook output priority 0; policy accept;
                        tcp flags & rst == rst limit rate over 1000/second burst 50 packets drop
                    }
                }
                """)) {
            Outcome outcome = Hayate.json(world, NEAR, "10.0.0.1", "-p", "1-6000", "--rate", "auto");

            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.found()).as(outcome.err()).hasSize(6000);
        }
    }
}
