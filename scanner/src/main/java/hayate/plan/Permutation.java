package hayate.plan;

/**
 * A keyed permutation of 0..n-1 that can be asked at any place, both ways: what puts targets in random order without
 * storing the order.
 *
 * <p>A number is split in two unequal halves, {@code left} in 2^k and {@code right} in 0..b-1 with 2^k about √n and
 * b = ⌈n / 2^k⌉; rounds add a keyed hash of one half to the other, modulo that half's size (an alternating, unbalanced
 * Feistel network; Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002). The halves span fewer than
 * n + 2^k numbers, so walking on past a number that is n or more happens once in √n times, whatever n is; a network
 * over whole bits spans up to four times n and walks four steps. It is meant to spread probes fairly, not to
 * keep secrets.
 *
 * <p>The order of a seed is a promise (shards and resumed scans rely on it), so the hash is spelled out here rather
 * than taken from a library that may change. Immutable; a call allocates nothing.
 */
public final class Permutation {
    /** The largest domain, 2^48: all addresses with all ports. */
    public static final long SIZE_MAX = 1L << 48;

    /** In the fairness test of {@code PermutationTest} 1 misses by 150 standard deviations, 2 pass; one more for margin. */
    private static final int ROUNDS = 3;

    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private final long size;
    private final int leftBits;
    private final long leftMask;
    private final int rightSize;
    /** For each round two keys for the left half, then two for the right one. */
    private final long[] keys = new long[4 * ROUNDS];

    /**
     * The permutation of {@code size} numbers that belongs to {@code seed}.
     *
     * @param size 1..{@link #SIZE_MAX}
     */
    public Permutation(long size, long seed) {
        if (size < 1 || size > SIZE_MAX) {
            throw new IllegalArgumentException("permutation of " + size + " numbers");
        }
        this.size = size;
        this.leftBits = (Long.SIZE - Long.numberOfLeadingZeros(size - 1)) / 2;
        this.leftMask = (1L << leftBits) - 1;
        this.rightSize = (int) (size + leftMask >>> leftBits);
        long state = mix(seed ^ mix(size));
        for (int i = 0; i < keys.length; i++) {
            state += GOLDEN_GAMMA;
            keys[i] = mix(state) | 1;
        }
    }

    /** How many numbers are permuted. */
    public long size() {
        return size;
    }

    /**
     * The index at a position.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= position < size()}
     */
    public long indexAt(long position) {
        long number = checked(position);
        do {
            number = encrypt(number);
        } while (number >= size);
        return number;
    }

    /**
     * The position of an index, the inverse of {@link #indexAt}.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= index < size()}
     */
    public long positionOf(long index) {
        long number = checked(index);
        do {
            number = decrypt(number);
        } while (number >= size);
        return number;
    }

    private long checked(long number) {
        if (number < 0 || number >= size) {
            throw new IndexOutOfBoundsException(number + " of " + size);
        }
        return number;
    }

    private long encrypt(long number) {
        long left = number & leftMask;
        long right = number >>> leftBits;
        for (int k = 0; k < keys.length; k += 4) {
            left = left + hash(right, keys[k], keys[k + 1]) & leftMask;
            right += scaled(hash(left, keys[k + 2], keys[k + 3]));
            right -= right >= rightSize ? rightSize : 0;
        }
        return right << leftBits | left;
    }

    private long decrypt(long number) {
        long left = number & leftMask;
        long right = number >>> leftBits;
        for (int k = keys.length - 4; k >= 0; k -= 4) {
            right -= scaled(hash(left, keys[k + 2], keys[k + 3]));
            right += right < 0 ? rightSize : 0;
            left = left - hash(right, keys[k], keys[k + 1]) & leftMask;
        }
        return right << leftBits | left;
    }

    /** 32 bits: the upper half of a product depends on every bit of its factors. */
    private static long hash(long half, long key1, long key2) {
        long product = (half + key1) * key2;
        return ((product ^ product >>> 32) * key1) >>> 32;
    }

    /** Maps 32 bits evenly onto 0..rightSize-1 without dividing (rightSize is at most 2^24, the bias 2^-8 at worst). */
    private long scaled(long hash) {
        return hash * rightSize >>> 32;
    }

    /** A bijective mixer of 64 bits in which each input bit changes each output bit with probability about one half. */
    private static long mix(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }
}
