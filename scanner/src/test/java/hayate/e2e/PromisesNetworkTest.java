package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static org.assertj.core.api.Assertions.assertThat;

import hayate.Seeds;
import hayate.e2e.Hayate.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Coverage, the cap, shards and order, counted at the far side. */
@Tag("network")
@Isolated("floods, or is timed")
class PromisesNetworkTest {
    private static final int OPEN = 3_000;

    /** Addresses of 10.0.0.0/16 that answer; the rest is silent. */
    static Set<String> truth(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<String> addresses = new HashSet<>();
        while (addresses.size() < OPEN) {
            int low = random.nextInt(1 << 16);
            addresses.add("10.0." + (low >>> 8) + "." + (low & 255));
        }
        return addresses;
    }

    /** The usual world where only {@code addresses} answer, on port 80, and SYNs are counted. */
    static TestWorld silentExcept(Set<String> addresses) {
        return TestWorld.veth().listen(FAR, 80).countSyns().rules(FAR, """
                table netdev wall {
                    set there { type ipv4_addr; elements = { %s } }
                    chain ingress {
                        type filter hook ingress device f0 priority 0; policy accept;
                        ip protocol tcp ip daddr 10.0.0.0/8 ip daddr != @there drop
                    }
                }
                """.formatted(String.join(", ", addresses)));
    }

    @Test
    void shouldFindExactlyWhatIsThereAndAskOnlyTheSilentAgain() {
        long seed = Seeds.seed();
        Set<String> truth = truth(seed);
        try (TestWorld world = silentExcept(truth)) {
            Outcome outcome = Hayate.json(world, NEAR, "10.0.0.0/16", "-p", 80, "--rate", "50k", "--seed", seed);
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.found())
                    .as("seed " + seed)
                    .extracting(Found::verdict)
                    .containsExactlyInAnyOrderElementsOf(truth.stream()
                            .map(address -> address + ":80 open syn-ack")
                            .toList());
            assertThat(world.takeArrived(FAR))
                    .as("each once, and the silent again")
                    .isEqualTo(2 * 65536 - OPEN);

            Outcome once = Hayate.json(world, NEAR, "10.0.0.0/16", "-p", 80, "--rate", "1g", "--retries", 0);
            assertThat(once.exitCode()).as(once.err()).isZero();
            assertThat(once.found()).extracting(Found::address).containsExactlyInAnyOrderElementsOf(truth);
            assertThat(world.takeArrived(FAR)).as("each once").isEqualTo(65536);
        }
    }

    @Test
    void shouldSplitIntoShardsThatMeetNowhereAndMissNothing() {
        Set<String> truth = truth(3);
        try (TestWorld world = silentExcept(truth)) {
            List<String> all = new ArrayList<>();
            long probes = 0;
            for (int shard = 1; shard <= 3; shard++) {
                Outcome outcome = Hayate.json(
                        world,
                        NEAR,
                        "10.0.0.0/16",
                        "-p",
                        80,
                        "--rate",
                        "250k",
                        "--retries",
                        0,
                        "--seed",
                        7,
                        "--shard",
                        shard + "/3");
                assertThat(outcome.exitCode()).as(outcome.err()).isZero();
                assertThat(outcome.found()).hasSizeBetween(OPEN / 4, OPEN / 2);
                outcome.found().forEach(found -> all.add(found.address()));
                long arrived = world.takeArrived(FAR);
                assertThat(arrived).isBetween(65536L / 3, 65536L / 3 + 1);
                probes += arrived;
            }
            assertThat(all).containsExactlyInAnyOrderElementsOf(truth);
            assertThat(probes).isEqualTo(65536);
        }
    }

    @Test
    void shouldSendInTheSameOrderForTheSameSeedAndInAnotherForAnother() {
        try (TestWorld world = TestWorld.veth().listen(FAR, 80)) {
            List<List<String>> orders = new ArrayList<>();
            for (int seed : new int[] {5, 5, 6}) {
                // Slow enough for answers to come in the order of the probes.
                Outcome outcome = Hayate.json(
                        world, NEAR, "10.0.0.0/26", "-p", 80, "--rate", 200, "--seed", seed, "--backend", "packet");
                orders.add(outcome.found().stream().map(Found::target).collect(Collectors.toList()));
            }
            assertThat(orders.get(0)).hasSize(64).isEqualTo(orders.get(1)).isNotEqualTo(orders.get(2));
        }
    }

    @Test
    void shouldNeverBeFasterThanTold() throws Exception {
        try (TestWorld world = TestWorld.veth().countSyns();
                Hayate scan = Hayate.start(world, NEAR, "10.0.0.0/16", "-p", 80, "--rate", 1000, "-q")) {
            List<long[]> samples = new ArrayList<>();
            while (samples.size() < 40 && scan.isAlive()) {
                // The count is taken somewhere between the two times.
                long beforeNs = System.nanoTime();
                long packets = world.arrived(FAR);
                samples.add(new long[] {beforeNs, System.nanoTime(), packets});
                Thread.sleep(60);
            }
            scan.signal("INT").await();
            assertThat(samples.get(samples.size() - 1)[2]).as("SYNs in all").isPositive();
            for (int from = 0; from < samples.size(); from++) {
                for (int to = from + 1; to < samples.size(); to++) {
                    double longestSeconds = (samples.get(to)[1] - samples.get(from)[0]) / 1e9;
                    long sent = samples.get(to)[2] - samples.get(from)[2];
                    assertThat((double) sent)
                            .as("SYNs in %.3f s", longestSeconds)
                            .isLessThanOrEqualTo(1000 * Math.max(0.1, longestSeconds) + 1);
                }
            }
        }
    }
}
