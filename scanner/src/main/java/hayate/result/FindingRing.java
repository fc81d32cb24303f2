package hayate.result;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Findings on their way from the receiver's thread to the reporter's, in order, none lost.
 *
 * <p>{@link #publish} never waits and never drops: while the ring is full findings go to a spill of the receiver's own,
 * which is moved into the ring first as soon as there is room. {@link #backlog} tells the sender to slow down before
 * the spill gets large.
 *
 * <p>The consumer polls; no Disruptor thread is started, so there is no {@code Disruptor.shutdown()}, which forgets the
 * backlog of a consumer that has not begun yet: with a scan of one port that is the only finding.
 */
public final class FindingRing {
    /** Findings that the ring holds unless told otherwise. */
    public static final int DEFAULT_SLOTS = 65_536;

    // Receiver's thread.
    private final RingBuffer<Finding> ring;
    private final FindingSpill spill = new FindingSpill();
    private final AtomicLong spilled = new AtomicLong();

    // Reporter's thread.
    private final EventPoller<Finding> poller;
    private final Sequence consumed;
    private final EventPoller.Handler<Finding> handler = this::onEvent;
    private FindingSink sink;
    private int wanted;
    private int taken;

    /** An empty ring of {@code slots} findings, a power of two. */
    public FindingRing(int slots) {
        ring = RingBuffer.createSingleProducer(Finding::new, slots);
        poller = ring.newPoller();
        consumed = poller.getSequence();
        ring.addGatingSequences(consumed);
    }

    /** Copies a finding into the ring, or into the spill while the ring is full; receiver's thread. */
    public void publish(Finding source) {
        drainSpill();
        if (spill.size() == 0 && ring.hasAvailableCapacity(1)) {
            long sequence = ring.next();
            ring.get(sequence).copyFrom(source);
            ring.publish(sequence);
        } else {
            spill.add(source);
            spilled.setRelease(spill.size());
        }
    }

    /**
     * Moves spilled findings into the ring as far as it has room; receiver's thread, also when it has nothing else to do.
     *
     * @return how many moved
     */
    public int drainSpill() {
        int moved = 0;
        while (spill.size() > 0 && ring.hasAvailableCapacity(1)) {
            long sequence = ring.next();
            spill.peek(ring.get(sequence));
            ring.publish(sequence);
            spill.remove();
            spilled.setRelease(spill.size());
            moved++;
        }
        return moved;
    }

    /**
     * Gives findings to the sink, oldest first; reporter's thread. If the sink throws, that finding stays and comes again.
     *
     * @return how many were given, at most {@code limit}
     */
    public int poll(FindingSink sink, int limit) {
        if (limit <= 0) {
            return 0;
        }
        this.sink = sink;
        wanted = limit;
        taken = 0;
        try {
            poller.poll(handler);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a finding sink throws no checked exception", e);
        }
        return taken;
    }

    private boolean onEvent(Finding finding, long sequence, boolean endOfBatch) {
        sink.onFinding(finding);
        taken++;
        return taken < wanted;
    }

    /** Findings that the sink has not finished with, in ring and spill; any thread. */
    public int backlog() {
        // Spill before ring: a finding on its way between them is counted twice for a moment, never not at all.
        long waiting = spilled.getAcquire();
        long done = consumed.get();
        waiting += ring.getCursor() - done;
        return (int) Math.min(waiting, Integer.MAX_VALUE);
    }

    /** Whether findings wait outside the ring, where the reporter cannot take them yet; any thread. */
    public boolean hasSpilled() {
        return spilled.getAcquire() > 0;
    }

    /** Whether the sink has finished with everything published so far; any thread. */
    public boolean isEmpty() {
        return backlog() == 0;
    }

    /** How many findings the ring holds before they spill. */
    public int slots() {
        return ring.getBufferSize();
    }
}
