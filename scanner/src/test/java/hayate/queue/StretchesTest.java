package hayate.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StretchesTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldHoldExactlyTheStepsAdded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Stretches stretches = new Stretches();
        BitSet model = new BitSet();
        for (int i = 0; i < 500; i++) {
            int from = random.nextInt(5000);
            int to = from + random.nextInt(20);
            stretches.add(from, to);
            model.set(from, to);
            assertThat(stretches.steps()).as("seed %d, addition %d", seed, i).isEqualTo(model.cardinality());
        }
        assertThat(stepsOf(stretches)).isEqualTo(model);
    }

    @Test
    void shouldJoinNeighboursAndIgnoreEmptyRanges() {
        Stretches stretches = Stretches.of(10, 20);
        stretches.add(20, 30);
        stretches.add(5, 5);
        stretches.add(31, 40);

        assertThat(stretches.ranges()).containsExactly(new Stretches.Range(10, 30), new Stretches.Range(31, 40));
    }

    @Test
    void shouldStayBoundedAndForgetNothing() {
        SplittableRandom random = new SplittableRandom(9);
        Stretches stretches = new Stretches();
        BitSet model = new BitSet();
        for (int i = 0; i < 3 * Stretches.RANGES_MAX; i++) {
            int step = random.nextInt(1 << 20) * 2;
            stretches.add(step, step + 1);
            model.set(step);
        }
        BitSet kept = stepsOf(stretches);

        assertThat(stretches.ranges()).hasSizeLessThanOrEqualTo(Stretches.RANGES_MAX);
        model.andNot(kept);
        assertThat(model.isEmpty()).as("nothing forgotten").isTrue();
    }

    private static BitSet stepsOf(Stretches stretches) {
        BitSet steps = new BitSet();
        stretches.ranges().forEach(range -> steps.set((int) range.from(), (int) range.to()));
        return steps;
    }
}
