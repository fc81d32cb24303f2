package hayate.result;

import hayate.verify.SaltedHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Exactly those that answered, in 4,096 open-addressing tables that grow one at a time: a growing table moves
 * 1/4,096 of the entries (with 100 million of them 24,000, about 0.2 ms, which the kernel's ring bridges), instead of
 * all at once. A slot holds index and rank, zero is empty; nothing is ever removed.
 *
 * <pre>
 *  63                                              2 1    0
 * +--------------------------------------------------+------+
 * | index                                            | rank |
 * +--------------------------------------------------+------+
 * </pre>
 *
 * <p>Readers on other threads see either the table before or after it grew; the old one is never written again. The
 * hash is salted, so nobody can choose addresses that collide.
 */
final class HashAnsweredMap implements AnsweredMap {
    private static final int SEGMENT_BITS = 12;
    private static final int SEGMENTS = 1 << SEGMENT_BITS;
    private static final int FIRST_SLOTS = 16;
    private static final int RANK_BITS = 2;
    private static final int RANK_MASK = 3;
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long size;
    private final SaltedHash saltedHash = new SaltedHash();
    private final AtomicReferenceArray<long[]> segments = new AtomicReferenceArray<>(SEGMENTS);
    private final int[] used = new int[SEGMENTS];
    private final StateCounts counts;
    private final AtomicLong slots = new AtomicLong((long) SEGMENTS * FIRST_SLOTS);

    HashAnsweredMap(long size) {
        this.size = size;
        this.counts = new StateCounts(size);
        for (int i = 0; i < SEGMENTS; i++) {
            segments.setPlain(i, new long[FIRST_SLOTS]);
        }
    }

    /** Tables that are at most two thirds full, of a power of two of slots each, one more while it grows. */
    static long bytesFor(long entries) {
        long perSegment = FIRST_SLOTS;
        while (perSegment * 2 < (entries / SEGMENTS + 1) * 3) {
            perSegment *= 2;
        }
        return SEGMENTS * perSegment * 2 * Long.BYTES;
    }

    @Override
    public State stateOf(long index) {
        check(index);
        long hash = saltedHash.of(index);
        long[] table = segments.getAcquire(segmentOf(hash));
        return State.ofRank((int) ((long) SLOTS.getOpaque(table, find(table, hash, index)) & RANK_MASK));
    }

    @Override
    public boolean raise(long index, State state) {
        check(index);
        long hash = saltedHash.of(index);
        int segment = segmentOf(hash);
        long[] table = segments.getPlain(segment);
        int slot = find(table, hash, index);
        int known = (int) table[slot] & RANK_MASK;
        int rank = state.rank();
        if (rank <= known) {
            return false;
        }
        SLOTS.setOpaque(table, slot, index << RANK_BITS | rank);
        counts.move(known, rank);
        if (known == 0 && ++used[segment] * 3L > table.length * 2L) {
            grow(segment, table);
        }
        return true;
    }

    private void grow(int segment, long[] table) {
        long[] larger = new long[table.length * 2];
        for (long entry : table) {
            if (entry != 0) {
                long index = entry >>> RANK_BITS;
                larger[find(larger, saltedHash.of(index), index)] = entry;
            }
        }
        segments.setRelease(segment, larger);
        slots.setRelease(slots.getPlain() + table.length);
    }

    /** The slot that holds the index, or the empty one where it belongs; a table always has empty slots. */
    private static int find(long[] table, long hash, long index) {
        int mask = table.length - 1;
        int slot = (int) hash & mask;
        while (true) {
            long entry = (long) SLOTS.getOpaque(table, slot);
            if (entry == 0 || entry >>> RANK_BITS == index) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    @Override
    public long answered() {
        return counts.answered();
    }

    @Override
    public long count(State state) {
        return counts.count(state);
    }

    @Override
    public long memoryBytes() {
        return slots.getOpaque() * Long.BYTES;
    }

    @Override
    public void close() {
        // Heap memory goes with the map.
    }

    private void check(long index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("target " + index + " of " + size);
        }
    }

    private static int segmentOf(long hash) {
        return (int) (hash >>> (Long.SIZE - SEGMENT_BITS));
    }
}
