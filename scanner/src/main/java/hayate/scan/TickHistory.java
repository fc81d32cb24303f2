package hayate.scan;

/** Where the sender stood at each of the last ticks: a ring of (time, step), {@value #TICKS} ticks deep. */
final class TickHistory {
    private static final int TICKS = 4096;

    private final long[] timesNs = new long[TICKS];
    private final long[] steps = new long[TICKS];
    private long ticks;
    private long firstStep;

    /** Forgets all, at the start of a pass that begins at {@code step}. */
    void restart(long step) {
        ticks = 0;
        firstStep = step;
    }

    void record(long timeNs, long step) {
        int slot = (int) (ticks++ % TICKS);
        timesNs[slot] = timeNs;
        steps[slot] = step;
    }

    /** A step that had been reached at {@code timeNs} already; the pass's first if that is too long ago to know. */
    long stepAt(long timeNs) {
        for (long tick = ticks - 1; tick >= Math.max(0, ticks - TICKS); tick--) {
            if (timesNs[(int) (tick % TICKS)] <= timeNs) {
                return steps[(int) (tick % TICKS)];
            }
        }
        return firstStep;
    }
}
