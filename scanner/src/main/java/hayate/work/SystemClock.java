package hayate.work;

import java.time.Instant;

/**
 * The machine's clock. The wall clock is read through {@link Instant}, whose precision on Linux is a microsecond or
 * better, at about 30 ns a call and without garbage once compiled; so {@link #epochNs()} combines a calibrated offset
 * with {@link System#nanoTime()} and {@link #recalibrate()} follows clock adjustments.
 */
public final class SystemClock implements Clock {
    private volatile long offsetNs;

    /** A calibrated clock. */
    public SystemClock() {
        recalibrate();
    }

    /** Measures the distance between wall clock and monotonic clock again; called once a second. */
    public void recalibrate() {
        long before = System.nanoTime();
        Instant now = Instant.now();
        long after = System.nanoTime();
        offsetNs = now.getEpochSecond() * 1_000_000_000L + now.getNano() - (before + (after - before) / 2);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long epochNs() {
        return System.nanoTime() + offsetNs;
    }
}
