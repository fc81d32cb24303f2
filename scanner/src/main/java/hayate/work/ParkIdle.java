package hayate.work;

import java.util.concurrent.locks.LockSupport;

/**
 * Parks when there was nothing to do, for always the same time or for twice as long each time that nothing came, up to
 * a maximum: for workers whose work may wait and is cheaper in batches. Costs one wake-up per pause, however often work
 * comes.
 */
public final class ParkIdle implements IdleStrategy {
    private final long firstParkNs;
    private final long maxParkNs;
    private long parkNs;

    /** @param parkNs the pause */
    public ParkIdle(long parkNs) {
        this(parkNs, parkNs);
    }

    /**
     * @param firstParkNs the first pause after work
     * @param maxParkNs the longest pause
     */
    public ParkIdle(long firstParkNs, long maxParkNs) {
        this.firstParkNs = firstParkNs;
        this.maxParkNs = maxParkNs;
        this.parkNs = firstParkNs;
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            parkNs = firstParkNs;
        } else {
            LockSupport.parkNanos(parkNs);
            parkNs = Math.min(2 * parkNs, maxParkNs);
        }
    }
}
