package hayate.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hayate.rate.CoverageEstimate.Answered;
import hayate.rate.CoverageEstimate.Loss;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The printed interval of the coverage against the truth, where each packet is lost independently. */
class CoverageEstimateTest {
    private static final int SEEDS = 100;
    private static final int TARGETS = 6_000;

    /** Targets of those that answer which two attempts left unfound, and what a scan can see of it. */
    private record Scan(int first, int second, int canaries, int canaryAnswers) {
        static Scan of(long seed, double loss, int canaries) {
            SplittableRandom random = new SplittableRandom(seed);
            int first = answers(random, TARGETS, loss);
            return new Scan(first, answers(random, TARGETS - first, loss), canaries, answers(random, canaries, loss));
        }

        private static int answers(SplittableRandom random, int asked, double loss) {
            int answers = 0;
            for (int i = 0; i < asked; i++) {
                answers += random.nextDouble() < loss ? 0 : 1;
            }
            return answers;
        }
    }

    private static boolean isRight(Optional<CoverageEstimate> estimate, double found) {
        CoverageEstimate printed = estimate.orElseThrow();
        // As printed: rounded outwards to a hundredth of a percent.
        return Math.floor(1e4 * printed.low()) / 1e4 <= found && found <= Math.ceil(1e4 * printed.high()) / 1e4;
    }

    @ParameterizedTest(name = "loss {0}")
    @CsvSource({"0.01", "0.05", "0.2"})
    void shouldHoldTheTrueCoverageOfTwoPassesInNineOfTenSeeds(double loss) {
        int right = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Scan scan = Scan.of(seed, loss, 0);
            double found = (scan.first + scan.second) / (double) TARGETS;
            right += isRight(CoverageEstimate.ofPasses(scan.first, scan.second, 2), found) ? 1 : 0;
        }
        assertThat(right).as("of %d seeds from 0", SEEDS).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
    }

    @ParameterizedTest(name = "loss {0}, {1} canaries")
    @CsvSource({"0.01,300", "0.05,300", "0.2,300", "0.01,5000", "0.05,5000", "0.2,5000"})
    void shouldHoldTheTrueCoverageOfOnePassWithCanariesInNineOfTenSeeds(double loss, int canaries) {
        int right = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Scan scan = Scan.of(seed, loss, canaries);
            double found = scan.first / (double) TARGETS;
            right += isRight(
                            CoverageEstimate.ofCanaries(
                                    new Answered(canaries, scan.canaryAnswers),
                                    Answered.NONE,
                                    Answered.NONE,
                                    Loss.UNKNOWN,
                                    Attempts.clean(1),
                                    scan.first),
                            found)
                    ? 1
                    : 0;
        }
        assertThat(right).as("of %d seeds from 0", SEEDS).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
    }

    @ParameterizedTest(name = "loss {0}")
    @CsvSource({"0.01", "0.05", "0.2"})
    void shouldHoldTheTrueCoverageByTheNarrowerOfBothInNineOfTenSeeds(double loss) {
        int right = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Scan scan = Scan.of(seed, loss, 2_000);
            int both = scan.first + scan.second;
            Optional<CoverageEstimate> byCanaries = CoverageEstimate.ofCanaries(
                    new Answered(2_000, scan.canaryAnswers),
                    Answered.NONE,
                    Answered.NONE,
                    Loss.UNKNOWN,
                    Attempts.clean(2),
                    both);
            Optional<CoverageEstimate> byPasses = CoverageEstimate.ofPasses(scan.first, scan.second, 2);
            right += isRight(CoverageEstimate.narrower(byCanaries, byPasses), both / (double) TARGETS) ? 1 : 0;
        }
        assertThat(right).as("of %d seeds from 0", SEEDS).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
    }

    @Test
    void shouldCountAnAttemptAbovePathsLimitForWhatItWas() {
        // Of 30 % of the space the first attempt lost 80 %, everywhere else each attempt loses 2 %.
        CoverageEstimate estimate = CoverageEstimate.ofCanaries(
                        new Answered(10_000, 9_800),
                        Answered.NONE,
                        Answered.NONE,
                        new Loss(0.8, 0.8, 0.8),
                        new Attempts(2, 0.3, 0, 0),
                        100_000)
                .orElseThrow();

        assertThat(estimate.share()).isCloseTo(1 - (0.7 * 0.02 * 0.02 + 0.3 * 0.804 * 0.02), within(1e-9));
    }
}
