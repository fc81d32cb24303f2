package hayate.output;

import hayate.work.Clock;

/** Time that a test moves. */
final class ManualClock implements Clock {
    long nowNs = 1_000_000_000L;

    @Override
    public long nanoTime() {
        return nowNs;
    }

    @Override
    public long epochNs() {
        return Samples.TIME_NS + nowNs;
    }
}
