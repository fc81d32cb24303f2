package hayate.plan;

import java.util.Arrays;

/**
 * Finds the last of sorted unsigned 32-bit keys that is not above a value.
 *
 * <p>A static B-tree without pointers: each level holds every sixteenth key of the level below, so that a search reads
 * one cache line (16 keys of 4 bytes) per level and a million keys are five lines deep, of which the upper three stay in
 * the first cache; a plain binary search touches twenty lines. The levels cost 4/15 byte a key. Keys are stored with
 * the top bit flipped, so that signed comparison orders them as unsigned. A lookup allocates nothing.
 */
final class BlockSearch {
    private static final int BLOCK_SHIFT = 4;
    private static final int BLOCK = 1 << BLOCK_SHIFT;
    private static final int BIAS = Integer.MIN_VALUE;

    /** Level 0 is all keys, the last level has one block; every level is padded to whole blocks with the largest key. */
    private final int[][] levels;

    private final int count;

    /**
     * Takes over the keys.
     *
     * @param keys ascending as unsigned numbers; changed by this call and owned by the new object, only the first
     *     {@code count} used
     */
    BlockSearch(int[] keys, int count) {
        this.count = count;
        int[] bottom = Arrays.copyOf(keys, Math.max(BLOCK, roundUpToBlock(count)));
        for (int i = 0; i < count; i++) {
            bottom[i] ^= BIAS;
        }
        Arrays.fill(bottom, count, bottom.length, Integer.MAX_VALUE);
        this.levels = buildLevels(bottom, count);
    }

    private static int[][] buildLevels(int[] bottom, int count) {
        int[][] levels = {bottom};
        int levelCount = count;
        while (levelCount > BLOCK) {
            int[] below = levels[levels.length - 1];
            levelCount = roundUpToBlock(levelCount) >>> BLOCK_SHIFT;
            int[] level = new int[roundUpToBlock(levelCount)];
            Arrays.fill(level, Integer.MAX_VALUE);
            for (int i = 0; i < levelCount; i++) {
                level[i] = below[i << BLOCK_SHIFT];
            }
            levels = Arrays.copyOf(levels, levels.length + 1);
            levels[levels.length - 1] = level;
        }
        return levels;
    }

    private static int roundUpToBlock(int n) {
        return n + BLOCK - 1 & -BLOCK;
    }

    /** Key number {@code i}. */
    int key(int i) {
        return levels[0][i] ^ BIAS;
    }

    /** How many keys there are. */
    int count() {
        return count;
    }

    /** The number of the last key not above {@code value}; 0 if all are above it. There must be at least one key. */
    int floor(int value) {
        int biased = value ^ BIAS;
        int block = 0;
        for (int level = levels.length - 1; level > 0; level--) {
            int lastBlock = (levels[level - 1].length >>> BLOCK_SHIFT) - 1;
            block = Math.min(floorInBlock(levels[level], block << BLOCK_SHIFT, biased), lastBlock);
        }
        return Math.min(floorInBlock(levels[0], block << BLOCK_SHIFT, biased), count - 1);
    }

    /** Four halvings of sixteen keys, which compile to conditional moves: a mispredicted branch costs more. */
    private static int floorInBlock(int[] keys, int first, int biased) {
        int at = first;
        at += keys[at + 8] <= biased ? 8 : 0;
        at += keys[at + 4] <= biased ? 4 : 0;
        at += keys[at + 2] <= biased ? 2 : 0;
        at += keys[at + 1] <= biased ? 1 : 0;
        return at;
    }
}
