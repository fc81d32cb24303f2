package hayate.rate;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.Seeds;
import hayate.rate.PathModel.Bursts;
import hayate.rate.PathModel.Result;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a scan says of what it found, over worlds drawn at random: a result that is lost without saying so is the worst kind.
 */
class PrintedCoverageTest {
    private static final int WORLDS = 80;
    private static final int SHORT_SCANS = 10;
    /** An interval of 95 % is wrong one time in twenty; of those that are, none may be far off. */
    private static final double RIGHT_MIN = 0.9;

    private static final double FAR = 0.03;
    private static final int FAR_MAX = 2;

    private static final RateLimits LIMITS =
            Template.INSANE.limits(0, Double.POSITIVE_INFINITY).orElseThrow();

    private record World(
            double limit,
            double share,
            double loss,
            Supplier<Bottleneck> bottleneck,
            Bursts bursts,
            double rttSeconds,
            SweepModel.Machine machine,
            long targets) {
        /** Limits of 5,000 to 400,000/s, shares of 10⁻⁴ to 1, loss of 0 to 20 %, all kinds of bottlenecks. */
        static World random(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            double limit = 5e3 * Math.pow(80, random.nextDouble());
            double depth = Math.pow(10, -3 + 2.5 * random.nextDouble());
            int bucket = (int) (5 * Math.pow(200, random.nextDouble()));
            Supplier<Bottleneck> bottleneck = switch (random.nextInt(4)) {
                case 0 -> () -> Bottleneck.policer(t -> limit, depth);
                case 1 -> () -> Bottleneck.fewAtOnce(limit, bucket);
                case 2 -> () -> Bottleneck.queue(t -> limit, depth);
                default -> () -> Bottleneck.randomEarly(t -> limit, Math.max(0.02, depth));
            };
            return new World(
                    limit,
                    Math.pow(10, -4 * random.nextDouble()),
                    random.nextInt(3) == 0 ? 0 : 0.2 * Math.pow(random.nextDouble(), 2),
                    bottleneck,
                    random.nextInt(5) == 0 ? new Bursts(0.5, 0.1, 0.5) : Bursts.NONE,
                    Math.pow(10, -4 + 3.3 * random.nextDouble()),
                    new SweepModel.Machine(8e5, 20.0 * random.nextInt(2), 0.004, random.nextInt(2), false),
                    (long) Math.max(50_000, limit * (6 + 14 * random.nextDouble())));
        }

        Result run(long seed) {
            SweepModel sweep = new SweepModel(seed, new RateController(LIMITS), targets, share, rttSeconds, machine);
            return new PathModel(seed, bottleneck.get(), loss, bursts)
                    .run(sweep)
                    .get(0);
        }
    }

    @Test
    void shouldHoldTheTrueShareInThePrintedIntervalAndNeverPromiseMuchMore() {
        long first = Seeds.seed();
        List<Result> results = LongStream.range(first, first + WORLDS)
                .parallel()
                .mapToObj(seed -> World.random(seed).run(seed))
                .filter(result -> result.told().isPresent())
                .toList();

        long right = results.stream().filter(PrintedCoverageTest::isRight).count();
        long farAbove = results.stream()
                .filter(result -> result.told().orElseThrow().low() > result.found() + FAR)
                .count();
        assertThat(right / (double) results.size())
                .as("right of %d worlds from seed %d", results.size(), first)
                .isGreaterThanOrEqualTo(RIGHT_MIN);
        assertThat(farAbove)
                .as("promised %s more than was found, seeds from %d", FAR, first)
                .isLessThanOrEqualTo(FAR_MAX);
    }

    @ParameterizedTest(name = "{0}/s, share {1}, {2} targets")
    @CsvSource({"5000,0.005,50000", "5000,0.005,100000", "2000,0.05,20000", "20000,0.005,100000"})
    void shouldFindOrSayWhatAScanMissesThatIsOverBeforeTheLimitIsFound(double limit, double share, long targets) {
        long first = Seeds.seed();
        long lostUnsaid = LongStream.range(first, first + SHORT_SCANS)
                .mapToObj(seed -> new World(
                                limit,
                                share,
                                0,
                                () -> Bottleneck.policer(t -> limit, 0.05),
                                Bursts.NONE,
                                0.001,
                                new SweepModel.Machine(8e5, 0, 0, 0, false),
                                targets)
                        .run(seed))
                .filter(result -> result.found() < 0.95)
                .filter(result ->
                        result.told().isEmpty() || result.told().orElseThrow().low() > result.found())
                .count();

        assertThat(lostUnsaid).as("of %d seeds from %d", SHORT_SCANS, first).isZero();
    }

    /** As printed: rounded outwards to a hundredth of a percent. */
    private static boolean isRight(Result result) {
        CoverageEstimate told = result.told().orElseThrow();
        return Math.floor(1e4 * told.low()) / 1e4 <= result.found()
                && result.found() <= Math.ceil(1e4 * told.high()) / 1e4;
    }
}
