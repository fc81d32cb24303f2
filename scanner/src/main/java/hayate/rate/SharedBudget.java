package hayate.rate;

import hayate.send.Allowance;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One rate for packets and for the connections of what follows the sweep: what these {@link #draw} counts as if a transmitter
 * had sent it, within the time that passes between two of its batches. Any thread draws; whichever transmitter comes first
 * pays.
 */
public final class SharedBudget {
    private final AtomicInteger drawn = new AtomicInteger();

    /** Any thread: something was sent beside the transmitters. */
    public void draw() {
        drawn.incrementAndGet();
    }

    /** A transmitter's allowance, less what was drawn. */
    public Allowance over(Allowance allowance) {
        return new Allowance() {
            @Override
            public int available(long nowNs, int wanted) {
                settle(nowNs);
                return allowance.available(nowNs, wanted);
            }

            @Override
            public void consume(long nowNs, int count) {
                allowance.consume(nowNs, count);
            }

            @Override
            public long nextNs(long nowNs) {
                settle(nowNs);
                return allowance.nextNs(nowNs);
            }

            private void settle(long nowNs) {
                int count = drawn.get() == 0 ? 0 : drawn.getAndSet(0);
                if (count > 0) {
                    allowance.consume(nowNs, count);
                }
            }
        };
    }
}
