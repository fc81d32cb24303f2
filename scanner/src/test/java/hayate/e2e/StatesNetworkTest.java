package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static hayate.e2e.TestWorld.ROUTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a target is said to be, and why, against what the kernel and its firewall did. */
@Tag("network")
@Execution(ExecutionMode.CONCURRENT)
class StatesNetworkTest {
    /** Port of 10.0.0.1 to the word of nftables that rejects it, and to ours. */
    private static final Map<Integer, String[]> REJECTED = new TreeMap<>(Map.of(
            101, new String[] {"net-unreachable", "net-unreach"},
            102, new String[] {"host-unreachable", "host-unreach"},
            103, new String[] {"prot-unreachable", "proto-unreach"},
            104, new String[] {"port-unreachable", "port-unreach"},
            105, new String[] {"net-prohibited", "net-prohibited"},
            106, new String[] {"host-prohibited", "host-prohibited"},
            107, new String[] {"admin-prohibited", "admin-prohibited"}));

    @TempDir
    Path folder;

    private static TestWorld firewalled() {
        String rejects = REJECTED.entrySet().stream()
                .map(e -> "tcp dport " + e.getKey() + " reject with icmp type " + e.getValue()[0])
                .collect(Collectors.joining("\n"));
        return TestWorld.veth().listen(FAR, 80).rules(FAR, """
                table ip wall {
                    chain input {
                        type filter hook input priority 0; policy accept;
                        tcp dport 99 drop
                        tcp dport 108 reject with tcp reset
                        %s
                    }
                }
                """.formatted(rejects));
    }

    @Test
    void shouldTellStatesReasonsAndRespondersExactly() {
        try (TestWorld world = firewalled()) {
            Hayate.Outcome outcome = Hayate.json(world, NEAR, "10.0.0.1", "-p", "80,81,99,101-108", "--seed", 1);
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            Map<Integer, Found> byPort =
                    outcome.found().stream().collect(Collectors.toMap(Found::port, Function.identity()));
            assertThat(byPort).containsOnlyKeys(80, 81, 101, 102, 103, 104, 105, 106, 107, 108);
            assertThat(byPort.get(80).verdict()).isEqualTo("10.0.0.1:80 open syn-ack");
            assertThat(byPort.get(81).verdict()).isEqualTo("10.0.0.1:81 closed reset");
            assertThat(byPort.get(108).verdict()).isEqualTo("10.0.0.1:108 closed reset");
            REJECTED.forEach((port, words) ->
                    assertThat(byPort.get(port).verdict()).isEqualTo("10.0.0.1:" + port + " filtered " + words[1]));
            assertThat(byPort.values()).allSatisfy(found -> {
                assertThat(found.ttl()).isEqualTo(64);
                assertThat(found.attempt()).isZero();
                assertThat(found.responder()).isIn("10.0.0.1", "192.0.2.2");
            });
            assertThat(byPort.get(80).rttMs())
                    .as("round trip of an echoed timestamp")
                    .isBetween(0.001, 2000.0);
        }
    }

    @Test
    void shouldShowOnlyTheStatesAskedFor() {
        try (TestWorld world = firewalled()) {
            String open = Hayate.run(world, NEAR, "10.0.0.1-2", "-p", "80,81,101", "-oJ", "-")
                    .out();
            assertThat(Found.parse(open))
                    .extracting(Found::target)
                    .containsExactlyInAnyOrder("10.0.0.1:80", "10.0.0.2:80");
            Hayate.Outcome quiet = Hayate.run(world, NEAR, "10.0.0.1-2", "-p", "80,81,101", "-q");
            assertThat(quiet.out().lines()).containsExactlyInAnyOrder("10.0.0.1:80", "10.0.0.2:80");
            assertThat(quiet.err()).isEmpty();
            String filtered = Hayate.run(world, NEAR, "10.0.0.1", "-p", "80,81,101", "-oJ", "-", "--states", "filtered")
                    .out();
            assertThat(Found.parse(filtered))
                    .extracting(Found::verdict)
                    .containsExactly("10.0.0.1:101 filtered net-unreach");
        }
    }

    @Test
    void shouldTellWhichRouterLetTheProbeDie() {
        try (TestWorld world = Topologies.routed().listen(FAR, 80)) {
            Hayate.Outcome dead = Hayate.json(world, NEAR, "10.0.0.1-3", "-p", 80, "--ttl", 1);
            assertThat(dead.found()).hasSize(3).allSatisfy(found -> {
                assertThat(found.state()).isEqualTo("filtered");
                assertThat(found.reason()).isEqualTo("time-exceeded");
                assertThat(found.responder()).isEqualTo("192.0.2.2");
                assertThat(found.ttl()).isEqualTo(64);
            });
            Hayate.Outcome alive = Hayate.json(world, NEAR, "10.0.0.1-3", "-p", 80, "--ttl", 2);
            assertThat(alive.found()).hasSize(3).allSatisfy(found -> {
                assertThat(found.reason()).isEqualTo("syn-ack");
                assertThat(found.ttl()).isEqualTo(63);
            });
            world.sh("ip -n $" + ROUTER + " route add unreachable 10.9.0.0/24");
            assertThat(Hayate.json(world, NEAR, "10.9.0.7", "-p", 80).found())
                    .extracting(found -> found.verdict() + " from " + found.responder())
                    .containsExactly("10.9.0.7:80 filtered host-unreach from 192.0.2.2");
        }
    }

    @Test
    void shouldTakeTargetsFromListsAndNamesAndNeverTouchTheExcluded() throws IOException {
        try (TestWorld world = TestWorld.veth().listen(FAR, 80)) {
            Path list = Files.writeString(
                    folder.resolve("targets"),
                    "# mine\n10.1.0.0/28 10.1.1.1\n\n10.1.2.1:81 10.1.2.2:81 10.1.2.3:81 10.1.2.4:81\n");
            Path never = Files.writeString(folder.resolve("never"), "10.1.0.4/30\n");
            world.countArrivals(FAR, "f0", "ip daddr { 10.1.0.4/30, 10.1.0.9, 10.1.2.2 }");
            Hayate.Outcome outcome = Hayate.json(
                    world, NEAR, "-iL", list, "-p", 80, "--excludefile", never, "--exclude", "10.1.0.9,10.1.2.2");
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.found())
                    .extracting(Found::verdict)
                    .containsExactlyInAnyOrder(
                            "10.1.0.0:80 open syn-ack",
                            "10.1.0.1:80 open syn-ack",
                            "10.1.0.2:80 open syn-ack",
                            "10.1.0.3:80 open syn-ack",
                            "10.1.0.8:80 open syn-ack",
                            "10.1.0.10:80 open syn-ack",
                            "10.1.0.11:80 open syn-ack",
                            "10.1.0.12:80 open syn-ack",
                            "10.1.0.13:80 open syn-ack",
                            "10.1.0.14:80 open syn-ack",
                            "10.1.0.15:80 open syn-ack",
                            "10.1.1.1:80 open syn-ack",
                            "10.1.2.1:81 closed reset",
                            "10.1.2.3:81 closed reset",
                            "10.1.2.4:81 closed reset");
            assertThat(world.arrived(FAR))
                    .as("packets of any kind to excluded addresses")
                    .isZero();
            assertThat(Hayate.json(world, NEAR, "localhost", "-p", 9).found())
                    .extracting(Found::verdict)
                    .containsExactly("127.0.0.1:9 closed reset");
        }
    }
}
