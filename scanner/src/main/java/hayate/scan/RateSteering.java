package hayate.scan;

import hayate.queue.Pass;
import hayate.queue.Stretches;
import hayate.rate.ClosedLoop;
import hayate.send.SendSequence;
import java.util.List;
import java.util.Optional;

/**
 * The closed loop among the passes of a scan: when it decides next, where its steps begin, and which steps of the pass those
 * are that it condemns. Where caps let probes leave in another order than that of steps, its steps are the probes' numbers
 * ({@link SendSequence}). Owned by the conductor.
 */
final class RateSteering {
    /** The rate control may take so long to judge the last intervals of a pass. */
    private static final long JUDGING_MAX_NS = 6_000_000_000L;

    private final ClosedLoop loop;
    private final Optional<SendSequence> sequence;
    private final PassPlanner planner;
    /** Where the sender stood when so many probes had been numbered. */
    private final TickHistory byNumber = new TickHistory();

    private long fairFromStep;
    private long nextTickNs;

    /** @param sequence what the loop takes for steps if probes do not leave in the order of steps */
    RateSteering(ClosedLoop loop, Optional<SendSequence> sequence, PassPlanner planner) {
        this.loop = loop;
        this.sequence = sequence;
        this.planner = planner;
    }

    /** Of the sweep of a resumed scan, steps below this one were asked before: who answers now is no fair sample. */
    void fairFrom(long step) {
        fairFromStep = step;
        loop.fairFrom(sequence.isPresent() ? Long.MAX_VALUE : step);
    }

    /** Of the sweep, steps from here on are of other hosts than those before. */
    void fairTo(long step) {
        loop.fairTo(step);
    }

    /** A pass begins at this step. */
    void open(long nowNs, Pass pass, long firstStep, ClosedLoop.Counts counts) {
        byNumber.restart(firstStep);
        long from = sequence.map(SendSequence::count).orElse(firstStep);
        loop.restart(nowNs, from, pass.attempt(), pass.kind(), counts);
        nextTickNs = nowNs + loop.tickNs();
    }

    /** A tick of the conductor: every step below this one is sent. */
    void sentUpTo(long sentStep) {
        sequence.ifPresent(numbers -> byNumber.record(numbers.count(), sentStep));
    }

    boolean isDue(long nowNs) {
        return nowNs >= nextTickNs;
    }

    /**
     * Decides; what is condemned is pending then.
     *
     * @param cursorStep the step that is sent next, to within a batch
     * @param sentStep every step below this one is sent
     * @param reachedStep none at or beyond this one is sent
     */
    void tick(
            long nowNs,
            long epochNs,
            Pass pass,
            long cursorStep,
            long sentStep,
            long reachedStep,
            boolean busy,
            ClosedLoop.Counts counts) {
        long cursor = sequence.map(SendSequence::count).orElse(cursorStep);
        if (sequence.isPresent() && sentStep >= fairFromStep && fairFromStep > 0) {
            loop.fairFrom(cursor);
            fairFromStep = 0;
        }
        for (Stretches.Range repair : loop.tick(nowNs, epochNs, cursor, busy, counts)) {
            stepsOf(repair, reachedStep).forEach(steps -> planner.pending().addWithin(pass.ranges(), steps));
        }
        nextTickNs = nowNs + loop.tickNs();
    }

    /** The steps that the rate control wants sent again: of a part that is not remembered, all that may be meant. */
    private List<Stretches.Range> stepsOf(Stretches.Range repair, long reachedStep) {
        if (sequence.isEmpty()) {
            return List.of(repair);
        }
        return sequence.get().remembers(repair.from())
                ? sequence.get().stepsOf(repair.from(), repair.to())
                : Stretches.of(byNumber.stepAt(repair.from()), reachedStep).ranges();
    }

    /** Steps of the pass below this one will not be condemned any more while it runs. */
    long judgedStep() {
        return sequence.isEmpty() ? loop.judgedStep() : byNumber.stepAt(loop.judgedStep());
    }

    /** Whether the last intervals of a pass that ended so long ago still wait for their judgement. */
    boolean isJudging(long sinceSentNs) {
        return loop.isWaitingForSent() && sinceSentNs < JUDGING_MAX_NS;
    }

    ClosedLoop loop() {
        return loop;
    }
}
