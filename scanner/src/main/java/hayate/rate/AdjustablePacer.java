package hayate.rate;

import hayate.send.Allowance;

/**
 * A {@link Pacer} whose rate another thread changes. A change begins without any debt or burst, so that no window sees
 * more than the higher of both rates. Owned by its transmitter's thread, but for what sets rate, pace and ceiling.
 */
public final class AdjustablePacer implements Allowance {
    private static final Allowance UNLIMITED = new Unlimited();

    private volatile Pace wanted;
    private volatile double ceiling = Double.POSITIVE_INFINITY;
    private Pace given;
    private double givenCeiling = Double.POSITIVE_INFINITY;
    private Allowance pacer;
    private double forgivenBeforeNs;
    private volatile long forgivenNs;

    /** @param probesPerSecond the first rate, above 0, infinite for as fast as the machine */
    public AdjustablePacer(double probesPerSecond) {
        wanted = Pace.gently(probesPerSecond);
        given = wanted;
        pacer = pacerOf(wanted);
    }

    /** Any thread: the rate from now on, probes per second. */
    public void rate(double probesPerSecond) {
        pace(Pace.gently(probesPerSecond));
    }

    /** Any thread: the pace from now on; one that is as before changes nothing. */
    void pace(Pace pace) {
        wanted = pace;
    }

    /** Any thread: whatever the rate, no more than this from now on, probes per second; infinite for no ceiling. */
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
        if (pacer instanceof Pacer finite && finite.forgivenNs() > 0) {
            forgivenNs = (long) (forgivenBeforeNs + finite.forgivenNs());
        }
    }

    /** Any thread: time so far in which nothing was sent that nothing makes up for. */
    long forgivenNs() {
        return forgivenNs;
    }

    @Override
    public long nextNs(long nowNs) {
        return current().nextNs(nowNs);
    }

    private Allowance current() {
        Pace pace = wanted;
        double most = ceiling;
        if (most != givenCeiling || !pace.equals(given)) {
            given = pace;
            givenCeiling = most;
            forgivenBeforeNs = forgivenNs;
            pacer = pacerOf(pace.below(most));
        }
        return pacer;
    }

    private static Allowance pacerOf(Pace pace) {
        if (Double.isInfinite(pace.probesPerSecond())) {
            return UNLIMITED;
        }
        return pace.portions().whole() ? new WholePortions(pace) : new Pacer(pace);
    }
}
