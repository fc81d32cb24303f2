package hayate.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AddressSetTest {
    /** Universes that lie across the sign bit, at the start and at the end of the address space. */
    private static final int[] ORIGINS = {0, 0x7FFFFF00, 0x0A000000, -512};

    @Test
    void shouldAgreeWithATreeSetOnSmallUniverses() {
        for (int seed = 0; seed < 400; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int origin = ORIGINS[seed % ORIGINS.length];
            TreeSet<Long> modelA = new TreeSet<>();
            TreeSet<Long> modelB = new TreeSet<>();
            AddressSet a = randomSet(random, origin, modelA);
            AddressSet b = randomSet(random, origin, modelB);
            assertSame(a, modelA, origin, "seed " + seed);
            TreeSet<Long> minus = new TreeSet<>(modelA);
            minus.removeAll(modelB);
            assertSame(a.minus(b), minus, origin, "minus, seed " + seed);
            TreeSet<Long> and = new TreeSet<>(modelA);
            and.retainAll(modelB);
            assertSame(a.and(b), and, origin, "and, seed " + seed);
        }
    }

    @Test
    void shouldHoldTheWholeAddressSpace() {
        assertThat(AddressSet.ALL.size()).isEqualTo(1L << 32);
        assertThat(AddressSet.ALL.indexOf(-1)).isEqualTo((1L << 32) - 1);
        assertThat(AddressSet.ALL.addressAt((1L << 32) - 1)).isEqualTo(-1);
        assertThat(AddressSet.ALL.minus(AddressSet.ALL)).isEqualTo(AddressSet.EMPTY);
        assertThat(AddressSet.EMPTY.indexOf(0)).isEqualTo(-1);
        assertThat(AddressSet.ALL.lastAddress(0)).isEqualTo(-1);
    }

    @Test
    void shouldRefuseBackwardRangesAndNumbersOutside() {
        assertThatThrownBy(() -> AddressSet.ofRange(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AddressSet.ofRange(1, 2).addressAt(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldGoBothWaysOverAMillionSkewedRangesWithoutAllocating() {
        SplittableRandom random = new SplittableRandom(5);
        AddressSet.Builder builder = AddressSet.builder().add(0x01000000, 0x0FFFFFFF);
        for (int i = 0; i < 1_000_000; i++) {
            builder.add(random.nextInt());
        }
        AddressSet set = builder.build();
        assertThat(set.rangeCount()).isGreaterThan(900_000);
        roundTrips(set, 20_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        long failures = roundTrips(set, 200_000);
        long allocated = threads.getThreadAllocatedBytes(id) - before;
        assertThat(failures).isZero();
        assertThat(allocated).isLessThan(4_000);
    }

    private static long roundTrips(AddressSet set, int count) {
        long failures = 0;
        long step = set.size() / count;
        for (long index = 0; index < set.size(); index += step) {
            failures += set.indexOf(set.addressAt(index)) == index ? 0 : 1;
        }
        return failures;
    }

    private static AddressSet randomSet(SplittableRandom random, int origin, Set<Long> model) {
        AddressSet.Builder builder = AddressSet.builder();
        int ranges = random.nextInt(80);
        for (int i = 0; i < ranges; i++) {
            int from = random.nextInt(512);
            int to = Math.min(511, from + random.nextInt(8));
            builder.add(origin + from, origin + to);
            for (int offset = from; offset <= to; offset++) {
                model.add(origin + offset & 0xFFFF_FFFFL);
            }
        }
        return builder.build();
    }

    private static void assertSame(AddressSet set, Set<Long> model, int origin, String what) {
        List<Long> expected = new ArrayList<>(model);
        assertThat(set.size()).as(what).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(set.addressAt(i)).as(what).isEqualTo(expected.get(i).intValue());
        }
        for (int offset = -2; offset < 514; offset++) {
            int address = origin + offset;
            assertThat(set.indexOf(address)).as(what).isEqualTo(expected.indexOf(address & 0xFFFF_FFFFL));
        }
        for (int i = 1; i < set.rangeCount(); i++) {
            assertThat(set.firstAddress(i) & 0xFFFF_FFFFL)
                    .as(what)
                    .isGreaterThan((set.lastAddress(i - 1) & 0xFFFF_FFFFL) + 1);
        }
    }
}
