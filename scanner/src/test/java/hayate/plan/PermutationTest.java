package hayate.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PermutationTest {
    @Test
    void shouldVisitEveryIndexOnceForEverySizeUpTo5000() {
        for (int size = 1; size <= 5000; size++) {
            assertBijective(size, 17L * size);
        }
    }

    @Test
    void shouldVisitEveryIndexOnceForLargerSizes() {
        for (int size : new int[] {65_535, 65_536, 65_537, 1_000_003, (1 << 20) + 1}) {
            assertBijective(size, size);
        }
    }

    @Test
    void shouldInvertAtHugeSizes() {
        SplittableRandom random = new SplittableRandom(3);
        for (long size : new long[] {1L << 32, (1L << 32) * 1000, Permutation.SIZE_MAX - 1, Permutation.SIZE_MAX}) {
            Permutation permutation = new Permutation(size, random.nextLong());
            for (int i = 0; i < 20_000; i++) {
                long position = random.nextLong(size);
                long index = permutation.indexAt(position);
                assertThat(index).isBetween(0L, size - 1);
                assertThat(permutation.positionOf(index)).isEqualTo(position);
            }
        }
    }

    @Test
    void shouldOrderDifferentlyForDifferentSeeds() {
        int same = 0;
        Permutation first = new Permutation(100_000, 1);
        Permutation second = new Permutation(100_000, 2);
        for (int i = 0; i < 100_000; i++) {
            same += first.indexAt(i) == second.indexAt(i) ? 1 : 0;
        }
        assertThat(same).isLessThan(12);
    }

    @Test
    void shouldKeepTheOrderOfASeedForEver() {
        Permutation permutation = new Permutation(1_000_000, 42);
        assertThat(new long[] {permutation.indexAt(0), permutation.indexAt(1), permutation.indexAt(999_999)})
                .containsExactly(GOLDEN);
    }

    @Test
    void shouldRefuseWhatIsOutside() {
        assertThatThrownBy(() -> new Permutation(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Permutation(10, 1).indexAt(10)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** Each stretch of the order, as a sample of the space, must spread over it as dice would: chi-square. */
    @Test
    void shouldSpreadEveryStretchOverBlocksAndPortsLikeAFairSample() {
        long size = (1L << 16) * 100;
        int samples = 25_600;
        for (long seed = 0; seed < 10; seed++) {
            Permutation permutation = new Permutation(size, seed);
            for (long from : new long[] {0, size / 3, size - samples}) {
                int[] perBlock = new int[256];
                int[] perPort = new int[100];
                int[] perLowByte = new int[256];
                int[] perStep = new int[256];
                long previous = permutation.indexAt(from == 0 ? size - 1 : from - 1);
                for (long position = from; position < from + samples; position++) {
                    long index = permutation.indexAt(position);
                    perBlock[(int) (index / 25_600)]++;
                    perPort[(int) (index % 100)]++;
                    perLowByte[(int) (index & 255)]++;
                    perStep[(int) (Math.floorMod(index - previous, size) * 256 / size)]++;
                    previous = index;
                }
                String where = "seed " + seed + " from " + from;
                assertFair(perBlock, samples, where + " /24s");
                assertFair(perPort, samples, where + " ports");
                assertFair(perLowByte, samples, where + " low bytes");
                assertFair(perStep, samples, where + " steps");
            }
        }
    }

    private static void assertFair(int[] counts, int samples, String what) {
        double expected = (double) samples / counts.length;
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        double degrees = counts.length - 1;
        // six standard deviations of the chi-square distribution: 120 comparisons, none by chance
        assertThat(chiSquare).as(what).isBetween(0.0, degrees + 6 * Math.sqrt(2 * degrees));
    }

    private static void assertBijective(int size, long seed) {
        Permutation permutation = new Permutation(size, seed);
        BitSet seen = new BitSet(size);
        for (int position = 0; position < size; position++) {
            int index = (int) permutation.indexAt(position);
            if (permutation.positionOf(index) != position || index < 0 || index >= size) {
                throw new AssertionError("size " + size + " seed " + seed + " position " + position);
            }
            seen.set(index);
        }
        assertThat(seen.cardinality()).as("size %d", size).isEqualTo(size);
    }

    private static final long[] GOLDEN = {512_287, 305_553, 50_589};
}
