package hayate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.plan.AddressSet;
import hayate.plan.PortSet;
import hayate.plan.Shard;
import hayate.plan.TargetSpace;
import hayate.queue.Pass;
import hayate.rate.RateLimits;
import hayate.rate.TargetCap;
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
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole scans under caps per host and network, over the simulated network, with threads that pause for up to a second. */
@Tag("slow")
class TargetCapsScanTest {
    private static final int SEEDS = Integer.getInteger("hayate.sim.seeds", 60);
    private static final long SECOND_NS = 1_000_000_000L;

    static LongStream seeds() {
        return LongStream.range(20_261_125, 20_261_125 + Math.max(4, SEEDS / 3));
    }

    private record Case(TargetSpace space, Settings settings, Map<Integer, Double> caps) {
        static Case of(SplittableRandom random, int kills) {
            int first = 0x0A000000 + random.nextInt(1 << 16);
            AddressSet addresses = AddressSet.ofRange(first, first + random.nextInt(random.nextBoolean() ? 4 : 700));
            int[] ports = IntStream.rangeClosed(1, (int) Math.min(400, 1 + 1_500 / addresses.size()))
                    .toArray();
            Map<Integer, Double> caps = new HashMap<>();
            // As many a second as end the scan within a few seconds of virtual time.
            caps.put(32, 2 + ports.length * random.nextDouble());
            if (random.nextBoolean()) {
                caps.put(24, 20 + 600 * random.nextDouble());
            }
            Settings settings = new Settings(
                            random.nextInt(2),
                            random.nextBoolean() ? 0 : 2_000 + random.nextInt(20_000),
                            1,
                            64 << random.nextInt(4),
                            0.2 + random.nextDouble() * 0.8)
                    .capped(caps.entrySet().stream()
                            .map(cap -> TargetCap.perSecond(cap.getKey(), cap.getValue()))
                            .toList());
            boolean closedLoop = random.nextBoolean() && kills == 0;
            return new Case(
                    TargetSpace.of(addresses, PortSet.of(ports)),
                    closedLoop ? settings.closedLoop(new RateLimits(1_000, 5_000, 0, 10_000, 0.01, 0.1)) : settings,
                    caps);
        }
    }

