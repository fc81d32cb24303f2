package hayate.send;

import hayate.net.SharpTimers;
import hayate.work.BackoffIdle;
import hayate.work.IdleStrategy;
import java.util.concurrent.locks.LockSupport;

/**
 * Sleeps until the transmitter's next probe is allowed, in steps of at most {@value #PARK_MAX_NS} ns so that it can be
 * stopped; without a block it backs off. The kernel is asked not to round its sleeps up to 50 µs, so a park ends some 25 µs
 * late, which the pacer forgives: nothing is gained by spinning towards the deadline, which at 1,000 probes/s would take 3 %
 * of a core. Only pauses too short for a park are yielded away.
 */
public final class TransmitIdle implements IdleStrategy {
    private static final long PARK_MAX_NS = 100_000_000;
    private static final long YIELD_BELOW_NS = 30_000;

    private final Transmitter transmitter;
    private final IdleStrategy withoutBlock = new BackoffIdle(5_000_000);
    private boolean sharp;

    /** @param transmitter the worker of the same thread */
    public TransmitIdle(Transmitter transmitter) {
        this.transmitter = transmitter;
    }

    @Override
    public void idle(int workCount) {
        if (!sharp) {
            sharp = true;
            SharpTimers.ofThisThread();
        }
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
            LockSupport.parkNanos(Math.min(pauseNs, PARK_MAX_NS));
        }
    }
}
