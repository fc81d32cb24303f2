package hayate.rate;

import hayate.send.Allowance;
import java.util.function.BooleanSupplier;

/**
 * Holds the transmitter while the stages behind the network cannot keep up: a verified answer is never dropped, so the
 * questions have to wait.
 */
public final class BackPressure implements Allowance {
    private static final long HELD_FOR_NS = 1_000_000;

    private final Allowance allowance;
    private final BooleanSupplier held;

    /**
     * @param allowance what else limits the rate
     * @param held whether nothing may be sent now; asked once a batch
     */
    public BackPressure(Allowance allowance, BooleanSupplier held) {
        this.allowance = allowance;
        this.held = held;
    }

    @Override
    public int available(long nowNs, int wanted) {
        return held.getAsBoolean() ? 0 : allowance.available(nowNs, wanted);
    }

    @Override
    public void consume(long nowNs, int count) {
        allowance.consume(nowNs, count);
    }

    @Override
    public long nextNs(long nowNs) {
        return held.getAsBoolean() ? nowNs + HELD_FOR_NS : allowance.nextNs(nowNs);
    }
}
