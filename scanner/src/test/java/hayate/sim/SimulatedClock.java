package hayate.sim;

import hayate.work.Clock;

/** Virtual time: moves only when told. */
public final class SimulatedClock implements Clock {
    private static final long EPOCH_NS = 1_700_000_000_000_000_000L;

    private long nowNs;

    @Override
    public long nanoTime() {
        return nowNs;
    }

    @Override
    public long epochNs() {
        return EPOCH_NS + nowNs;
    }

    void advanceTo(long newNowNs) {
        assert newNowNs >= nowNs;
        nowNs = newNowNs;
    }
}
