package hayate.rate;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.rate.PathModel.Bursts;
import hayate.rate.PathModel.Result;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The controller over a model of many paths, many seeds each in virtual time: what it finds, how long it takes compared
 * with a sweep at exactly the limit, and how many probes it spends. Everything follows from the seeds, so the quantiles are
 * fixed until the controller changes.
 */
class RateControllerTest {
    private static final int SEEDS = Integer.getInteger("hayate.rate.seeds", 10);
    private static final double MACHINE = 8e5;
    private static final double USUAL = 0.061;
    private static final double PART_LEAST = 0.2;
    private static final double COLD_SECONDS = 1.5;
    private static final RateLimits LIMITS =
            Template.INSANE.limits(0, Double.POSITIVE_INFINITY).orElseThrow();
    private static final SweepModel.Machine QUIET = new SweepModel.Machine(MACHINE, 0, 0, 0, false);

    /**
     * A path, and what is asked for on it.
     *
     * @param share of the targets that answer
     * @param machine on which it runs
     * @param sweeps how many use the path at the same time
     */
    record World(
            String name,
            double share,
            double loss,
            Supplier<Bottleneck> bottleneck,
            Bursts bursts,
            double rttMs,
            SweepModel.Machine machine,
            int sweeps,
            long targets,
            Bounds bounds) {
        @Override
        public String toString() {
            return name;
        }

        World share(double newShare) {
            return new World(name, newShare, loss, bottleneck, bursts, rttMs, machine, sweeps, targets, bounds);
        }

        World loss(double newLoss) {
            return new World(name, share, newLoss, bottleneck, bursts, rttMs, machine, sweeps, targets, bounds);
        }

        World bursts(double perSecond, double seconds, double lost) {
            Bursts newBursts = new Bursts(perSecond, seconds, lost);
            return new World(name, share, loss, bottleneck, newBursts, rttMs, machine, sweeps, targets, bounds);
        }

        World rttMs(double newRttMs) {
            return new World(name, share, loss, bottleneck, bursts, newRttMs, machine, sweeps, targets, bounds);
        }

        World pauses(double perSecond, double seconds) {
            SweepModel.Machine busy = new SweepModel.Machine(MACHINE, perSecond, seconds, 0, false);
            return new World(name, share, loss, bottleneck, bursts, rttMs, busy, sweeps, targets, bounds);
        }

        /** Somebody computes on every processor. */
        World crowded() {
            SweepModel.Machine crowded = new SweepModel.Machine(MACHINE, 50, 0.004, 0, true);
            return new World(name, share, loss, bottleneck, bursts, rttMs, crowded, sweeps, targets, bounds);
        }

        /** The JVM has just started. */
        World cold() {
            SweepModel.Machine cold = new SweepModel.Machine(MACHINE, 0, 0, COLD_SECONDS, false);
            return new World(name, share, loss, bottleneck, bursts, rttMs, cold, sweeps, targets, bounds);
        }

        World sweeps(int number) {
            return new World(name, share, loss, bottleneck, bursts, rttMs, machine, number, targets, bounds);
        }
    }

    /**
     * @param most share of answering targets found by nine seeds of ten
     * @param least share found by any seed
     * @param time seconds over the ideal, nine seeds of ten
     * @param probes probes per target, nine seeds of ten
     */
    record Bounds(double most, double least, double time, double probes) {}

    private static World world(
            String name,
            Supplier<Bottleneck> bottleneck,
            long targets,
            double most,
            double least,
            double time,
            double probes) {
        return new World(
                name, USUAL, 0, bottleneck, Bursts.NONE, 1, QUIET, 1, targets, new Bounds(most, least, time, probes));
    }

    private static Supplier<Bottleneck> policer(double limit, double depthSeconds) {
        return () -> Bottleneck.policer(t -> limit, depthSeconds);
    }

    private static Supplier<Bottleneck> fewAtOnce(double limit, int bucketPackets) {
        return () -> Bottleneck.fewAtOnce(limit, bucketPackets);
    }

    private static Supplier<Bottleneck> queue(double limit, double depthSeconds) {
        return () -> Bottleneck.queue(t -> limit, depthSeconds);
    }

