package hayate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hayate.plan.AddressSet;
import hayate.plan.PortSet;
import hayate.plan.Shard;
import hayate.plan.TargetSpace;
import hayate.probe.ProbeConfig;
import hayate.queue.Pass;
import hayate.rate.CoverageEstimate;
import hayate.rate.RateLimits;
import hayate.rate.Template;
import hayate.result.State;
import hayate.sim.SimulatedScan.Settings;
import hayate.sim.SimulatedWorld.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole scans that find their rate themselves, over a network with a limit; everything follows from the seed. */
class ClosedLoopTest {
    private static final long FIRST_SEED = 20_261_124;
    private static final int SEEDS = Integer.getInteger("hayate.sim.seeds", 60) / 4;
    private static final RateLimits LIMITS =
            Template.INSANE.limits(0, Double.POSITIVE_INFINITY).orElseThrow();

    private static final long STALL_MAX_NS = 50_000_000;
    private static final long SHORT_STALL_MAX_NS = 2_000_000;

    static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS);
    }

    private static TargetSpace space(int addresses, int... ports) {
        return TargetSpace.of(
                AddressSet.builder().add(0x0A000000, 0x0A000000 + addresses - 1).build(), PortSet.of(ports));
    }

    private static SimulatedScan scan(long seed, TargetSpace space, SimulatedWorld world, SimulatedClock clock) {
        Settings settings = new Settings(0, 0, 1, 1024, 1).closedLoop(LIMITS);
        SimulatedScan scan = new SimulatedScan(seed, space, Shard.WHOLE, settings, world, clock);
        scan.stallMaxNs = STALL_MAX_NS;
        return scan;
    }

    private static long answering(SimulatedScan scan) {
        return LongStream.range(0, scan.space.size())
                .filter(i -> scan.world.truth(scan.space.targetAt(i)) != State.SILENT)
                .count();
    }

    private static long probes(SimulatedScan scan) {
        return scan.world.probes().values().stream().mapToLong(count -> count).sum();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldNotTakeOtherHostsForLoss(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedClock clock = new SimulatedClock();
        Faults faults = new Faults(0, 0, 0, 0, 100_000 + random.nextLong(20_000_000), 5_000_000, 0, 1 << 20);
        SimulatedWorld world = new SimulatedWorld(clock, seed, faults, 0.05, 0.3, 0);
        world.silentHosts(0.3 + random.nextDouble() * 0.5);
        RateLimits limits = Template.NORMAL.limits(0, 10_000).orElseThrow();
        Settings settings = new Settings(0, 0, 1, 1024, 1).closedLoop(limits).grouped(4);
        // Longer than the two windows of six seconds after which a doubtful one is judged at last.
        TargetSpace space = space(1 << 13, IntStream.rangeClosed(1, 20).toArray());
        SimulatedScan scan = new SimulatedScan(seed, space, Shard.WHOLE, settings, world, clock);
        scan.stallMaxNs = STALL_MAX_NS;

        boolean ended = scan.run(scan.planner.sweep(), Long.MAX_VALUE);

        assertThat(ended).isTrue();
        assertThat(scan.journal).hasSize((int) answering(scan));
        assertThat(scan.late).isEmpty();
        assertThat(scan.settledEarly)
                .as("groups whose hosts were done early, decisions %s", scan.decisions)
                .isNotEmpty();
        assertThat((double) scan.planner.stepsSentAgain() / scan.order.length())
                .as("sent again though nothing was lost, decisions %s", scan.decisions)
                .isLessThan(0.35);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldFindAlmostAllBehindAPolicerOfUnknownLimit(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double limit = 8_000 + random.nextInt(30_000);
        SimulatedClock clock = new SimulatedClock();
        Faults faults = new Faults(0, 0, 0, 0, 100_000 + random.nextLong(50_000_000), 5_000_000, 0, 1 << 20);
        SimulatedWorld world = new SimulatedWorld(clock, seed, faults, 0.05, 0.1 + random.nextDouble() * 0.3, 0);
        world.police(new TokenBucket(limit, limit / 100));
        SimulatedScan scan = scan(seed, space(1 << 16, 80), world, clock);

        boolean ended = scan.run(scan.planner.sweep(), Long.MAX_VALUE);

        assertThat(ended).isTrue();
        assertThat(scan.journal).doesNotHaveDuplicates();
        assertThat((double) scan.journal.size() / answering(scan))
                .as("found of what answers, limit %.0f/s, decisions %s", limit, scan.decisions)
                .isGreaterThan(0.9);
        assertThat((double) probes(scan) / scan.order.length())
                .as("probes per target, limit %.0f/s, decisions %s", limit, scan.decisions)
                .isLessThan(2);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldReachTheWantedCoverageByOnePassMoreWhereThePathLosesAtAnyRate(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double limit = 10_000 + random.nextInt(20_000);
        SimulatedClock clock = new SimulatedClock();
        Faults faults = new Faults(0.02, 0, 0, 0, 100_000 + random.nextLong(10_000_000), 1_000_000, 0, 1 << 20);
        SimulatedWorld world = new SimulatedWorld(clock, seed, faults, 0.05, 0.1 + random.nextDouble() * 0.2, 0);
        world.police(new TokenBucket(limit, limit / 100));
        Settings settings = new Settings(0, 0, 1, 1024, 1).closedLoop(LIMITS).covering(0.995);
        SimulatedScan scan = new SimulatedScan(seed, space(1 << 16, 80), Shard.WHOLE, settings, world, clock);
        scan.stallMaxNs = SHORT_STALL_MAX_NS;

        scan.run(scan.planner.sweep(), Long.MAX_VALUE);

        double found = (double) scan.journal.size() / answering(scan);
        assertThat(found)
                .as("found, limit %.0f/s, decisions %s", limit, scan.decisions)
                .isGreaterThan(0.99);
        assertThat(scan.engine.coverage().orElseThrow().share())
                .as("printed, limit %.0f/s, decisions %s", limit, scan.decisions)
                .isCloseTo(found, within(0.008));
        assertThat(scan.planner.retriesDone()).as("passes for coverage").isEqualTo(1);
        assertThat((double) probes(scan) / scan.order.length())
                .as("probes per target, limit %.0f/s, decisions %s", limit, scan.decisions)
                .isLessThan(2.6);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldCallNoClosedPortSilentBecauseItsHostLimitsResets(long seed) {
        SimulatedClock clock = new SimulatedClock();
        Faults faults = new Faults(0, 0, 0, 0, 300_000, 0, 0, 1 << 20);
        SimulatedWorld world = new SimulatedWorld(clock, seed, faults, 0.001, 0.999, 0);
        world.limitResets(new TokenBucket(1_000, 50));
        int[] ports = java.util.stream.IntStream.rangeClosed(1, 8_000).toArray();
        Settings settings = new Settings(1, 0, 1, 1024, 1).closedLoop(LIMITS);
        SimulatedScan scan = new SimulatedScan(seed, space(1, ports), Shard.WHOLE, settings, world, clock);
        scan.stallMaxNs = STALL_MAX_NS;

        scan.run(scan.planner.sweep(), Long.MAX_VALUE);

        assertThat(scan.journal).as("decisions %s", scan.decisions).hasSize(8_000);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldShareALimitWithAnotherScan(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedClock clock = new SimulatedClock();
        double limit = 10_000 + random.nextInt(20_000);
        TokenBucket shared = new TokenBucket(limit, limit / 100);
        List<SimulatedScan> scans = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SimulatedWorld world = new SimulatedWorld(clock, seed + 7777L * i, Faults.none(), 0.02, 0.08, 0);
            world.police(shared);
            SimulatedScan one = scan(seed + i, space(1 << 17, 80), world, clock);
            one.stallMaxNs = SHORT_STALL_MAX_NS;
            scans.add(one);
        }

        SimulatedScan.runTogether(scans);

        double ideal = 2.0 * (1 << 17) / limit;
        for (SimulatedScan scan : scans) {
            assertThat((double) scan.journal.size() / answering(scan))
                    .as("found of what answers, limit %.0f/s, decisions %s", limit, scan.decisions)
                    .isGreaterThan(0.95);
            assertThat(scan.endedNs / 1e9 / ideal)
                    .as("time of both over the ideal, limit %.0f/s, decisions %s", limit, scan.decisions)
                    .isLessThan(4);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldKeepTheRepairsWhenKilledAndResumed(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedClock clock = new SimulatedClock();
        SimulatedWorld world = new SimulatedWorld(clock, seed, Faults.none(), 0.1, 0.2, 0);
        world.police(new TokenBucket(15_000, 150));
        TargetSpace space = space(1 << 15, 80);
        SimulatedScan scan = scan(seed, space, world, clock);
        Pass first = scan.planner.sweep();
        int kills = 0;

        while (!scan.run(first, kills < 4 ? clock.nanoTime() + random.nextLong(1_500_000_000L) : Long.MAX_VALUE)) {
            kills++;
            SimulatedScan next = scan(seed + 1000L * kills, space, world, clock);
            first = next.resumeFrom(scan);
            scan = next;
        }

        assertThat((double) scan.journal.size() / answering(scan))
                .as("found of what answers, decisions %s", scan.decisions)
                .isGreaterThan(0.97);
    }

    @Test
    void shouldPrintAnIntervalThatHoldsTheTrueCoverageInNineOfTenScans() {
        int right = 0;
        int scans = 40;
        for (int i = 0; i < scans; i++) {
            double loss = new double[] {0.01, 0.05, 0.2}[i % 3];
            SimulatedClock clock = new SimulatedClock();
            Faults faults = new Faults(loss, 0, 0, 0, 500_000, 0, 0, 1 << 20);
            SimulatedWorld world = new SimulatedWorld(clock, i, faults, 0.1, 0.3, 0);
            Settings settings = new Settings(1, 30_000, 1, 1024, 1);
            SimulatedScan scan = new SimulatedScan(i, space(20_000, 80), Shard.WHOLE, settings, world, clock);
            scan.run(scan.planner.sweep(), Long.MAX_VALUE);
            CoverageEstimate estimate = scan.engine.coverage().orElseThrow();
            double found = scan.journal.size() / (double) answering(scan);
            // As printed: rounded outwards to a hundredth of a percent.
            double low = Math.floor(1e4 * estimate.low()) / 1e4;
            double high = Math.ceil(1e4 * estimate.high()) / 1e4;
            right += low <= found && found <= high ? 1 : 0;
        }
        assertThat(right).as("scans whose interval was right").isGreaterThanOrEqualTo(scans * 9 / 10);
    }

    @Test
    void shouldAskCanariesFromAPortOfTheirOwn() {
        SimulatedClock clock = new SimulatedClock();
        SimulatedWorld world = new SimulatedWorld(clock, 5, Faults.none(), 0.1, 0.2, 0);
        SimulatedScan scan = scan(5, space(1 << 15, 80), world, clock);

        scan.run(scan.planner.sweep(), Long.MAX_VALUE);

        long canaries = world.probes().keySet().stream()
                .filter(key -> (key & 0xFF) == (SimulatedScan.PROBE.sourcePort() + ProbeConfig.CANARY_ATTEMPT & 0xF))
                .count();
        assertThat(canaries).isPositive().isLessThan(1 << 15 >> 5);
        assertThat(scan.engine.coverage().orElseThrow().share()).isEqualTo(1);
    }
}
