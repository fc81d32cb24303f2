package hayate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.queue.Pass;
import hayate.queue.Stretches;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PassPlannerTest {
    @Test
    void shouldSweepRetryThenRepairUntilNothingIsPending() {
        PassPlanner planner = new PassPlanner(1000, 1);
        Pass sweep = planner.sweep();
        planner.pending().add(5, 10);
        Optional<Pass> retry = planner.next(false, false);
        planner.pending().add(20, 30);
        Optional<Pass> repair = planner.next(false, false);
        Optional<Pass> end = planner.next(false, false);

        assertThat(sweep.kind()).isEqualTo(Pass.Kind.SWEEP);
        assertThat(sweep.steps()).isEqualTo(1000);
        assertThat(sweep.silentOnly()).isFalse();
        assertThat(retry).hasValueSatisfying(pass -> {
            assertThat(pass.kind()).isEqualTo(Pass.Kind.RETRY);
            assertThat(pass.steps()).as("a retry covers what was pending").isEqualTo(1000);
            assertThat(pass.attempt()).isEqualTo(1);
            assertThat(pass.silentOnly()).isTrue();
        });
        assertThat(repair).hasValueSatisfying(pass -> {
            assertThat(pass.kind()).isEqualTo(Pass.Kind.REPAIR);
            assertThat(pass.ranges()).containsExactly(new Stretches.Range(20, 30));
            assertThat(pass.attempt()).isEqualTo(2);
        });
        assertThat(end).isEmpty();
        assertThat(planner.stepsSentAgain()).isEqualTo(10);
    }

    @Test
    void shouldGiveUpRepairingAndKeepWhatIsLost() {
        PassPlanner planner = new PassPlanner(1000, 0);
        planner.sweep();
        for (int i = 0; i < PassPlanner.REPAIRS_MAX; i++) {
            planner.pending().add(1, 3);
            assertThat(planner.next(false, false)).isPresent();
        }
        planner.pending().add(1, 3);

        assertThat(planner.next(false, false)).isEmpty();
        assertThat(planner.pending().steps()).isEqualTo(2);
    }

    @Test
    void shouldEndAtOnceWhenEveryoneAnswered() {
        PassPlanner planner = new PassPlanner(1000, 3);
        planner.sweep();
        planner.pending().add(1, 3);

        assertThat(planner.next(true, false)).isEmpty();
        assertThat(planner.pending().isEmpty()).isTrue();
    }

    @Test
    void shouldResumeASweepWithItsStretches() {
        PassPlanner planner = new PassPlanner(1000, 0);

        Pass resumed = planner.resume(0, 400, List.of(new Stretches.Range(10, 20)));

        assertThat(resumed.kind()).isEqualTo(Pass.Kind.SWEEP);
        assertThat(resumed.ranges()).containsExactly(new Stretches.Range(400, 1000));
        assertThat(resumed.silentOnly()).isTrue();
        assertThat(planner.next(false, false))
                .hasValueSatisfying(pass -> assertThat(pass.ranges()).containsExactly(new Stretches.Range(10, 20)));
    }

    @Test
    void shouldResumeARetryWithoutCountingItTwice() {
        PassPlanner planner = new PassPlanner(1000, 2);

        Pass resumed = planner.resume(1, 400, List.of());

        assertThat(resumed.kind()).isEqualTo(Pass.Kind.RETRY);
        assertThat(resumed.attempt()).isEqualTo(1);
        assertThat(planner.next(false, false))
                .hasValueSatisfying(pass -> assertThat(pass.number()).isEqualTo(2));
        assertThat(planner.next(false, false)).isEmpty();
    }

    @Test
    void shouldResumeARepairWithWhatItStillHadToDo() {
        PassPlanner planner = new PassPlanner(1000, 1);

        Pass resumed = planner.resume(2, 25, List.of(new Stretches.Range(25, 30)));

        assertThat(resumed.kind()).isEqualTo(Pass.Kind.REPAIR);
        assertThat(resumed.number()).isEqualTo(2);
        assertThat(resumed.ranges()).containsExactly(new Stretches.Range(25, 30));
        assertThat(planner.next(false, false)).isEmpty();
    }
}
