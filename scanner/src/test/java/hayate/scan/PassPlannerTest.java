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
        Optional<Pass> retry = planner.next(false, PassPlanner.Wish.NONE);
        planner.pending().add(20, 30);
        Optional<Pass> repair = planner.next(false, PassPlanner.Wish.NONE);
        Optional<Pass> end = planner.next(false, PassPlanner.Wish.NONE);

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
            assertThat(planner.next(false, PassPlanner.Wish.NONE)).isPresent();
        }
        planner.pending().add(1, 3);

        assertThat(planner.next(false, PassPlanner.Wish.NONE)).isEmpty();
        assertThat(planner.pending().steps()).isEqualTo(2);
    }

    @Test
    void shouldEndAtOnceWhenEveryoneAnswered() {
        PassPlanner planner = new PassPlanner(1000, 3);
        planner.sweep();
        planner.pending().add(1, 3);

        assertThat(planner.next(true, PassPlanner.Wish.NONE)).isEmpty();
        assertThat(planner.pending().isEmpty()).isTrue();
    }

    @Test
    void shouldResumeASweepWithItsStretches() {
        PassPlanner planner = new PassPlanner(1000, 0);

        Pass resumed = planner.resume(0, 400, List.of(new Stretches.Range(10, 20)));

        assertThat(resumed.kind()).isEqualTo(Pass.Kind.SWEEP);
        assertThat(resumed.ranges()).containsExactly(new Stretches.Range(400, 1000));
        assertThat(resumed.silentOnly()).isTrue();
        assertThat(planner.next(false, PassPlanner.Wish.NONE))
                .hasValueSatisfying(pass -> assertThat(pass.ranges()).containsExactly(new Stretches.Range(10, 20)));
    }

    @Test
    void shouldResumeARetryWithoutCountingItTwice() {
        PassPlanner planner = new PassPlanner(1000, 2);

        Pass resumed = planner.resume(1, 400, List.of());

        assertThat(resumed.kind()).isEqualTo(Pass.Kind.RETRY);
        assertThat(resumed.attempt()).isEqualTo(1);
        assertThat(planner.next(false, PassPlanner.Wish.NONE))
                .hasValueSatisfying(pass -> assertThat(pass.number()).isEqualTo(2));
        assertThat(planner.next(false, PassPlanner.Wish.NONE)).isEmpty();
    }

    @Test
    void shouldResumeARepairWithWhatItStillHadToDo() {
        PassPlanner planner = new PassPlanner(1000, 1);

        Pass resumed = planner.resume(2, 25, List.of(new Stretches.Range(25, 30)));

        assertThat(resumed.kind()).isEqualTo(Pass.Kind.REPAIR);
        assertThat(resumed.number()).isEqualTo(2);
        assertThat(resumed.ranges()).containsExactly(new Stretches.Range(25, 30));
        assertThat(planner.next(false, PassPlanner.Wish.NONE)).isEmpty();
    }

    @Test
    void shouldLetAPassForCoverageStandForTheRepairsAndSaySo() {
        PassPlanner planner = new PassPlanner(1000, 0);
        planner.sweep();
        planner.pending().add(20, 30);

        Optional<Pass> first = planner.next(false, PassPlanner.Wish.PASS_INSTEAD_OF_REPAIR);
        planner.pending().add(40, 45);
        Optional<Pass> second = planner.next(false, PassPlanner.Wish.PASS);

        assertThat(first).hasValueSatisfying(pass -> assertThat(pass.steps()).isEqualTo(1000));
        assertThat(second)
                .as("repairs come before a pass that does not make up for them")
                .hasValueSatisfying(pass -> assertThat(pass.ranges()).containsExactly(new Stretches.Range(40, 45)));
        assertThat(planner.unrepairedSteps()).isEqualTo(10);
        assertThat(planner.retriesDone()).isEqualTo(1);
    }

    @Test
    void shouldAddNoMorePassesForCoverageThanAllowed() {
        PassPlanner planner = new PassPlanner(1000, 0);
        planner.sweep();
        for (int i = 0; i < PassPlanner.EXTRA_MAX; i++) {
            assertThat(planner.next(false, PassPlanner.Wish.PASS_INSTEAD_OF_REPAIR))
                    .isPresent();
        }
        planner.pending().add(40, 45);

        assertThat(planner.next(false, PassPlanner.Wish.PASS_INSTEAD_OF_REPAIR))
                .hasValueSatisfying(pass -> assertThat(pass.kind()).isEqualTo(Pass.Kind.REPAIR));
        assertThat(planner.next(false, PassPlanner.Wish.PASS_INSTEAD_OF_REPAIR)).isEmpty();
    }
}
