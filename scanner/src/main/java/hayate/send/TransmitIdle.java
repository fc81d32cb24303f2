package hayate.send;

import hayate.net.SharpTimers;
import hayate.work.BackoffIdle;
import hayate.work.IdleStrategy;
import java.util.concurrent.locks.LockSupport;

/**
 * Sleeps until the transmitter's next probe is allowed, in steps of at most {@value #PARK_MAX_NS} ns so that it can be
 * stopped; without a block it backs off. The kernel is asked not to round its sleeps up to 50 µs, so a park ends some 25 µs
 * late, which the pacer forgives: nothing is gained by spinning towards the deadline, which at 1,000 probes/s would take 3 %
 * of a core.
 *
 * <p>Only pauses too short for a park are yielded away, and only while nobody else wants the processor: who yields to a
 * thread that computes gets it back after a slice of some milliseconds, for a handful of probes, while who sleeps is
 * woken before it. So after {@value #LONG_YIELDS} such yields in a row (one may be the virtual machine's host) it parks for a
 * while, ever longer if it was no use to yield again.
 */
public final class TransmitIdle implements IdleStrategy {
    private static final long PARK_MAX_NS = 100_000_000;
    private static final long YIELD_BELOW_NS = 30_000;
    private static final long LONG_YIELD_NS = 300_000;
    private static final int LONG_YIELDS = 2;
    private static final long CROWDED_MIN_NS = 10_000_000;
    private static final long CROWDED_MAX_NS = 320_000_000;

    private final Transmitter transmitter;
    private final IdleStrategy withoutBlock = new BackoffIdle(5_000_000);
    private boolean sharp;
    private long crowdedUntilNs = System.nanoTime();
    private long crowdedNs = CROWDED_MIN_NS;
    private int longYields;

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
            pauseShortly(pauseNs);
        } else {
            LockSupport.parkNanos(Math.min(pauseNs, PARK_MAX_NS));
        }
    }

    private void pauseShortly(long pauseNs) {
        long fromNs = System.nanoTime();
        if (fromNs - crowdedUntilNs < 0) {
            LockSupport.parkNanos(pauseNs);
            return;
        }
        Thread.yield();
        long toNs = System.nanoTime();
        longYields = toNs - fromNs < LONG_YIELD_NS ? 0 : longYields + 1;
        if (longYields == LONG_YIELDS) {
            longYields = 0;
            boolean again = fromNs - crowdedUntilNs < crowdedNs;
            crowdedNs = again ? Math.min(CROWDED_MAX_NS, 2 * crowdedNs) : CROWDED_MIN_NS;
            crowdedUntilNs = toNs + crowdedNs;
        }
    }
}
