package hayate.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class SendingOrderTest {
    @Test
    void shouldSendEveryTargetFromExactlyOneShard() {
        for (int size = 1; size <= 200; size++) {
            for (int count = 1; count <= 16; count++) {
                assertCovers(size, count);
            }
        }
    }

    private static void assertCovers(int size, int count) {
        BitSet seen = new BitSet(size);
        long total = 0;
        for (int number = 1; number <= count; number++) {
            SendingOrder order = new SendingOrder(size, 99, new Shard(number, count));
            total += order.length();
            for (long step = 0; step < order.length(); step++) {
                seen.set((int) order.indexAt(step));
                assertThat(order.stepOf(order.indexAt(step))).isEqualTo(step);
            }
            int mine = 0;
            for (int index = 0; index < size; index++) {
                mine += order.stepOf(index) >= 0 ? 1 : 0;
            }
            assertThat((long) mine).isEqualTo(order.length());
        }
        assertThat(total).as("size %d, %d shards", size, count).isEqualTo(size);
        assertThat(seen.cardinality()).as("size %d, %d shards", size, count).isEqualTo(size);
    }
}
