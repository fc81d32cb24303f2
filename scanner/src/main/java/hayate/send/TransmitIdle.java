package hayate.send;

import hayate.work.BackoffIdle;
import hayate.work.IdleStrategy;
import java.util.concurrent.locks.LockSupport;

/**
 * Sleeps exactly until the transmitter's next probe is allowed, in steps of at most {@value #PARK_MAX_NS} ns so that it
 * can be stopped; without a block it backs off. A wait under {@value #YIELD_BELOW_NS} ns yields instead, since a park
 * takes about that long.
 */
public final class TransmitIdle implements IdleStrategy {
    private static final long PARK_MAX_NS = 20_000_000;
    private static final long YIELD_BELOW_NS = 60_000;

    private final Transmitter transmitter;
    private final IdleStrategy withoutBlock = new BackoffIdle(5_000_000);

    /** @param transmitter the worker of the same thread */
    public TransmitIdle(Transmitter transmitter) {
        this.transmitter = transmitter;
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            withoutBlock.idle(workCount);
            return;
        }
        long pauseNs = transmitter.pauseNs();
        if (pauseNs == Long.MAX_VALUE) {
            withoutBlock.idle(0);
        } else if (pauseNs < YIELD_BELOW_NS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(Math.min(pauseNs - YIELD_BELOW_NS / 2, PARK_MAX_NS));
        }
    }
}