    static List<World> worlds() {
        Supplier<Bottleneck> usual = policer(100e3, 0.01);
        return List.of(
                world("100,000/s", usual, 2_000_000, 0.999, 0.99, 1.35, 1.35),
                world("100,000/s after a cold start", usual, 2_000_000, 0.999, 0.99, 1.35, 1.35)
                        .cold(),
                world("400,000/s after a cold start", policer(400e3, 0.01), 4_000_000, 0.999, 0.99, 1.5, 1.4)
                        .cold(),
                world("20,000/s, five at once", fewAtOnce(20e3, 5), 300_000, 0.995, 0.98, 1.7, 1.5)
                        .pauses(50, 0.004),
                world("100,000/s, five at once", fewAtOnce(100e3, 5), 2_000_000, 0.995, 0.98, 1.4, 1.35),
                world("100,000/s, fifty at once", fewAtOnce(100e3, 50), 2_000_000, 0.995, 0.98, 1.4, 1.35),
                world("100,000/s on a crowded machine", fewAtOnce(100e3, 1000), 2_000_000, 0.995, 0.98, 1.38, 1.35)
                        .crowded(),
                world("2 % loss on a crowded machine", fewAtOnce(100e3, 1000), 2_000_000, 0.975, 0.97, 1.5, 1.35)
                        .loss(0.02)
                        .crowded(),
                world("fifty at once on a crowded machine", fewAtOnce(100e3, 50), 2_000_000, 0.995, 0.98, 1.42, 1.35)
                        .crowded(),
                world("five at once on a crowded machine", fewAtOnce(100e3, 5), 2_000_000, 0.995, 0.98, 1.75, 1.35)
                        .crowded(),
                world("20,000/s", policer(20e3, 0.01), 500_000, 0.999, 0.99, 1.5, 1.35),
                world("400,000/s", policer(400e3, 0.01), 4_000_000, 0.999, 0.99, 1.5, 1.35),
                world("a round trip of 0.1 ms", usual, 2_000_000, 0.999, 0.99, 1.35, 1.35)
                        .rttMs(0.1),
                world("a round trip of 100 ms", usual, 2_000_000, 0.995, 0.98, 1.6, 1.35)
                        .rttMs(100),
                world("a round trip of 600 ms", usual, 2_000_000, 0.995, 0.98, 2.3, 1.65)
                        .rttMs(600),
                world("2 % base loss", usual, 2_000_000, 0.978, 0.97, 1.5, 1.35).loss(0.02),
                world("10 % base loss", usual, 2_000_000, 0.895, 0.89, 1.6, 1.45)
                        .loss(0.1),
                world("few answers", usual, 2_000_000, 0.995, 0.98, 1.6, 1.35).share(0.001),
                world("half answers", usual, 2_000_000, 0.999, 0.99, 1.35, 1.35).share(0.5),
                world("all answer", usual, 1_000_000, 0.999, 0.99, 1.35, 1.35).share(0.999),
                world("no limit", policer(MACHINE, 0.01), 4_000_000, 1, 1, 1.1, 1.02),
                world("no limit, pauses, bursts of loss", policer(MACHINE, 0.01), 2_000_000, 0.99, 0.98, 3.5, 2.1)
                        .bursts(2, 0.03, 0.6)
                        .pauses(3, 0.05),
                world("threads pause", usual, 2_000_000, 0.995, 0.99, 2, 1.7).pauses(1, 0.3),
                world("a busy machine", usual, 2_000_000, 0.995, 0.99, 2, 1.6).pauses(20, 0.02),
                world("short bursts of loss", usual, 2_000_000, 0.99, 0.98, 2, 1.8)
                        .bursts(1, 0.02, 0.5),
                world("long bursts of loss", usual, 2_000_000, 0.985, 0.96, 2.2, 1.8)
                        .bursts(0.3, 0.2, 0.5),
                world("a bucket of 1 ms", policer(100e3, 0.001), 2_000_000, 0.999, 0.99, 1.5, 1.35),
                world("a bucket of 100 ms", policer(100e3, 0.1), 2_000_000, 0.995, 0.99, 1.6, 1.5),
                world("a bucket of a second", policer(100e3, 1), 2_000_000, 0.995, 0.98, 2, 2),
                world("a deep bucket of 20,000/s", policer(20e3, 1), 500_000, 0.99, 0.97, 2.3, 2.1),
                world("1,000/s on the way out", policer(1e3, 0.05), 100_000, 0.98, 0.95, 2.5, 1.9)
                        .rttMs(20),
                world("200 resets/s of one host", policer(200, 0.05), 65_535, 0.99, 0.95, 1.35, 1.2)
                        .share(0.99),
                world("few answers and a limit below the safe rate", policer(5e3, 0.05), 200_000, 0.98, 0.95, 2.1, 1.9)
                        .share(0.0005),
                world("very few answers", usual, 2_000_000, 0.98, 0.95, 2.5, 1.6)
                        .share(0.0001),
                world("a queue of 10 ms", queue(100e3, 0.01), 2_000_000, 0.99, 0.98, 1.6, 1.6),
                world("a queue of 100 ms", queue(100e3, 0.1), 2_000_000, 0.99, 0.98, 2, 2),
                world(
                                "random early drop",
                                () -> Bottleneck.randomEarly(t -> 100e3, 0.05),
                                2_000_000,
                                0.99,
                                0.98,
                                2.8,
                                2.2)
                        .rttMs(20),
                world("1,000 resets/s of one host", policer(1e3, 0.05), 65_535, 0.99, 0.98, 1.35, 1.2)
                        .share(0.99),
                world(
                        "a narrowing path",
                        () -> Bottleneck.policer(t -> t > 6 && t < 26 ? 50e3 : 300e3, 0.01),
                        4_000_000,
                        0.995,
                        0.98,
                        1.6,
                        1.6),
                world(
                        "a swinging path",
                        () -> Bottleneck.policer(t -> 1e5 * (1 + Math.sin(t) / 2), 0.01),
                        2_000_000,
                        0.995,
                        0.98,
                        2.3,
                        2.2),
                world("two sweeps at once", policer(200e3, 0.01), 2_000_000, 0.99, 0.98, 2.2, 2.1)
                        .sweeps(2));
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void shouldFindWhatIsThereCloseToTheLimitWithoutBeingToldIt(World world) {
        List<Result> results = IntStream.range(0, SEEDS)
                .parallel()
                .mapToObj(seed -> run(world, seed))
                .flatMap(List::stream)
                .toList();

        double[] found = sorted(results, Result::found);
        double[] time = sorted(results, r -> r.seconds() / r.ideal());
        double[] probes = sorted(results, Result::probes);
        double[] parts = sorted(results, Result::part);
        int runs = results.size();
        Bounds bounds = world.bounds();
        assertThat(found[0]).as("found by the worst of %d seeds", SEEDS).isGreaterThanOrEqualTo(bounds.least());
        // One in ten may miss what most reach, and one of fewer.
        int misses = Math.max(1, runs / 10);
        int ninth = runs - 1 - misses;
        assertThat(found[misses]).as("found").isGreaterThanOrEqualTo(bounds.most());
        assertThat(time[ninth]).as("time over ideal").isLessThanOrEqualTo(bounds.time());
        assertThat(probes[ninth]).as("probes per target").isLessThanOrEqualTo(bounds.probes());
        assertThat(parts[0]).as("part of the path for the least of two").isGreaterThanOrEqualTo(PART_LEAST);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 12, 30, 50, 200, 1000})
    void shouldAllowNoMoreAtOnceThanThePathTakesAndRarelyMuchLess(int bucket) {
        World world = world("", fewAtOnce(100e3, bucket), 1_000_000, 0, 0, 0, 0);
        double[] most = new double[SEEDS];
        for (int seed = 0; seed < SEEDS; seed++) {
            RateController controller = new RateController(LIMITS);
            SweepModel sweep = sweep(world, seed, controller);
            path(world, seed).run(sweep);

            most[seed] = controller.pace().portions().most();
            assertThat(most[seed])
                    .as("at once behind a bucket of %d, seed %d, decisions %s", bucket, seed, sweep.log)
                    .isLessThanOrEqualTo(bucket);
        }
        Arrays.sort(most);
        assertThat(most[SEEDS * 3 / 10])
                .as("at once behind a bucket of %d, of %s", bucket, Arrays.toString(most))
                .isGreaterThanOrEqualTo(Math.min(70, bucket / 3.0));
    }

