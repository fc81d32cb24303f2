package hayate.send;

import hayate.queue.Stretches;

/** Steps whose probes did not leave: written by transmitters, taken by the conductor. Rarely used, so a lock is fine. */
public final class LostStretches {
    private final Stretches lost = new Stretches();

    /** Any transmitter: the steps {@code from} to {@code to} (exclusive) have to be sent again. */
    public synchronized void add(long from, long to) {
        lost.add(from, to);
    }

    /** Conductor: moves everything collected so far into {@code target}. */
    public synchronized void drainTo(Stretches target) {
        target.addAll(lost.ranges());
        lost.clear();
    }
}
