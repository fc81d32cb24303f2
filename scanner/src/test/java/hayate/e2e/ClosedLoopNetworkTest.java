package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static hayate.e2e.TestWorld.ROUTER;
import static org.assertj.core.api.Assertions.assertThat;

import hayate.e2e.Hayate.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The closed loop against real limits: a policer on a router, a host that limits its resets. */
@Tag("network")
class ClosedLoopNetworkTest {
    private static final int TARGETS = 1 << 17;

    @TempDir
    Path folder;

    /**
     * Of 10.0.0.0/15, addresses whose low ten bits are 5 have an open port 80, those whose low four bits are 7 a closed
     * one; the router lets 20,000 probes a second pass.
     */
    private static TestWorld policed() {
        return Topologies.routed().listen(FAR, 80).rules(ROUTER, """
                table ip police {
                    chain forward {
                        type filter hook forward priority 0; policy accept;
                        ip daddr 10.0.0.0/8 limit rate over 20000/second burst 200 packets drop
                    }
                }
                """).rules(FAR, """
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

    private static String address(int low) {
        return "10." + (low >>> 16) + "." + (low >>> 8 & 255) + "." + (low & 255);
    }

    @Test
    void shouldFindAlmostAllBehindAPolicerThatItIsNotTold() throws Exception {
        Set<String> open = IntStream.range(0, TARGETS)
                .filter(low -> (low & 0x3FF) == 5)
                .mapToObj(ClosedLoopNetworkTest::address)
                .collect(Collectors.toSet());
        Set<String> closed = IntStream.range(0, TARGETS)
                .filter(low -> (low & 0xF) == 7)
                .mapToObj(ClosedLoopNetworkTest::address)
                .collect(Collectors.toSet());
        Path log = folder.resolve("rates.csv");
        try (TestWorld world = policed()) {
            Outcome outcome = Hayate.json(
                    world, NEAR, "10.0.0.0/15", "-p", 80, "--rate", "auto", "--retries", 0, "--rate-log", log);

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
