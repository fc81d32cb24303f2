package hayate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.queue.Pass;
import hayate.result.AnsweredMap;
import hayate.result.State;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PassYieldsTest {
    private static final int TARGETS = 5_000;
    private static final double RATE = 100_000;

    private final AnsweredMap answered = AnsweredMap.forSize(TARGETS, 1 << 20);
    private final PassPlanner planner = new PassPlanner(TARGETS, 1);
    private final PassYields yields =
            new PassYields(answered, TARGETS, planner, Optional.empty(), OptionalDouble.empty(), true);
    private Pass pass = planner.sweep();
    private int found;

    @AfterEach
    void close() {
        answered.close();
    }

    /** The pass ends, having found so many more. */
    private PassPlanner.Wish find(int more) {
        for (int i = 0; i < more; i++) {
            answered.raise(found++, State.FILTERED);
        }
        yields.onPassEnd(
                pass,
                new Measurements(
                        0, 0, 0, 0, 0, 0, 0, 0, 0, found, 0, 0, found, found, 0, new Histogram(3_600_000_000L, 2)));
        PassPlanner.Wish wish = yields.coverageWish();
        pass = planner.next(false, wish).orElse(pass);
        return wish;
    }

    @Test
    void shouldAskAgainWhileHostsThatAnswerFewASecondGiveMore() {
        find(1_000);
        assertThat(yields.ceilingOfNextPass(RATE))
                .as("before the planned retry")
                .isInfinite();
        assertThat(find(800)).isEqualTo(PassPlanner.Wish.PASS);
        assertThat(yields.ceilingOfNextPass(RATE)).isEqualTo(3_200 / 0.1 / 2);
        assertThat(find(500)).isEqualTo(PassPlanner.Wish.PASS);
        assertThat(yields.ceilingOfNextPass(RATE)).isEqualTo(2_700 / 0.1 / 4);
        assertThat(find(10)).as("0.2 expected").isEqualTo(PassPlanner.Wish.NONE);
        assertThat(yields.ceilingOfNextPass(RATE)).isInfinite();
    }

    @Test
    void shouldLeaveItAtOneRetryWhereThatMadeUpForChance() {
        find(1_000);
        assertThat(find(3)).isEqualTo(PassPlanner.Wish.NONE);
    }

    @Test
    void shouldAskTheLastFewUntilNobodyMoreAnswers() {
        find(TARGETS - 100);
        assertThat(find(3)).isEqualTo(PassPlanner.Wish.PASS);
        assertThat(find(0)).isEqualTo(PassPlanner.Wish.NONE);
    }
}
