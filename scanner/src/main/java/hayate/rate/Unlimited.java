package hayate.rate;

import hayate.send.Allowance;

/** As fast as the machine. */
public final class Unlimited implements Allowance {
    @Override
    public int available(long nowNs, int wanted) {
        return wanted;
    }

    @Override
    public void consume(long nowNs, int count) {}

    @Override
    public long nextNs(long nowNs) {
        return nowNs;
    }
}
