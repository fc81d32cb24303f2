package hayate.rate;

import hayate.rate.RateController.Phase;

/**
 * Whether the reference itself was lossy: DOWN by halves until the share of answers no longer rises, after a lower rate was
 * answered better; DIP for a moment when canaries are lost at a rate that seems fine. Owned by the conductor.
 */
final class Descent {
    private static final double EXPECTED_DOWN = 400;
    private static final double SECONDS = 2;
    /** Where a few answer, so long until fifteen canaries tell whether the lower rate is answered better. */
    private static final double SECONDS_MAX = 10;

    private static final double EXPECTED_MIN = 60;
    /** Of the start rate: where this loses as much, it is not the rate. */
    private static final double LOWEST = 1 / 16.0;

    private static final double DIP = 0.6;
    private static final double DIP_FROM_LOSS = 0.015;
    private static final double EXPECTED_DIP = 1500;
    private static final double DIP_SECONDS_MAX = 1;
    private static final long DIP_WAIT_NS = 1_000_000_000L;

    private final Course course;
    private final Sharing sharing;
    private double beforeDip;
    private long nextDipNs;
    private long dipWaitNs = DIP_WAIT_NS;
    private long cleanFromStep = -1;

    Descent(Course course, Sharing sharing) {
        this.course = course;
        this.sharing = sharing;
    }

    /** A new pass begins. */
    void restart() {
        cleanFromStep = -1;
    }

    double beforeDip() {
        return beforeDip;
    }

    /** More answers than the reference promised, at a lower rate: the reference itself was lossy. */
    void search() {
        course.share.replace(course.window);
        course.enter(Phase.DOWN, "lower", course.rate() / 2);
    }

    /** The reference was taken at a rate that the path may not carry: from now on a quarter of {@code rate}. */
    void doubt(double rate) {
        course.enter(Phase.DOWN, "doubt", rate / 4);
    }

    void onDescent(AnswerShare.Judgement judgement) {
        if (course.isBetter(judgement)) {
            search();
            return;
        }
        double seconds = course.window.seconds;
        boolean enough = judgement.expected() >= EXPECTED_DOWN
                || (judgement.expected() >= EXPECTED_MIN && seconds >= SECONDS)
                || seconds >= SECONDS_MAX;
        if (!enough) {
            return;
        }
        boolean lossy = judgement.z() >= Course.OVERLOAD_Z && judgement.loss() >= Course.LOSS_MIN;
        if (lossy && course.rate() > LOWEST * course.limits.startRate()) {
            // The reference is of a lower rate than this.
            course.enter(Phase.DOWN, "lower", course.rate() / 2);
            return;
        }
        course.fold();
        course.repairFrom(course.passFromStep);
        course.waitForProbe();
        if (course.limit.isKnown()) {
            course.enter(Phase.HOLD, "bottom", course.limit.below());
        } else {
            course.enter(Phase.RAMP, "bottom", course.rate());
        }
    }

    /** The search is not over: what was sent before its present step was lossy, and it goes on in the repair. */
    void endPass() {
        if (course.phase == Phase.DOWN) {
            long toStep = course.sweeping || course.epochFromStep < 0 ? course.sentStep : course.epochFromStep;
            course.repair(course.passFromStep, toStep);
        }
    }

    /** Whether the reference holds loss that may be nobody's but the rate's: this scan's and others'. */
    boolean wantsDip() {
        return course.sweeping
                && course.nowNs >= nextDipNs
                && course.share.canaryLoss() >= DIP_FROM_LOSS
                && course.share.answers() >= Course.REFERENCE_GOOD / 2;
    }

    void dip() {
        beforeDip = course.rate();
        course.enter(Phase.DIP, "dip", DIP * course.rate());
    }

    void onDip(AnswerShare.Judgement judgement) {
        boolean enough = judgement.expected() >= EXPECTED_DIP || course.window.seconds >= DIP_SECONDS_MAX;
        if (!enough) {
            return;
        }
        if (judgement.z() <= Course.BETTER_Z) {
            course.repairFrom(cleanFromStep < 0 ? course.passFromStep : cleanFromStep);
            cleanFromStep = course.sentStep;
            course.share.replace(course.window);
            nextDipNs = course.nowNs + DIP_WAIT_NS;
            sharing.start("was lossy", course.rate());
        } else {
            dipWaitNs *= 4;
            nextDipNs = course.nowNs + dipWaitNs;
            cleanFromStep = course.sentStep;
            sharing.restart();
            course.enter(course.limit.isKnown() ? Phase.HOLD : Phase.SHARE, "as lossy", beforeDip);
        }
    }
}
