package hayate.queue;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;

/**
 * The ring between the generator and the transmitters: a Disruptor {@link RingBuffer} of {@link TargetBlock}s with one
 * producer. With several transmitters, transmitter i of n takes every n-th block; each block has one consumer.
 *
 * <p>A transmitter may hold a block for hours (at a probe per five minutes), so blocks are peeked and released rather
 * than handed to an event handler. 64 blocks of 256 targets are over 6 ms of traffic at 2.4 M probes/s, well above the
 * time slice after which a parked generator wakes.
 */
public final class ProbeRing {
    /** Blocks in the ring. */
    public static final int BLOCKS = 64;

    private final RingBuffer<TargetBlock> ring = RingBuffer.createSingleProducer(TargetBlock::new, BLOCKS);
    private final Source[] sources;
    private long claimed = -1;

    /** @param consumers how many transmitters will take blocks, at least 1 */
    public ProbeRing(int consumers) {
        sources = new Source[consumers];
        for (int i = 0; i < consumers; i++) {
            sources[i] = new Source(i, consumers);
            ring.addGatingSequences(sources[i].released);
            // addGatingSequences moves the sequence to the cursor; a source starts before its first block.
            sources[i].released.set(i - 1L);
        }
    }

    /** Producer: the next block to fill, or null while the ring is full. The same block until {@link #publish()}. */
    public TargetBlock claim() {
        if (claimed < 0) {
            if (!ring.hasAvailableCapacity(1)) {
                return null;
            }
            claimed = ring.next();
        }
        return ring.get(claimed);
    }

    /** Producer: hands the claimed block over. */
    public void publish() {
        ring.publish(claimed);
        claimed = -1;
    }

    /** The blocks of one transmitter, 0..consumers-1. */
    public Source source(int consumer) {
        return sources[consumer];
    }

    /** Blocks published and not yet released by every consumer; approximate while others work. */
    public long backlog() {
        return BLOCKS - ring.remainingCapacity();
    }

    /** One transmitter's side of the ring; owned by its thread. */
    public final class Source {
        private final Sequence released;
        private final int stride;
        private long next;

        private Source(int first, int stride) {
            this.released = new Sequence(first - 1L);
            this.stride = stride;
            this.next = first;
        }

        /** The block to work on, or null if there is none. The same block until {@link #release()}. */
        public TargetBlock peek() {
            return next <= ring.getCursor() ? ring.get(next) : null;
        }

        /** Gives the block back to the generator. */
        public void release() {
            next += stride;
            released.set(next - 1);
        }
    }
}
