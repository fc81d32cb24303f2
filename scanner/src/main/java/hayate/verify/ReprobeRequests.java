package hayate.verify;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Requests to ask a target again, from the receiver's thread to the generator's: at most one per target, and at most a
 * fixed number in all, because anybody can send a challenge ACK in a target's name. So forgers win at most that number of
 * extra probes, to targets that the scan asks anyway.
 */
public final class ReprobeRequests implements ReprobeSink {
    private static final int ATTEMPT_BITS = 4;
    private static final int ATTEMPT_MASK = (1 << ATTEMPT_BITS) - 1;

    private final int requestsMax;

    // Receiver's thread. Open addressing over index + 1, at most half full.
    private final SaltedHash hash = new SaltedHash();
    private final long[] known;
    private int accepted;
    private final AtomicLong refused = new AtomicLong();

    // Every accepted request has its own place, so the queue can never be full.
    private final AtomicLongArray queue;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    /** Room for {@code requestsMax} requests, 1..2^20, in a whole scan. */
    public ReprobeRequests(int requestsMax) {
        if (requestsMax < 1 || requestsMax > 1 << 20) {
            throw new IllegalArgumentException("requests " + requestsMax + ": want 1..1048576");
        }
        this.requestsMax = requestsMax;
        this.known = new long[Integer.highestOneBit(requestsMax) * 4];
        this.queue = new AtomicLongArray(requestsMax);
    }

    @Override
    public void onChallengeAck(long index, int attempt) {
        int slot = find(index);
        if (known[slot] != 0) {
            return;
        }
        if (accepted == requestsMax) {
            refused.setRelease(refused.getPlain() + 1);
            return;
        }
        known[slot] = index + 1;
        queue.setPlain(accepted, index << ATTEMPT_BITS | (attempt & ATTEMPT_MASK));
        accepted++;
        written.setRelease(accepted);
    }

    private int find(long index) {
        int mask = known.length - 1;
        int slot = (int) hash.of(index) & mask;
        while (known[slot] != 0 && known[slot] != index + 1) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /**
     * Hands waiting requests to the consumer, oldest first; generator's thread.
     *
     * @return how many, at most {@code limit}
     */
    public int poll(ReprobeSink consumer, int limit) {
        int from = (int) read.getPlain();
        int until = (int) Math.min(written.getAcquire(), (long) from + limit);
        for (int i = from; i < until; i++) {
            long request = queue.getPlain(i);
            read.setRelease(i + 1);
            consumer.onChallengeAck(request >>> ATTEMPT_BITS, (int) request & ATTEMPT_MASK);
        }
        return Math.max(until - from, 0);
    }

    /** Requests that wait; any thread. */
    public int backlog() {
        long done = read.getAcquire();
        return (int) (written.getAcquire() - done);
    }

    /** Challenge ACKs ignored because the scan's total was reached; any thread. */
    public long refused() {
        return refused.getOpaque();
    }
}
