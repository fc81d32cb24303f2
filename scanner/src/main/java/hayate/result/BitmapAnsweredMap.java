package hayate.result;

import hayate.net.NativeMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Two bits per target in anonymous memory, which the kernel commits page by page as answers touch it.
 *
 * <pre>
 *  index  63                    32 31                     4 3     0
 *        +------------------------+------------------------+-------+
 *        | chunk of 1 GiB         | 32-bit word in it      | pair  |
 *        +------------------------+------------------------+-------+
 * </pre>
 */
final class BitmapAnsweredMap implements AnsweredMap {
    private static final int CHUNK_BITS = 32;
    private static final long CHUNK_TARGETS = 1L << CHUNK_BITS;
    private static final int PAIRS_PER_WORD_BITS = 4;
    private static final int PAIR_MASK = 3;
    private static final long PAGE_BYTES = 4096;
    private static final VarHandle WORDS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final long size;
    private final NativeMemory[] memories;
    private final ByteBuffer[] chunks;
    private final StateCounts counts;

    BitmapAnsweredMap(long size) {
        this.size = size;
        this.counts = new StateCounts(size);
        this.memories = new NativeMemory[(int) ((size + CHUNK_TARGETS - 1) >>> CHUNK_BITS)];
        this.chunks = new ByteBuffer[memories.length];
        boolean complete = false;
        try {
            for (int i = 0; i < chunks.length; i++) {
                long targets = Math.min(size - ((long) i << CHUNK_BITS), CHUNK_TARGETS);
                memories[i] = NativeMemory.allocate((int) bytesFor(targets));
                chunks[i] = memories[i].buffer();
            }
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /** Whole pages, as the kernel gives them. */
    static long bytesFor(long size) {
        long bytes = (size >>> 2) + 1;
        return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    }

    @Override
    public State stateOf(long index) {
        check(index);
        int word = (int) WORDS.getOpaque(chunks[(int) (index >>> CHUNK_BITS)], wordOffset(index));
        return State.ofRank((word >>> shift(index)) & PAIR_MASK);
    }

    @Override
    public boolean raise(long index, State state) {
        check(index);
        ByteBuffer chunk = chunks[(int) (index >>> CHUNK_BITS)];
        int offset = wordOffset(index);
        int word = (int) WORDS.get(chunk, offset);
        int known = (word >>> shift(index)) & PAIR_MASK;
        int rank = state.rank();
        if (rank <= known) {
            return false;
        }
        WORDS.setOpaque(chunk, offset, word ^ ((known ^ rank) << shift(index)));
        counts.move(known, rank);
        return true;
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
        return bytesFor(size);
    }

    @Override
    public void close() {
        for (NativeMemory memory : memories) {
            if (memory != null) {
                memory.close();
            }
        }
    }

    private void check(long index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("target " + index + " of " + size);
        }
    }

    private static int wordOffset(long index) {
        return (int) ((index & (CHUNK_TARGETS - 1)) >>> PAIRS_PER_WORD_BITS) * Integer.BYTES;
    }

    private static int shift(long index) {
        return (int) (index & ((1 << PAIRS_PER_WORD_BITS) - 1)) * 2;
    }
}
