package hayate.work;

import java.util.concurrent.locks.LockSupport;

/**
 * Parks for always the same time when there was nothing to do: for workers whose work may wait and is cheaper in
 * batches. Costs one wake-up per pause, however often work comes: 200 a second at 5 ms, under 1 % of a core.
 */
public final class ParkIdle implements IdleStrategy {
    private final long parkNs;

    /** @param parkNs the pause */
    public ParkIdle(long parkNs) {
        this.parkNs = parkNs;
    }

    @Override
    public void idle(int workCount) {
        if (workCount == 0) {
            LockSupport.parkNanos(parkNs);
        }
    }
}
