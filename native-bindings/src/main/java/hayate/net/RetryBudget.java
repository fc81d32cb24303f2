package hayate.net;

import java.util.concurrent.locks.LockSupport;

/**
 * How long one flush may go on retrying what the device refuses. One budget serves a whole batch: were it granted per
 * frame, a dead interface would hold its thread for 64 times as long. Owned by the sender's thread.
 */
final class RetryBudget {
    static final long FLUSH_MAX_NS = 10_000_000;
    private static final long PAUSE_NS = 20_000;

    private boolean running;
    private long startNs;

    /** To be called when a flush begins; costs no clock reading while nothing is refused. */
    void reset() {
        running = false;
    }

    /** Waits a little if there is time left, and tells whether there was. */
    boolean pause() {
        long nowNs = System.nanoTime();
        if (!running) {
            running = true;
            startNs = nowNs;
        }
        if (nowNs - startNs >= FLUSH_MAX_NS) {
            return false;
        }
        LockSupport.parkNanos(PAUSE_NS);
        return true;
    }
}
