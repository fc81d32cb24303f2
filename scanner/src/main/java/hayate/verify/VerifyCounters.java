package hayate.verify;

import java.util.concurrent.atomic.AtomicLongArray;

/** The receiver's counters: written by its thread alone, read by any thread, each value fresh but not all of one instant. */
public final class VerifyCounters {
    private final AtomicLongArray values = new AtomicLongArray(VerifyCounter.values().length);

    /** Adds one; receiver's thread. A plain add and an ordered store, no locked instruction. */
    public void increment(VerifyCounter counter) {
        int slot = counter.slot();
        values.setRelease(slot, values.getPlain(slot) + 1);
    }

    /** How many so far. */
    public long get(VerifyCounter counter) {
        return values.getOpaque(counter.slot());
    }
}
