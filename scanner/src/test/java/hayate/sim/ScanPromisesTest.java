package hayate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.plan.AddressSet;
import hayate.plan.PortSet;
import hayate.plan.Shard;
import hayate.plan.TargetSpace;
import hayate.queue.Pass;
import hayate.queue.Stretches;
import hayate.result.State;
import hayate.sim.SimulatedScan.Found;
import hayate.sim.SimulatedScan.Settings;
import hayate.sim.SimulatedWorld.Faults;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promises 1 to 6 of the design, as invariants of whole scans over a faulty network. Each case is a seed; everything
 * about it follows from the seed.
 */
class ScanPromisesTest {
    private static final long FIRST_SEED = 20_261_122;
    private static final int SEEDS = Integer.getInteger("hayate.sim.seeds", 60);

    static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS);
    }

    private static TargetSpace space(SplittableRandom random) {
        int first = 0x0A000000 + random.nextInt(1 << 16);
        AddressSet addresses = AddressSet.builder()
                .add(first, first + random.nextInt(1500))
                .add(first + 4000, first + 4000 + random.nextInt(300))
                .build();
        int[] ports = random.ints(1 + random.nextInt(4), 1, 65_536).distinct().toArray();
        return TargetSpace.of(addresses, PortSet.of(ports));
    }

    private static Faults localFaults(SplittableRandom random) {
        return new Faults(
                0,
                0,
                random.nextDouble() * 0.2,
                random.nextBoolean() ? 0.01 : 0,
                10_000 + random.nextLong(20_000_000),
                1 + random.nextLong(200_000_000),
                random.nextInt(3),
                random.nextBoolean() ? 16 + random.nextInt(64) : 1 << 20);
    }

    private static Settings settings(SplittableRandom random) {
        return new Settings(
                        random.nextInt(3),
                        random.nextBoolean() ? 0 : 2_000 + random.nextInt(50_000),
                        1 + random.nextInt(3),
                        64 << random.nextInt(4),
                        0.05 + random.nextDouble() * 0.95)
                .grouped(1 + random.nextInt(5));
    }

    private static SimulatedWorld world(SplittableRandom random, SimulatedClock clock, long seed, Faults faults) {
        return new SimulatedWorld(
                clock, seed, faults, random.nextDouble() * 0.5, random.nextDouble() * 0.3, random.nextDouble() * 0.1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldFindTheTruthOrTellWhatItCouldNotRepairWhateverIsLostOnThisMachine(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedClock clock = new SimulatedClock();
        SimulatedWorld world = world(random, clock, seed, localFaults(random));
        SimulatedScan scan = new SimulatedScan(seed, space(random), Shard.WHOLE, settings(random), world, clock);

        boolean ended = scan.run(scan.planner.sweep(), Long.MAX_VALUE);

        assertThat(ended).isTrue();
        assertJournalIsTheTruthBut(scan, scan.journal, scan.planner.pending());
        assertEachTargetProbedOncePerPass(scan);
        assertThat(scan.late).as("found after its host was settled").isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldSettleHostsWhileTheScanGoesOnUnlessTheyLostSomething(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedClock clock = new SimulatedClock();
        Faults faults = new Faults(0, 0, 0, random.nextBoolean() ? 0 : 0.0003, 100_000, 20_000_000, 0, 1 << 20);
        SimulatedWorld world = world(random, clock, seed, faults);
        Settings settings = new Settings(0, 1_000, 1, 1024, 1).grouped(6);
        SimulatedScan scan = new SimulatedScan(seed, space(random), Shard.WHOLE, settings, world, clock);

        scan.run(scan.planner.sweep(), Long.MAX_VALUE);

        assertJournalIsTheTruthBut(scan, scan.journal, scan.planner.pending());
        assertThat(scan.late).as("found after its host was settled").isEmpty();
        if (scan.order.length() > 2_000 && faults.sendFailure() == 0) {
            assertThat(scan.settledEarly).as("groups settled before the end").contains(0, 1, 2);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldReportOnlyTruthAndNothingTwiceOnALossyPath(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedClock clock = new SimulatedClock();
        Faults faults =
                new Faults(random.nextDouble() * 0.3, random.nextDouble() * 0.3, 0.3, 0.01, 50_000, 300_000_000, 2, 64);
        SimulatedScan scan = new SimulatedScan(
                seed, space(random), Shard.WHOLE, settings(random), world(random, clock, seed, faults), clock);

        scan.run(scan.planner.sweep(), Long.MAX_VALUE);

        assertThat(scan.journal.stream().filter(found -> found.state() != scan.world.truth(found.target())))
                .as("false findings")
                .isEmpty();
        assertThat(scan.journal).doesNotHaveDuplicates();
        assertEachTargetProbedOncePerPass(scan);
        assertThat(askedTargets(scan)).as("every target asked").hasSize((int) scan.order.length());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldLoseNothingWhenKilledAndResumedAgainAndAgain(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedClock clock = new SimulatedClock();
        SimulatedWorld world = world(random, clock, seed, localFaults(random));
        TargetSpace space = space(random);
        Settings settings = settings(random);
        SimulatedScan scan = new SimulatedScan(seed, space, Shard.WHOLE, settings, world, clock);
        Pass first = scan.planner.sweep();
        int kills = 0;

        while (!scan.run(first, kills < 6 ? clock.nanoTime() + random.nextLong(1_500_000_000L) : Long.MAX_VALUE)) {
            kills++;
            SimulatedScan next = new SimulatedScan(seed + 1000L * kills, space, Shard.WHOLE, settings, world, clock);
            first = next.resumeFrom(scan);
            scan = next;
        }

        assertJournalIsTheTruthBut(scan, scan.journal, scan.planner.pending());
        assertThat(scan.late).as("found after its host was settled").isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldCoverTheSpaceWithDisjointShards(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TargetSpace space = space(random);
        int shards = 1 + random.nextInt(5);
        List<Found> all = new ArrayList<>();
        Map<Long, Integer> asked = new HashMap<>();
        SimulatedScan last = null;
        for (int number = 1; number <= shards; number++) {
            SimulatedClock clock = new SimulatedClock();
            SimulatedWorld world = new SimulatedWorld(clock, seed, Faults.none(), 0.3, 0.3, 0.1);
            last = new SimulatedScan(
                    seed + number,
                    space,
                    new Shard(number, shards),
                    new Settings(0, number * 5_000.0, 1, 256, 0.7),
                    world,
                    clock);
            last.run(last.planner.sweep(), Long.MAX_VALUE);
            all.addAll(last.journal);
            askedTargets(last).forEach(target -> asked.merge(target, 1, Integer::sum));
        }

        assertJournalIsTheTruthBut(last, all, new Stretches());
        assertThat(asked).hasSize((int) space.size());
        assertThat(asked.values()).allMatch(count -> count == 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldNeverSendFasterThanToldOverAnyWindow(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedClock clock = new SimulatedClock();
        double rate = 1_000 + random.nextInt(40_000);
        TargetSpace space = space(random);
        int transmitters = 1 + random.nextInt(2);
        SimulatedScan scan = new SimulatedScan(
                seed,
                space,
                Shard.WHOLE,
                new Settings(1, rate, transmitters, 256, 1),
                world(random, clock, seed, localFaults(random)),
                clock);

        scan.run(scan.planner.sweep(), Long.MAX_VALUE);

        List<Long> times = scan.world.probeTimesNs();
        double allowed = rate * 0.1 * 1.01 + 2 * transmitters;
        int windowStart = 0;
        int most = 0;
        for (int i = 0; i < times.size(); i++) {
            while (times.get(i) - times.get(windowStart) >= 100_000_000L) {
                windowStart++;
            }
            most = Math.max(most, i - windowStart + 1);
        }
        assertThat((double) most).as("probes in 100 ms").isLessThanOrEqualTo(allowed);
    }

    private static Set<Long> askedTargets(SimulatedScan scan) {
        Set<Long> targets = new HashSet<>();
        scan.world.probes().keySet().forEach(key -> targets.add(key >>> 8));
        return targets;
    }

    private static void assertEachTargetProbedOncePerPass(SimulatedScan scan) {
        assertThat(scan.world.probes().values())
                .as("probes per target and attempt")
                .allMatch(count -> count == 1);
    }

    private static void assertJournalIsTheTruthBut(SimulatedScan scan, List<Found> journal, Stretches unrepaired) {
        Map<Long, State> found = new HashMap<>();
        List<Found> again = new ArrayList<>();
        for (Found finding : journal) {
            if (found.put(finding.target(), finding.state()) != null) {
                again.add(finding);
            }
        }
        assertThat(again).as("reported before").isEmpty();
        Set<Long> excused = new HashSet<>();
        for (Stretches.Range range : unrepaired.ranges()) {
            for (long step = range.from(); step < range.to(); step++) {
                excused.add(scan.space.targetAt(scan.order.indexAt(step)));
            }
        }
        List<Long> wrong = new ArrayList<>();
        for (long index = 0; index < scan.space.size(); index++) {
            long target = scan.space.targetAt(index);
            State state = found.getOrDefault(target, State.SILENT);
            boolean isExcused = state == State.SILENT && excused.contains(target);
            if (state != scan.world.truth(target) && !isExcused) {
                wrong.add(target);
            }
        }
        assertThat(wrong).as("targets whose finding is not the truth").isEmpty();
    }
}
