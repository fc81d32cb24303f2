package hayate.scan;

import hayate.queue.Pass;
import hayate.rate.Attempts;
import hayate.rate.ClosedLoop;
import hayate.rate.CoverageEstimate;
import hayate.result.AnsweredMap;
import hayate.result.State;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What each pass found, and what that says of the targets not found yet: whether another pass is worth it, and what share
 * of those that answer is known. Owned by the conductor's thread.
 */
final class PassYields {
    /** Silent targets are few when at least so many answer for each. */
    private static final int ANSWERS_PER_SILENT_MIN = 4;

    /** A pass is worth its time if it should find so many. */
    private static final double EXPECTED_MIN = 1;

    /** The silent of a small scan are asked again over twice this time, then four times, and so on. */
    private static final double SLOW_PASS_SECONDS = 0.1;

    private static final long UNKNOWN = -1;

    private final AnsweredMap answered;
    private final long targets;
    private final PassPlanner planner;
    private final Optional<ClosedLoop> closedLoop;
    private final OptionalDouble targetCoverage;
    private final boolean untilQuiet;
    private long answeredBeforePass;
    private long foundByLastPass;
    private double expectedOfNextPass;
    /** So many in a row, the next one included, let expect more of the same hosts. */
    private int slowPasses;

    private boolean resumed;
    private long foundBySweep = UNKNOWN;
    private long foundByRetry = UNKNOWN;

    /**
     * @param targets length of the order
     * @param targetCoverage found share of answering targets, 0..1, that is worth further passes over the silent
     * @param untilQuiet ask the silent again while passes over them find enough
     */
    PassYields(
            AnsweredMap answered,
            long targets,
            PassPlanner planner,
            Optional<ClosedLoop> closedLoop,
            OptionalDouble targetCoverage,
            boolean untilQuiet) {
        this.answered = answered;
        this.targets = targets;
        this.planner = planner;
        this.closedLoop = closedLoop;
        this.targetCoverage = targetCoverage;
        this.untilQuiet = untilQuiet;
    }

    /** Some of what the sweep finds was found before: its yield says nothing. */
    void onRestored() {
        resumed = true;
    }

    /** A pass has ended, and all its answers are in. */
    void onPassEnd(Pass pass, Measurements measurements) {
        long foundNow = measurements.answered() - answeredBeforePass;
        expectedOfNextPass =
                pass.kind() == Pass.Kind.SWEEP ? 0 : (double) foundNow * foundNow / Math.max(1, foundByLastPass);
        slowPasses = untilQuiet && expectedOfNextPass >= EXPECTED_MIN ? slowPasses + 1 : 0;
        foundByLastPass = foundNow;
        answeredBeforePass = measurements.answered();
        long found = measurements.answered() - measurements.filtered();
        if (pass.kind() == Pass.Kind.SWEEP && !resumed) {
            foundBySweep = found;
        } else if (pass.kind() == Pass.Kind.RETRY && foundByRetry == UNKNOWN) {
            foundByRetry = found - foundBySweep;
        }
    }

    /** Whether the silent have to be asked once more, and whether before what waits for repair. */
    PassPlanner.Wish coverageWish() {
        boolean tooFew = isBelowTarget(coverage());
        if (tooFew && passesMakeUpForRepairs()) {
            return PassPlanner.Wish.PASS_INSTEAD_OF_REPAIR;
        }
        return tooFew || (untilQuiet && isMoreThere()) ? PassPlanner.Wish.PASS : PassPlanner.Wish.NONE;
    }

    /**
     * Whether the silent are worth asking again. What each pass finds falls off by the same factor, so that one that found 800
     * after 1,000 lets expect 640 more: a host that sends few resets or ICMP errors a second. One that found 3 after 1,000 made
     * up for what was lost by chance. A few silent among many that answer are asked until nobody more does.
     */
    private boolean isMoreThere() {
        boolean fewSilent = targets - answered.answered() <= answered.answered() / ANSWERS_PER_SILENT_MIN;
        return expectedOfNextPass >= EXPECTED_MIN || (expectedOfNextPass > 0 && fewSilent);
    }

    /**
     * The most that the next pass may send, probes per second: who answers a share of what it is asked for want of allowance
     * answers more of it when it is asked more slowly. Infinite unless such are asked again.
     *
     * @param rate the rate until now
     */
    double ceilingOfNextPass(double rate) {
        if (slowPasses == 0) {
            return Double.POSITIVE_INFINITY;
        }
        long silent = Math.max(1, targets - answered.answered());
        return Math.min(rate, silent / SLOW_PASS_SECONDS) / (1L << slowPasses);
    }

    /** Whether as many passes as are needed anyway find enough if what waits for repair is asked once less. */
    private boolean passesMakeUpForRepairs() {
        long unrepaired = planner.unrepairedSteps() + planner.pending().steps();
        for (int more = 1; more <= planner.extraLeft(); more++) {
            int attempts = 1 + planner.retriesDone() + more;
            if (reachesTarget(byCanaries(attempts, planner.unrepairedSteps()))) {
                return reachesTarget(byCanaries(attempts, unrepaired));
            }
        }
        return false;
    }

    private boolean isBelowTarget(Optional<CoverageEstimate> estimate) {
        return targetCoverage.isPresent() && estimate.isPresent() && !reachesTarget(estimate);
    }

    private boolean reachesTarget(Optional<CoverageEstimate> estimate) {
        return estimate.isPresent() && estimate.get().share() >= targetCoverage.orElse(0);
    }

    /** What share of the answering targets was found, as far as two attempts at some of them tell. */
    Optional<CoverageEstimate> coverage() {
        int attempts = 1 + planner.retriesDone();
        Optional<CoverageEstimate> byCanaries = byCanaries(attempts, planner.unrepairedSteps());
        // Two passes tell what is lost at any rate; of what is lost in stretches only canaries tell.
        boolean even = byCanaries.isEmpty() || planner.unrepairedSteps() + planner.repeatedSteps() == 0;
        Optional<CoverageEstimate> byPasses = foundBySweep == UNKNOWN || foundByRetry == UNKNOWN || !even
                ? Optional.empty()
                : CoverageEstimate.ofPasses(foundBySweep, foundByRetry, attempts);
        return CoverageEstimate.narrower(byCanaries, byPasses);
    }

    /** @param unrepairedSteps condemned in one of the attempts, and not asked again for that */
    private Optional<CoverageEstimate> byCanaries(int attempts, long unrepairedSteps) {
        long found = answered.count(State.OPEN) + answered.count(State.CLOSED);
        double unrepaired = Math.min(1, unrepairedSteps / (double) targets);
        double repeated = Math.min(1 - unrepaired, planner.repeatedSteps() / (double) targets);
        double twice = Math.min(repeated, planner.repeatedTwiceSteps() / (double) targets);
        Attempts asked = new Attempts(attempts, unrepaired, repeated, twice);
        return closedLoop.flatMap(loop -> loop.coverage(asked, found));
    }
}