    @Test
    void shouldLetTheSenderSendAsSuitsItWhereNothingElseLimitsIt() {
        World world = world("", policer(20e6, 0.01), 4_000_000, 0, 0, 0, 0);
        for (int seed = 0; seed < SEEDS; seed++) {
            RateController controller = new RateController(LIMITS);
            SweepModel sweep = sweep(world, seed, controller);
            path(world, seed).run(sweep);

            assertThat(controller.pace().portions())
                    .as("seed %d, decisions %s", seed, sweep.log)
                    .isEqualTo(Portions.USUAL);
        }
    }

    private static List<Result> run(World world, int seed) {
        SweepModel[] sweeps = IntStream.range(0, world.sweeps())
                .mapToObj(i -> sweep(world, seed * 7919L + i, new RateController(LIMITS)))
                .toArray(SweepModel[]::new);
        return path(world, seed).run(sweeps);
    }

    private static PathModel path(World world, int seed) {
        return new PathModel(seed, world.bottleneck().get(), world.loss(), world.bursts());
    }

    private static SweepModel sweep(World world, long seed, RateController controller) {
        return new SweepModel(seed, controller, world.targets(), world.share(), world.rttMs() / 1e3, world.machine());
    }

    private static double[] sorted(List<Result> results, ToDoubleFunction<Result> key) {
        double[] values = results.stream().mapToDouble(key).toArray();
        Arrays.sort(values);
        return values;
    }
}
