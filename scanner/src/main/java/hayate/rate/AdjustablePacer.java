package hayate.rate;

import hayate.send.Allowance;

/**
 * A {@link Pacer} whose rate another thread changes. A change begins without any debt or burst, so that no window sees
 * more than the higher of both rates. Owned by its transmitter's thread, but for {@link #rate(double)}
 * and {@link #ceiling(double)}.
 */
public final class AdjustablePacer implements Allowance {
    private static final Allowance UNLIMITED = new Unlimited();

    private volatile double wantedRate;
    private volatile double ceiling = Double.POSITIVE_INFINITY;
    private double rate;
    private Allowance pacer;

    /** @param probesPerSecond the first rate, above 0, infinite for as fast as the machine */
    public AdjustablePacer(double probesPerSecond) {
        wantedRate = probesPerSecond;
        rate = probesPerSecond;
        pacer = pacerOf(probesPerSecond);
    }

    /** Any thread: the rate from now on, probes per second. */
    public void rate(double probesPerSecond) {
        wantedRate = probesPerSecond;
    }

    /** Any thread: whatever the rate, no more than this from now on; infinite for no ceiling. */
    public void ceiling(double probesPerSecond) {
        ceiling = probesPerSecond;
    }

    @Override
    public int available(long nowNs, int wanted) {
        return current().available(nowNs, wanted);
    }

    @Override
    public void consume(long nowNs, int count) {
        pacer.consume(nowNs, count);
    }

    @Override
    public long nextNs(long nowNs) {
        return current().nextNs(nowNs);
    }

    private Allowance current() {
        double wanted = Math.min(wantedRate, ceiling);
        if (wanted != rate) {
            rate = wanted;
            pacer = pacerOf(wanted);
        }
        return pacer;
    }

    private static Allowance pacerOf(double probesPerSecond) {
        return Double.isInfinite(probesPerSecond) ? UNLIMITED : new Pacer(probesPerSecond);
    }
}
