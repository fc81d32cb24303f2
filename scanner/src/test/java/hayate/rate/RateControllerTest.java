package hayate.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The controller over a model of many paths, hundreds of seeds each in virtual time: what it finds, how long it takes
 * compared with a sweep at exactly the limit, and how many probes it spends. Everything follows from the seeds, so the
 * quantiles are fixed until the controller changes.
 */
class RateControllerTest {
    private static final int SEEDS = Integer.getInteger("hayate.rate.seeds", 100);
    private static final double MACHINE = 8e5;

    /**
     * A path, and what is asked for on it.
     *
     * @param foundMost share of answering targets found by nine seeds of ten
     * @param foundLeast share found by any seed
     * @param time seconds over the ideal, nine seeds of ten
     * @param probes probes per target, nine seeds of ten
     */
    record World(
            String name,
            double share,
            double loss,
            DoubleUnaryOperator limitAt,
            double burstSeconds,
            long rttMs,
            long targets,
            double foundMost,
            double foundLeast,
            double time,
            double probes) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<World> worlds() {
        return List.of(
                new World("100,000/s", 0.061, 0, t -> 100e3, 0.01, 1, 2_000_000, 0.995, 0.94, 1.35, 1.35),
                new World("20,000/s", 0.061, 0, t -> 20e3, 0.01, 1, 500_000, 0.994, 0.98, 1.5, 1.35),
                new World("400,000/s", 0.061, 0, t -> 400e3, 0.01, 1, 4_000_000, 0.995, 0.98, 1.5, 1.35),
                new World("a round trip of 100 ms", 0.061, 0, t -> 100e3, 0.01, 100, 2_000_000, 0.995, 0.98, 1.5, 1.35),
                new World("a round trip of 600 ms", 0.061, 0, t -> 100e3, 0.01, 600, 2_000_000, 0.995, 0.98, 2, 1.6),
                new World("2 % base loss", 0.061, 0.02, t -> 100e3, 0.01, 1, 2_000_000, 0.974, 0.96, 1.5, 1.35),
                new World("few answers", 0.001, 0, t -> 100e3, 0.01, 1, 2_000_000, 0.995, 0.98, 1.6, 1.35),
                new World("no limit", 0.061, 0, t -> MACHINE, 0.01, 1, 4_000_000, 1, 1, 1.25, 1.02),
                new World("1,000 resets/s of one host", 0.99, 0, t -> 1e3, 0.05, 1, 65_535, 0.995, 0.99, 1.35, 1.1),
                new World(
                        "a narrowing path",
                        0.061,
                        0,
                        t -> t > 6 && t < 26 ? 50e3 : 300e3,
                        0.01,
                        1,
                        4_000_000,
                        0.99,
                        0.97,
                        2.2,
                        2));
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void shouldFindWhatIsThereCloseToTheLimitWithoutBeingToldIt(World world) {
        PathModel.Result[] results =
                IntStream.range(0, SEEDS).mapToObj(seed -> run(world, seed)).toArray(PathModel.Result[]::new);

        double[] found = sorted(results, r -> r.found());
        double[] time = sorted(results, r -> r.seconds() / r.ideal());
        double[] probes = sorted(results, r -> r.probes());
        assertThat(found[0]).as("found by the worst of %d seeds", SEEDS).isGreaterThanOrEqualTo(world.foundLeast());
        assertThat(found[SEEDS / 10]).as("found").isGreaterThanOrEqualTo(world.foundMost());
        assertThat(time[SEEDS * 9 / 10]).as("time over ideal").isLessThanOrEqualTo(world.time());
        assertThat(probes[SEEDS * 9 / 10]).as("probes per target").isLessThanOrEqualTo(world.probes());
    }

    private static PathModel.Result run(World world, int seed) {
        double canaries = world.share() > 0.02 ? 0.005 : 0.02;
        PathModel path = new PathModel(
                seed,
                world.share(),
                canaries,
                world.loss(),
                world.limitAt(),
                world.burstSeconds(),
                world.rttMs() * 1_000_000);
        path.machine = MACHINE;
        RateLimits limits = Template.INSANE.limits(0, Double.POSITIVE_INFINITY).orElseThrow();
        return path.run(new RateController(limits), world.targets());
    }

    private static double[] sorted(
            PathModel.Result[] results, java.util.function.ToDoubleFunction<PathModel.Result> key) {
        double[] values = Arrays.stream(results).mapToDouble(key).toArray();
        Arrays.sort(values);
        return values;
    }
}
