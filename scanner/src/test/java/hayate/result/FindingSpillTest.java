package hayate.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindingSpillTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldBeAQueueAcrossChunks(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FindingSpill spill = new FindingSpill();
        ArrayDeque<Long> model = new ArrayDeque<>();
        Finding finding = new Finding();
        for (int phase = 0; phase < 40; phase++) {
            int adds = random.nextInt(12_000);
            for (int i = 0; i < adds; i++) {
                finding.index = random.nextLong(1L << 48);
                spill.add(finding);
                model.addLast(finding.index);
            }
            int removes = random.nextBoolean() ? model.size() : random.nextInt(model.size() + 1);
            for (int i = 0; i < removes; i++) {
                spill.peek(finding);
                spill.remove();
                assertThat(finding.index).as("seed %d", seed).isEqualTo(model.removeFirst());
            }
            assertThat(spill.size()).as("seed %d", seed).isEqualTo(model.size());
        }
    }
}
