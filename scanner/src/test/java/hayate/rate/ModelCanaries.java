package hayate.rate;

import hayate.queue.Stretches;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The canaries of a {@link SweepModel}: how many there are to ask, which answered, and what they tell of the coverage. */
final class ModelCanaries {
    private static final long POOL_MAX = 4096;
    private static final double ROUNDS_PER_SECOND = 2.5;
    private static final long STRAGGLERS_NS = 2_000_000_000L;

    private final BitSet answered = new BitSet();
    private final CanaryTally tally = new CanaryTally(this::answers);
    private final ArrayDeque<Stretches.Range> condemned = new ArrayDeque<>();
    private double credit;
    private int asked;

    /** How many of those that are found may be asked in the next {@code dt} seconds. */
    long available(long found, double dt) {
        long pool = Math.min(POOL_MAX, found);
        credit = Math.min((double) pool, credit + pool * ROUNDS_PER_SECOND * dt);
        return pool < Canaries.POOL_MIN ? 0 : (long) credit;
    }

    /** Number of the next one. */
    long next() {
        return asked;
    }

    /** Who answers is told one by one. */
    void ask(long count, BooleanSupplier answers) {
        credit -= count;
        for (int i = 0; i < count; i++) {
            answered.set(asked++, answers.getAsBoolean());
        }
    }

    long heldOutFrom(long number) {
        return Canaries.heldOut(number, asked);
    }

    long answers(long fromNumber, long toNumber, boolean heldOut) {
        return answered.get((int) fromNumber, (int) toNumber).stream()
                .filter(i -> Canaries.isHeldOut(fromNumber + i) == heldOut)
                .count();
    }

    /** An interval is complete; its canaries have these numbers. */
    void add(Interval interval, long fromNumber, long toNumber, long endNs) {
        tally.add(interval, fromNumber, toNumber, endNs);
    }

    /** As {@link ClosedLoop} does in a tick. */
    void onTick(long nowNs, List<Stretches.Range> repairs, long completeToStep) {
        condemned.addAll(repairs);
        condemned.forEach(tally::condemn);
        condemned.removeIf(repair -> repair.to() <= completeToStep);
        tally.count(nowNs - STRAGGLERS_NS);
    }

    /** A pass begins. */
    void restart(boolean repair) {
        condemned.clear();
        tally.restart(repair);
    }

    Optional<CoverageEstimate> coverage(Attempts attempts, long found) {
        return tally.coverage(attempts, found);
    }
}
