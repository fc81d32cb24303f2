package hayate.rate;

import java.util.ArrayDeque;

/**
 * What is known of the path's limit: sums of intervals that asked for more than it carries. Owned by the conductor.
 *
 * <p>A path of limit L carries min(rate, L). While the share s of answers is known, one lossy window measures
 * {@code L = answers / (s * seconds)}, to a relative error of 1 / sqrt(answers).
 */
final class LimitEstimate {
    private static final double OVERDISPERSION = 1.2;
    private static final double MARGIN_ERRORS = 2.5;
    private static final double MARGIN_MAX = 0.5;
    private static final double POOL_ERRORS = 3;
    private static final double MOVED = 0.15;
    private static final double CARRIED_MIN = 1e-4;

    private static final int WINDOWS_MAX = 12;

    private final AnswerShare share;
    private final double marginMin;
    private final ArrayDeque<Evidence> overloads = new ArrayDeque<>();
    private final ArrayDeque<Evidence> former = new ArrayDeque<>();

    /** @param marginMin how far below to stay at least, 0..1 */
    LimitEstimate(AnswerShare share, double marginMin) {
        this.share = share;
        this.marginMin = marginMin;
    }

    boolean isKnown() {
        return !overloads.isEmpty() && share.isKnown();
    }

    void clear() {
        overloads.clear();
        former.clear();
    }

    /** A rate above it was answered: it is forgotten, unless the next loss confirms it. */
    void doubt() {
        former.clear();
        former.addAll(overloads);
        overloads.clear();
    }

    /** What is known, or was known before it was doubted, NaN while nothing is. */
    double believed() {
        return isKnown() ? probesPerSecond() : average(former);
    }

    /**
     * Forgets what was known; this window asked for more than the path carries.
     *
     * @return whether it confirms a limit that was doubted
     */
    boolean replace(Evidence lossy, double rate) {
        Evidence window = new Evidence();
        window.add(lossy, rate);
        overloads.clear();
        overloads.add(window);
        double doubted = average(former);
        double error = Math.sqrt(1 / answersOf(window) + share.relativeVariance());
        boolean confirms = Math.abs(carriedBy(window) - doubted) <= Math.max(MOVED, POOL_ERRORS * error) * doubted;
        if (confirms) {
            overloads.addAll(former);
        }
        former.clear();
        return confirms;
    }

    /**
     * Adds a lossy window to what is known, or puts it in its place if both contradict each other.
     *
     * @return whether the limit is clearly elsewhere than before
     */
    boolean pool(Evidence lossy) {
        if (lossy.seconds == 0) {
            return false;
        }
        double known = probesPerSecond();
        double error = Math.sqrt(1 / answersOf(lossy) + 1 / answers());
        double apart = Math.abs(carriedBy(lossy) - known);
        boolean contradicts = !isKnown() || apart > POOL_ERRORS * error * known;
        boolean moved = isKnown() && contradicts && apart > MOVED * known;
        if (contradicts) {
            overloads.clear();
        }
        overloads.add(lossy.copy());
        while (overloads.size() > WINDOWS_MAX) {
            overloads.remove();
        }
        return moved;
    }

    /**
     * What a path carried of a window that asked for more, probes per second, by the reference as it is now. While the sender was
     * set aside it carried nothing, which tells nothing of its limit.
     */
    private double carriedBy(Evidence lossy) {
        AnswerShare.Judgement judgement = share.judge(lossy);
        double asked = lossy.activeProbesPerSecond();
        return judgement.expected() == 0
                ? asked
                : asked * Math.max(CARRIED_MIN, judgement.observed() / judgement.expected());
    }

    private static double answersOf(Evidence evidence) {
        return Math.max(1, evidence.answers + AnswerShare.CANARY_WEIGHT * evidence.canaryAnswers);
    }

    /** Answers that the estimate rests on, at least 1. */
    double answers() {
        return Math.max(
                1, overloads.stream().mapToDouble(LimitEstimate::answersOf).sum());
    }

    /** The last window that was above it, empty if there is none. */
    Evidence last() {
        return overloads.isEmpty() ? new Evidence() : overloads.getLast();
    }

    /** Probes per second, NaN while unknown: each window weighs by its answers. */
    double probesPerSecond() {
        return average(overloads);
    }

    private double average(ArrayDeque<Evidence> windows) {
        if (windows.isEmpty() || !share.isKnown()) {
            return Double.NaN;
        }
        double sum = 0;
        double weights = 0;
        for (Evidence window : windows) {
            sum += answersOf(window) * carriedBy(window);
            weights += answersOf(window);
        }
        return sum / weights;
    }

    /** The rate to hold: below the limit by the template's margin, or by 2.5 errors of the estimate. */
    double below() {
        double error = Math.sqrt(OVERDISPERSION / answers() + share.relativeVariance());
        double margin = Math.min(MARGIN_MAX, Math.max(marginMin, MARGIN_ERRORS * error));
        return probesPerSecond() * (1 - margin);
    }
}
