package hayate.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MacTableTest {
    @Test
    void shouldBehaveLikeMap() {
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int addresses = 1 << random.nextInt(1, 14);
            int base = random.nextInt();
            Map<Integer, Long> expected = new HashMap<>();
            MacTable table = new MacTable(addresses);
            for (int i = 0; i < 2 * addresses; i++) {
                int address = base + random.nextInt(addresses);
                long mac = random.nextLong(1, 1L << 48);
                Long before = expected.putIfAbsent(address, mac);
                assertThat(table.putIfAbsent(address, mac))
                        .as("seed %d", seed)
                        .isEqualTo(before == null ? mac : before);
            }
            for (int i = -5; i < addresses + 5; i++) {
                assertThat(table.macOf(base + i)).as("seed %d", seed).isEqualTo(expected.getOrDefault(base + i, -1L));
            }
            assertThat(table.size()).as("seed %d", seed).isEqualTo(expected.size());
            assertThat(table.memoryBytes()).as("seed %d", seed).isLessThanOrEqualTo(Math.max(160, 31L * table.size()));
        }
    }

    @Test
    void shouldTakeNoMoreThanItsBound() {
        MacTable table = new MacTable(2);
        table.putIfAbsent(1, 1);
        table.putIfAbsent(2, 2);
        assertThat(table.putIfAbsent(3, 3)).isEqualTo(-1);
        assertThat(table.macOf(3)).isEqualTo(-1);
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void shouldRefuseWhatIsNoMac() {
        MacTable table = new MacTable(2);
        assertThatThrownBy(() -> table.putIfAbsent(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> table.putIfAbsent(1, 1L << 48)).isInstanceOf(IllegalArgumentException.class);
    }
}
