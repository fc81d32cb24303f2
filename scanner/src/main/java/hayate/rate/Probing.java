package hayate.rate;

import hayate.rate.RateController.Phase;

/**
 * Short spells a quarter above what is believed to be the limit (PROBE): they measure it again, or show that it has risen.
 * Owned by the conductor.
 */
final class Probing {
    private static final double LOSS_MIN = 0.08;
    private static final double CLEARLY_ERRORS = 2;
    private static final double SECONDS_MAX = 2;
    private static final double FACTOR = 1.25;
    private static final double REGROW_FACTOR = 1.5;
    private static final double HALF = 0.5;
    /** Of the limit that is believed, at most. */
    private static final double BEYOND_MAX = 2;

    private static final long PATIENCE_NS = 1_000_000_000;

    private static final double PERSISTS_SECONDS = 0.05;
    /** The first intervals of a probe may hold what was sent before it. */
    private static final int SKIPPED = 2;

    private final Course course;
    private final Holding holding;
    private final Ascent ascent;
    private int skipped;
    private long fromStep;
    private long startedNs;
    private boolean wentBeyond;

    Probing(Course course, Holding holding, Ascent ascent) {
        this.course = course;
        this.holding = holding;
        this.ascent = ascent;
    }

    boolean isDue() {
        return course.nowNs >= course.nextProbeNs
                && course.sweeping
                && !course.machineLimited
                && course.rate() < course.limits.maxRate()
                && course.share.isKnown()
                && isWorthIt();
    }

    /** A probe has to bring its {@value Course#EXPECTED_PROBE} answers within its time. */
    private boolean isWorthIt() {
        if (course.window.seconds == 0) {
            return false;
        }
        if (course.rate() < HALF * course.limits.safeRate()) {
            return true;
        }
        double faster = Math.max(1, rate() / course.rate());
        double expected = course.share.judge(course.window).expected();
        return faster * expected / course.window.seconds * SECONDS_MAX >= Course.EXPECTED_PROBE;
    }

    private double rate() {
        double beyond =
                course.limit.isKnown() ? Math.max(course.rate(), course.limit.probesPerSecond()) : course.rate();
        return Math.min(course.limits.maxRate(), beyond * FACTOR);
    }

    /** Whether more than a probe's first rate was answered: then the limit is hardly what it is believed to be. */
    boolean wentBeyond() {
        return course.phase == Phase.PROBE && wentBeyond;
    }

    void start() {
        skipped = 0;
        wentBeyond = false;
        startedNs = course.nowNs;
        course.bucket.restart();
        course.enter(Phase.PROBE, "probe", rate());
    }

    /** First step of the probe, or of what it has not shown to be clean. */
    long fromStep() {
        return fromStep;
    }

    /** Whether this interval is too early in the probe to count. */
    boolean skips(Interval interval) {
        if (skipped == SKIPPED) {
            return false;
        }
        fromStep = skipped++ == 0 ? interval.fromStep() : fromStep;
        return true;
    }

    /**
     * If the limit is where it was, a fifth of the answers is lost: the probe ends when enough are expected to tell this from
     * nothing lost, or when far more is lost.
     */
    void onInterval(AnswerShare.Judgement judgement) {
        double expected = judgement.expected();
        double seconds = course.window.seconds;
        double wanted = holding.wantedAnswers();
        if (course.suspicion.isPending()) {
            switch (course.suspicion.judge(course.window)) {
                case WAIT -> {}
                case STAYS -> failed();
                case GONE -> course.suspicion.clear();
            }
        } else if (expected >= Course.EXPECTED_PROBE / 2 && judgement.z() >= 2 * Course.OVERLOAD_Z) {
            course.suspect(course.window, PERSISTS_SECONDS);
        } else if (expected >= wanted || (seconds >= SECONDS_MAX && expected >= Course.EXPECTED_PROBE / 2)) {
            boolean doubtful =
                    judgement.z() >= 1 && judgement.z() < 2 && expected < 2 * wanted && seconds < SECONDS_MAX;
            if (!doubtful) {
                if (judgement.loss() >= LOSS_MIN || judgement.z() >= 2) {
                    course.suspect(course.window, PERSISTS_SECONDS);
                } else {
                    passed(judgement);
                }
            }
        } else if (seconds >= SECONDS_MAX
                && course.rate() < course.limits.safeRate()
                && judgement.z() < Course.DOUBT_Z) {
            passed(judgement);
        } else if (seconds >= SECONDS_MAX) {
            toldNothing();
        }
    }

    /** What was sent so far may be what a bucket held: on, and faster, until it is more than that. */
    private void passed(AnswerShare.Judgement judgement) {
        if (course.limit.isKnown() && !course.bucket.isSurpassed()) {
            fromStep = isClearlyClean(judgement) ? course.sentStep : fromStep;
            boolean reached = course.window.probesPerSecond() >= Course.SENDER_REACHES * course.rate();
            double faster = Math.min(rate(), BEYOND_MAX * course.limit.probesPerSecond());
            if (reached && faster > course.rate() && course.nowNs - startedNs >= PATIENCE_NS) {
                wentBeyond = true;
                course.change("nothing lost", faster);
            } else {
                course.clearWindow();
            }
            return;
        }
        course.limit.doubt();
        course.phase = Phase.RAMP;
        ascent.regrow(REGROW_FACTOR);
    }

    /** A loss that fails a probe would have been seen. */
    private static boolean isClearlyClean(AnswerShare.Judgement judgement) {
        return judgement.loss() + CLEARLY_ERRORS / Math.sqrt(Math.max(1, judgement.expected())) < LOSS_MIN;
    }

    private void failed() {
        course.everJudged = true;
        boolean moved = course.limit.pool(course.window);
        course.bucket.isEmpty();
        course.repairFrom(fromStep);
        course.waitLonger();
        if (moved) {
            holding.share("limit moved");
        } else {
            holding.learn("probe lost");
        }
    }

    private void toldNothing() {
        course.waitLonger();
        course.waitForProbe();
        course.enter(
                Phase.HOLD,
                "probe told nothing",
                course.limit.isKnown() ? course.limit.below() : course.rate() / FACTOR);
    }
}
