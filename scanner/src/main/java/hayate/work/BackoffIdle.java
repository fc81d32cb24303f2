package hayate.work;

import java.util.concurrent.locks.LockSupport;

/**
 * Yields a few times, then parks for a time that doubles up to a maximum, and begins again at an eighth of it when work
 * came. At rates where work comes every few microseconds it never gets to parking; where work comes ten times a second,
 * it does not go through all the short pauses each time; idle, it costs one wake-up per {@code maxParkNs}.
 */
public final class BackoffIdle implements IdleStrategy {
    private static final int YIELDS_MAX = 20;
    private static final long FIRST_PARK_NS = 20_000;
    private static final long AFTER_WORK = 8;

    private final long maxParkNs;
    private int idleCalls;
    private long parkNs = FIRST_PARK_NS;

    /** @param maxParkNs the longest single pause */
    public BackoffIdle(long maxParkNs) {
        this.maxParkNs = maxParkNs;
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            idleCalls = 0;
            parkNs = Math.max(FIRST_PARK_NS, parkNs / AFTER_WORK);
        } else if (idleCalls < YIELDS_MAX) {
            idleCalls++;
            Thread.yield();
        } else {
            LockSupport.parkNanos(parkNs);
            parkNs = Math.min(parkNs * 2, maxParkNs);
        }
    }
}
