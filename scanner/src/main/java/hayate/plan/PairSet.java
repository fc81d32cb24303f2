package hayate.plan;

import java.util.Arrays;

/**
 * Single targets, packed ({@link Target}), sorted and numbered 0..size-1; 8.5 bytes each. The search is the one of
 * {@link BlockSearch}, with blocks of eight 8-byte keys: one cache line a level.
 */
final class PairSet {
    private static final int BLOCK_SHIFT = 3;
    private static final int BLOCK = 1 << BLOCK_SHIFT;

    private final long[][] levels;
    private final int size;

    private PairSet(long[] sorted, int size) {
        this.size = size;
        long[] level = Arrays.copyOf(sorted, Math.max(BLOCK, roundUpToBlock(size)));
        Arrays.fill(level, size, level.length, Long.MAX_VALUE);
        long[][] all = {level};
        int count = size;
        while (count > BLOCK) {
            count = roundUpToBlock(count) >>> BLOCK_SHIFT;
            long[] above = new long[roundUpToBlock(count)];
            Arrays.fill(above, Long.MAX_VALUE);
            for (int i = 0; i < count; i++) {
                above[i] = level[i << BLOCK_SHIFT];
            }
            all = Arrays.copyOf(all, all.length + 1);
            all[all.length - 1] = above;
            level = above;
        }
        this.levels = all;
    }

    /** Those of the targets that the grid does not hold, each once. */
    static PairSet outsideGrid(long[] targets, AddressSet grid, PortSet ports) {
        long[] sorted = targets.clone();
        Arrays.sort(sorted);
        int kept = 0;
        for (int i = 0; i < sorted.length; i++) {
            long target = sorted[i];
            boolean repeated = kept > 0 && sorted[kept - 1] == target;
            boolean inGrid = ports.contains(Target.port(target)) && grid.contains(Target.address(target));
            if (!repeated && !inGrid) {
                sorted[kept++] = target;
            }
        }
        return new PairSet(sorted, kept);
    }

    int size() {
        return size;
    }

    long targetAt(int number) {
        return levels[0][number];
    }

    /** The number of a packed target, or -1. */
    int indexOf(long target) {
        int at = 0;
        for (int level = levels.length - 1; level >= 0; level--) {
            at = floorInBlock(levels[level], at << BLOCK_SHIFT, target);
        }
        return at < size && levels[0][at] == target ? at : -1;
    }

    /** Packed targets are below 2^48, so the padding is never chosen. */
    private static int floorInBlock(long[] keys, int first, long target) {
        int at = first;
        at += keys[at + 4] <= target ? 4 : 0;
        at += keys[at + 2] <= target ? 2 : 0;
        at += keys[at + 1] <= target ? 1 : 0;
        return at;
    }

    private static int roundUpToBlock(int n) {
        return n + BLOCK - 1 & -BLOCK;
    }
}
