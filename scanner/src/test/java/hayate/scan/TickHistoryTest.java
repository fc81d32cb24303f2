package hayate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TickHistoryTest {
    private final TickHistory history = new TickHistory();

    @Test
    void shouldTellTheStepOfTheLastTickNotAfterATime() {
        history.restart(100);
        history.record(1_000, 110);
        history.record(2_000, 120);

        assertThat(history.stepAt(999)).isEqualTo(100);
        assertThat(history.stepAt(1_000)).isEqualTo(110);
        assertThat(history.stepAt(1_999)).isEqualTo(110);
        assertThat(history.stepAt(9_999)).isEqualTo(120);
    }

    @Test
    void shouldFallBackToTheStartForTimesItHasForgotten() {
        history.restart(3);
        for (int tick = 1; tick <= 10_000; tick++) {
            history.record(tick, 10L * tick);
        }

        assertThat(history.stepAt(9_000)).isEqualTo(90_000);
        assertThat(history.stepAt(1_000)).as("safe, if far back").isEqualTo(3);
    }

    @Test
    void shouldForgetThePassBefore() {
        history.restart(0);
        history.record(1_000, 500);
        history.restart(7);

        assertThat(history.stepAt(5_000)).isEqualTo(7);
    }
}