    private static Faults faults(SplittableRandom random) {
        return new Faults(
                0,
                0,
                0.1,
                random.nextBoolean() ? 0.01 : 0,
                10_000 + random.nextLong(5_000_000),
                1 + random.nextLong(20_000_000),
                0,
                random.nextBoolean() ? 16 + random.nextInt(64) : 1 << 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAskEachTargetOnceAPassAndNoNetworkFasterThanItsCap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Case given = Case.of(random, 0);
        SimulatedClock clock = new SimulatedClock();
        SimulatedWorld world = new SimulatedWorld(clock, seed, faults(random), 0.3, 0.3, 0.1);
        SimulatedScan scan = new SimulatedScan(seed, given.space, Shard.WHOLE, given.settings, world, clock);

        scan.run(scan.planner.sweep(), Long.MAX_VALUE);

        assertThat(world.probes().values()).as("probes per target and attempt").allMatch(count -> count == 1);
        assertTruthBut(scan, scan.journal);
        assertCapsKept(world, given, 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldLoseNothingAndKeepTheCapsWhenKilledAndResumed(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Case given = Case.of(random, 4);
        SimulatedClock clock = new SimulatedClock();
        SimulatedWorld world = new SimulatedWorld(clock, seed, faults(random), 0.3, 0.3, 0.1);
        SimulatedScan scan = new SimulatedScan(seed, given.space, Shard.WHOLE, given.settings, world, clock);
        Pass first = scan.planner.sweep();
        int kills = 0;
        while (!scan.run(first, kills < 4 ? clock.nanoTime() + random.nextLong(2 * SECOND_NS) : Long.MAX_VALUE)) {
            kills++;
            clock.advanceTo(clock.nanoTime() + SECOND_NS);
            SimulatedScan next =
                    new SimulatedScan(seed + 1000L * kills, given.space, Shard.WHOLE, given.settings, world, clock);
            first = next.resumeFrom(scan);
            scan = next;
        }

        assertTruthBut(scan, scan.journal);
        assertCapsKept(world, given, 1);
    }

    /**
     * A closed loop under caps sees losses at the interval of their probes, though these leave out of order: of two
     * networks that together may get more than the path carries, the larger waits far behind its steps.
     */
    @Test
    void shouldFindTheRateOfAPolicerUnderCaps() {
        SimulatedClock clock = new SimulatedClock();
        SimulatedWorld world = new SimulatedWorld(clock, 5, Faults.none(), 0.05, 0.3, 0);
        world.police(new TokenBucket(6_000, 60));
        TargetSpace space = TargetSpace.of(
                AddressSet.builder()
                        .add(0x0A000000, 0x0A0000EF)
                        .add(0x0A000100, 0x0A00014F)
                        .build(),
                PortSet.of(IntStream.rangeClosed(1, 200).toArray()));
        Settings settings = new Settings(0, 0, 1, 1024, 1)
                .capped(List.of(TargetCap.perSecond(24, 6_000)))
                .closedLoop(new RateLimits(1_000, 10_000, 0, 100_000, 0.02, 0.06));
        SimulatedScan scan = new SimulatedScan(5, space, Shard.WHOLE, settings, world, clock);
        scan.stallMaxNs = 50_000_000;

        scan.run(scan.planner.sweep(), Long.MAX_VALUE);

        long there = 0;
        for (long index = 0; index < space.size(); index++) {
            there += world.truth(space.targetAt(index)) == State.SILENT ? 0 : 1;
        }
        assertThat(scan.decisions).anyMatch(decision -> decision.contains("limit found"));
        assertThat((double) scan.journal.size() / there)
                .as("found of what is there")
                .isGreaterThan(0.985);
        assertThat(world.probeTimesNs().size() / (double) space.size())
                .as("probes a target")
                .isLessThan(1.6);
    }

    private static void assertTruthBut(SimulatedScan scan, List<Found> journal) {
        Map<Long, State> found = new HashMap<>();
        journal.forEach(finding -> assertThat(found.put(finding.target(), finding.state()))
                .as("found before")
                .isNull());
        Set<Long> excused = new HashSet<>();
        scan.planner
                .pending()
                .ranges()
                .forEach(range -> LongStream.range(range.from(), range.to())
                        .forEach(step -> excused.add(scan.space.targetAt(scan.order.indexAt(step)))));
        List<Long> wrong = new ArrayList<>();
        for (long index = 0; index < scan.space.size(); index++) {
            long target = scan.space.targetAt(index);
            State state = found.getOrDefault(target, State.SILENT);
            if (state != scan.world.truth(target) && !(state == State.SILENT && excused.contains(target))) {
                wrong.add(target);
            }
        }
        assertThat(wrong).as("targets whose finding is not the truth").isEmpty();
    }

    private static void assertCapsKept(SimulatedWorld world, Case given, double seconds) {
        given.caps.forEach((length, perSecond) -> {
            Map<Integer, List<Long>> byNetwork = new HashMap<>();
            for (int i = 0; i < world.probeTimesNs().size(); i++) {
                byNetwork
                        .computeIfAbsent(world.probeAddresses().get(i) >>> 32 - length, network -> new ArrayList<>())
                        .add(world.probeTimesNs().get(i));
            }
            long most = (long) Math.ceil(perSecond * seconds);
            long seen = 0;
            for (List<Long> times : byNetwork.values()) {
                int from = 0;
                for (int i = 0; i < times.size(); i++) {
                    while (times.get(i) - times.get(from) >= seconds * SECOND_NS) {
                        from++;
                    }
                    seen = Math.max(seen, i - from + 1);
                }
            }
            assertThat(seen)
                    .as("probes in a second to a /%d that may get %f", length, perSecond)
                    .isLessThanOrEqualTo(most);
        });
    }
}
