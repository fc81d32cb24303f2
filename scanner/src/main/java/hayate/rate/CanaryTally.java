package hayate.rate;

import hayate.queue.Stretches;
import hayate.rate.CoverageEstimate.Answered;
import hayate.rate.CoverageEstimate.Loss;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What canaries say of the share that was found. Those of condemned stretches say nothing of it, for the stretches are asked
 * again, and what is lost in a stretch may be seen long after it was sent: so each pass is kept in parts until it is over.
 * Owned by the conductor.
 *
 * <p>A stretch is condemned when canaries were lost beside it, so of these canaries fewer are missing in what is kept than
 * of all else. As soon as anything was condemned, the interval reaches to what those say that the rate control never saw
 * ({@link Canaries#isHeldOut}): without them one printed interval in thirteen lay above the truth.
 */
final class CanaryTally {
    private static final int PARTS_MAX = 1 << 13;
    private static final double CONDEMNED_TELL = 50;
    private static final double Z = 1.96;

    /** Tells answers by canaries' numbers. */
    interface Answers {
        /**
         * How many of the canaries from one number up to another have answered.
         *
         * @param heldOut whether of those that are kept from the rate control, else of the others
         */
        long answers(long fromNumber, long toNumber, boolean heldOut);
    }

    /**
     * Sums over parts.
     *
     * @param steps walked
     * @param heldOut canaries that are kept from the rate control
     * @param others canaries that are not
     * @param asked probes of the sweep, whose answers are a fair sample
     */
    private record Counts(
            long steps, long heldOut, long heldOutAnswers, long others, long otherAnswers, long asked, long answers) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

        /** @param all whether those too that the rate control saw */
        Answered canaries(boolean all) {
            return new Answered(heldOut + (all ? others : 0), heldOutAnswers + (all ? otherAnswers : 0));
        }

        Counts plus(Counts more) {
            return new Counts(
                    steps + more.steps,
                    heldOut + more.heldOut,
                    heldOutAnswers + more.heldOutAnswers,
                    others + more.others,
                    otherAnswers + more.otherAnswers,
                    asked + more.asked,
                    answers + more.answers);
        }
    }

    /** Some steps of the present pass: the canaries beside them by number, and what the sweep asked and got there. */
    private record Part(
            long fromStep, long toStep, long firstNumber, long endNumber, long endNs, long asked, long answers) {
        Counts counts(Answers canaries) {
            long heldOut = Canaries.heldOut(firstNumber, endNumber);
            return new Counts(
                    toStep - fromStep,
                    heldOut,
                    canaries.answers(firstNumber, endNumber, true),
                    endNumber - firstNumber - heldOut,
                    canaries.answers(firstNumber, endNumber, false),
                    asked,
                    answers);
        }
    }

    /** What a part came to, once its stragglers are in. */
    private record Counted(long fromStep, long toStep, Counts counts) {
        Counted with(Counted next) {
            return new Counted(fromStep, next.toStep, counts.plus(next.counts));
        }
    }

    private final Answers canaries;
    private final ArrayDeque<Part> open = new ArrayDeque<>();
    private List<Counted> counted = new ArrayList<>();
    private Counts keptOfPasses = Counts.NONE;
    private Counts keptOfRepairs = Counts.NONE;
    private Counts condemned = Counts.NONE;
    private boolean repairing;

    CanaryTally(Answers canaries) {
        this.canaries = canaries;
    }

    /** The interval's answers are complete but for stragglers; its canaries have these numbers. */
    void add(Interval interval, long firstNumber, long endNumber, long endNs) {
        open.add(new Part(
                interval.fromStep(),
                interval.toStep(),
                firstNumber,
                endNumber,
                endNs,
                interval.asked(),
                interval.answers()));
    }

    /** What was sent in this range goes again. */
    void condemn(Stretches.Range range) {
        for (Iterator<Part> parts = open.iterator(); parts.hasNext(); ) {
            Part part = parts.next();
            if (isWithin(range, part.fromStep, part.toStep)) {
                condemned = condemned.plus(part.counts(canaries));
                parts.remove();
            }
        }
        for (Iterator<Counted> parts = counted.iterator(); parts.hasNext(); ) {
            Counted part = parts.next();
            if (isWithin(range, part.fromStep, part.toStep)) {
                condemned = condemned.plus(part.counts);
                parts.remove();
            }
        }
    }

    private static boolean isWithin(Stretches.Range range, long fromStep, long toStep) {
        return fromStep >= range.from() && toStep <= range.to() && toStep > fromStep;
    }

    /** Counts for good what was sent before {@code beforeNs}: its stragglers are in, before their numbers are used again. */
    void count(long beforeNs) {
        while (!open.isEmpty() && open.peek().endNs < beforeNs) {
            Part part = open.poll();
            counted.add(new Counted(part.fromStep, part.toStep, part.counts(canaries)));
        }
        if (counted.size() > PARTS_MAX) {
            counted = halved();
        }
    }

    private List<Counted> halved() {
        List<Counted> pairs = new ArrayList<>();
        for (int i = 0; i < counted.size(); i += 2) {
            pairs.add(i + 1 < counted.size() ? counted.get(i).with(counted.get(i + 1)) : counted.get(i));
        }
        return pairs;
    }

    /**
     * The pass is over and reviewed, and another begins.
     *
     * @param repair whether that asks only what was condemned
     */
    void restart(boolean repair) {
        count(Long.MAX_VALUE);
        Counts present = ofPass();
        keptOfPasses = repairing ? keptOfPasses : keptOfPasses.plus(present);
        keptOfRepairs = repairing ? keptOfRepairs.plus(present) : keptOfRepairs;
        counted.clear();
        repairing = repair;
    }

    private Counts ofPass() {
        Counts sum = Counts.NONE;
        for (Counted part : counted) {
            sum = sum.plus(part.counts);
        }
        for (Part part : open) {
            sum = sum.plus(part.counts(canaries));
        }
        return sum;
    }

    /**
     * What share of the answering targets was found so far.
     *
     * @param attempts how often silent targets were asked
     * @param found how many were found
     */
    Optional<CoverageEstimate> coverage(Attempts attempts, long found) {
        Counts present = ofPass();
        Counts passes = repairing ? keptOfPasses : keptOfPasses.plus(present);
        Counts repairs = repairing ? keptOfRepairs.plus(present) : keptOfRepairs;
        Answered heldOut = condemned.steps == 0 ? Answered.NONE : passes.canaries(false);
        return CoverageEstimate.ofCanaries(
                passes.canaries(true), heldOut, repairs.canaries(true), condemnedLoss(passes), attempts, found);
    }

    /** What was lost where it was condemned, compared with where it was not: by the sweep or by canaries, whichever tells more. */
    private Loss condemnedLoss(Counts kept) {
        Loss bySweep = condemnedLoss(new Answered(kept.asked, kept.answers), condemned.asked, condemned.answers);
        Loss byCanaries = condemnedLoss(kept.canaries(false), condemned.heldOut, condemned.heldOutAnswers);
        return bySweep.high() - bySweep.low() <= byCanaries.high() - byCanaries.low() ? bySweep : byCanaries;
    }

    private static Loss condemnedLoss(Answered kept, long condemnedAsked, long condemnedAnswers) {
        double expected = condemnedAsked * (double) kept.answers() / Math.max(1, kept.asked());
        if (expected < CONDEMNED_TELL || kept.answers() < CONDEMNED_TELL) {
            return Loss.UNKNOWN;
        }
        double left = condemnedAnswers / expected;
        double error = Z * left * Math.sqrt(1.0 / Math.max(1, condemnedAnswers) + 1.0 / kept.answers());
        return new Loss(share(1 - left), share(1 - left - error), share(1 - left + error));
    }

    private static double share(double value) {
        return Math.max(0, Math.min(1, value));
    }
}
