package hayate.rate;

import hayate.queue.Stretches;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What canaries say of the share that was found. Those of condemned stretches say nothing, for the stretches are asked
 * again, and what is lost in a stretch may be seen long after it was sent: so each pass is kept in parts until it is over.
 * Owned by the conductor.
 */
final class CanaryTally {
    private static final int PARTS_MAX = 1 << 13;
    private static final double CONDEMNED_TELL = 50;

    /** Some steps of the present pass: canaries beside them by number, and what the sweep asked and got there. */
    private static final class Part {
        final long fromStep;
        final long toStep;
        final long firstNumber;
        final long endNumber;
        final long endNs;
        final long sweepAsked;
        final long sweepAnswers;
        long answered = -1;

        Part(Interval interval, long firstNumber, long endNumber, long endNs) {
            this.fromStep = interval.fromStep();
            this.toStep = interval.toStep();
            this.sweepAsked = interval.asked();
            this.sweepAnswers = interval.answers();
            this.firstNumber = firstNumber;
            this.endNumber = endNumber;
            this.endNs = endNs;
        }

        private Part(Part first, Part second) {
            fromStep = first.fromStep;
            toStep = second.toStep;
            sweepAsked = first.sweepAsked + second.sweepAsked;
            sweepAnswers = first.sweepAnswers + second.sweepAnswers;
            firstNumber = second.firstNumber - (first.endNumber - first.firstNumber);
            endNumber = second.endNumber;
            endNs = second.endNs;
            answered = first.answered + second.answered;
        }

        long asked() {
            return endNumber - firstNumber;
        }

        boolean isWithin(Stretches.Range range) {
            return fromStep >= range.from() && toStep <= range.to() && toStep > fromStep;
        }
    }

    private final Canaries canaries;
    private final ArrayDeque<Part> open = new ArrayDeque<>();
    private List<Part> counted = new ArrayList<>();
    private long asked;
    private long answered;
    private long condemnedAsked;
    private long condemnedAnswers;

    CanaryTally(Canaries canaries) {
        this.canaries = canaries;
    }

    /** The interval's answers are complete but for stragglers; its canaries have these numbers. */
    void add(Interval interval, long firstNumber, long endNumber, long endNs) {
        open.add(new Part(interval, firstNumber, endNumber, endNs));
    }

    /** What was sent in this range goes again. */
    void condemn(Stretches.Range range) {
        condemn(open.iterator(), range);
        condemn(counted.iterator(), range);
    }

    private void condemn(Iterator<Part> parts, Stretches.Range range) {
        while (parts.hasNext()) {
            Part part = parts.next();
            if (part.isWithin(range)) {
                condemnedAsked += part.sweepAsked;
                condemnedAnswers += part.sweepAnswers;
                parts.remove();
            }
        }
    }

    /** Counts for good what was sent before {@code beforeNs}: its stragglers are in, before their numbers are used again. */
    void count(long beforeNs) {
        while (!open.isEmpty() && open.peek().endNs < beforeNs) {
            Part part = open.poll();
            part.answered = answersTo(part);
            counted.add(part);
        }
        if (counted.size() > PARTS_MAX) {
            counted = halved();
        }
    }

    private List<Part> halved() {
        List<Part> pairs = new ArrayList<>();
        for (int i = 0; i < counted.size(); i += 2) {
            pairs.add(i + 1 < counted.size() ? new Part(counted.get(i), counted.get(i + 1)) : counted.get(i));
        }
        return pairs;
    }

    /** The pass is over and reviewed. */
    void endPass() {
        count(Long.MAX_VALUE);
        for (Part part : counted) {
            asked += part.asked();
            answered += part.answered;
        }
        counted.clear();
    }

    private long answersTo(Part part) {
        return canaries.answers(part.firstNumber, part.endNumber);
    }

    /**
     * What share of the answering targets was found so far.
     *
     * @param attempts how often each silent target was asked
     * @param found how many were found
     * @param unrepaired part of the space whose condemned attempt counts among these, 0..1
     * @param share of a sweep's probes that is answered
     */
    Optional<CoverageEstimate> coverage(int attempts, long found, double unrepaired, double share) {
        long askedNow = asked;
        long answeredNow = answered;
        for (Part part : counted) {
            askedNow += part.asked();
            answeredNow += part.answered;
        }
        for (Part part : open) {
            askedNow += part.asked();
            answeredNow += answersTo(part);
        }
        CoverageEstimate.Condemned condemned = new CoverageEstimate.Condemned(unrepaired, condemnedLoss(share));
        return CoverageEstimate.ofCanaries(askedNow, answeredNow, attempts, condemned, found);
    }

    /** What was lost of the sweep where it was condemned, beside what the path loses at any rate: all if nobody can tell. */
    private double condemnedLoss(double share) {
        double expected = share * condemnedAsked;
        return expected < CONDEMNED_TELL ? 1 : Math.max(0, 1 - condemnedAnswers / expected);
    }
}
