package hayate.rate;

import hayate.rate.RateController.Phase;
import java.util.ArrayDeque;

/**
 * Staying below the limit: LEARN, where the share of answers is refined well below a limit just met, and HOLD. Owned by
 * the conductor.
 */
final class Holding {
    private static final double SUDDEN_Z = 4;
    private static final double SLOW_Z = 3.5;
    private static final double CLEAN_Z = 2;
    private static final double SLOW_LOSS_MIN = 0.01;
    private static final double EXPECTED_SUDDEN = 60;
    private static final double EXPECTED_MAX = 1000;
    private static final double EXPECTED_TO_LEARN = 40_000;
    private static final double ANSWERS_GAIN = 2;
    private static final double WINDOW_SECONDS = 6;
    private static final double CUT_FACTOR = 0.7;
    private static final double SENDER_RECOVERED = 0.9;
    private static final double LEARN_SHARE = 0.8;
    private static final double LEARN_SECONDS_MAX = 3;
    private static final double LOWER_RATE = 0.85;
    /** So many canaries lost may be the path's own loss, or a limit far below all rates so far. */
    private static final double MUCH_LOST = 0.2;

    private static final int SAME_LOSS_CUTS = 2;
    private static final double COMPANY_FACTOR = 0.7;
    private static final double PERSISTS_SECONDS = 0.3;
    private static final double PERSISTS_LEARNING_SECONDS = 0.05;

    private static final int SPOTS_OF_COMPANY = 3;
    private static final long SPOTS_WITHIN_NS = 6_000_000_000L;
    private static final long SPOTS_APART_NS = 200_000_000L;

    private final ArrayDeque<Long> spotsNs = new ArrayDeque<>();
    private final Course course;
    private final Sharing sharing;
    private final Descent descent;
    private final PortionTrial trial;
    private int sameLossCuts;

    Holding(Course course, Sharing sharing, Descent descent, PortionTrial trial) {
        this.course = course;
        this.sharing = sharing;
        this.descent = descent;
        this.trial = trial;
    }

    /**
     * The reference must not be taken near the limit: what is lost there unseen would lower it, and so raise the limit
     * computed from it, and so the rate.
     */
    void learn(String why) {
        course.enter(Phase.LEARN, why, Math.min(course.limit.below(), LEARN_SHARE * course.limit.probesPerSecond()));
    }

    /** The limit is elsewhere than before: others have come or gone. */
    void share(String why) {
        sharing.start(why, Math.max(Course.FALL_MAX * course.cleanRate, LEARN_SHARE * course.limit.probesPerSecond()));
    }

    /** Whether a suspicion is pending; if the loss stays, the rate is cut. */
    private boolean awaits() {
        if (!course.suspicion.isPending()) {
            return false;
        }
        switch (course.suspicion.judge(course.window)) {
            case WAIT -> {}
            case STAYS -> {
                if (!blamesPortions()) {
                    trial.acquit();
                    cut(course.window.copy());
                }
            }
            case GONE -> {
                course.suspicion.clear();
                course.clearWindow();
            }
        }
        return true;
    }

    /** Loss that stays in larger portions: small ones first, and what is lost in those as well is the rate's. */
    private boolean blamesPortions() {
        long fromStep = course.window.fromStep;
        if (!trial.fallBack()) {
            return false;
        }
        course.repairFrom(fromStep);
        course.change("smaller portions", course.rate());
        return true;
    }

    void onLearning(AnswerShare.Judgement judgement) {
        if (awaits()) {
            return;
        }
        if (course.isBetter(judgement)) {
            descent.search();
        } else if (isSudden(judgement)) {
            course.suspect(course.window, PERSISTS_LEARNING_SECONDS);
        } else if (judgement.expected() >= wantedAnswers() || course.window.seconds >= LEARN_SECONDS_MAX) {
            double doubt = course.share.answers() < Course.REFERENCE_GOOD / 4 ? Course.DOUBT_Z : Course.OVERLOAD_Z;
            if (judgement.z() >= doubt && judgement.loss() >= Course.LOSS_MIN) {
                course.suspect(course.window, PERSISTS_LEARNING_SECONDS);
                return;
            }
            course.everJudged = true;
            sameLossCuts = 0;
            course.markClean();
            course.markHeld();
            course.fold();
            if (!course.doubted && course.share.canaryLoss() >= MUCH_LOST) {
                course.doubted = true;
                descent.doubt(course.rate());
                return;
            }
            course.waitForProbe();
            course.enter(Phase.HOLD, "settle", course.limit.below());
        }
    }

    /** A moment of loss below the limit: one is nothing, several are another scan that feels its way. */
    void onSpot() {
        if (!spotsNs.isEmpty() && course.nowNs - spotsNs.getLast() < SPOTS_APART_NS) {
            return;
        }
        spotsNs.add(course.nowNs);
        while (course.nowNs - spotsNs.peek() > SPOTS_WITHIN_NS) {
            spotsNs.remove();
        }
        if (spotsNs.size() >= SPOTS_OF_COMPANY) {
            spotsNs.clear();
            sharing.start("company", COMPANY_FACTOR * course.rate());
        }
    }

    private boolean isSudden(AnswerShare.Judgement judgement) {
        return judgement.expected() >= EXPECTED_SUDDEN
                && judgement.z() >= SUDDEN_Z
                && judgement.loss() >= Math.max(Course.LOSS_MIN, course.limits.lossBudget());
    }

    /** As many answers again as are known of the overload, within bounds. */
    double wantedAnswers() {
        return Math.max(Course.EXPECTED_PROBE, Math.min(EXPECTED_MAX, ANSWERS_GAIN * course.limit.answers()));
    }

    void onHolding(AnswerShare.Judgement judgement) {
        if (awaits()) {
            return;
        }
        Evidence window = course.window;
        Evidence last = course.recently();
        if (course.machineLimited && course.sweeping && last.probesPerSecond() >= SENDER_RECOVERED * course.rate()) {
            course.machineLimited = false;
            course.clearWindow();
            course.phase = Phase.RAMP;
            return;
        }
        if (isSudden(course.share.judge(last))) {
            course.suspect(last, PERSISTS_SECONDS);
        } else if (course.isBetter(judgement)) {
            if (course.limit.isKnown()) {
                descent.search();
            } else {
                course.share.replace(window);
                window.clear();
            }
        } else if (judgement.expected() >= EXPECTED_SUDDEN
                && judgement.z() >= SLOW_Z
                && judgement.loss() >= SLOW_LOSS_MIN) {
            backOff(judgement);
        } else if (window.seconds >= WINDOW_SECONDS || judgement.expected() >= EXPECTED_TO_LEARN) {
            endWindow(judgement);
        }
    }

    private void backOff(AnswerShare.Judgement judgement) {
        if (blamesPortions()) {
            return;
        }
        trial.acquit();
        course.everJudged = true;
        course.repairFrom(course.window.fromStep);
        double carried = course.window.probesPerSecond() * (1 - judgement.loss());
        course.machineLimited = false;
        course.waitForProbe();
        double below = Math.min(carried, course.rate()) * (1 - course.limits.marginMin());
        sharing.start("back off", Math.max(Course.FALL_MAX * course.rate(), below));
    }

    private void endWindow(AnswerShare.Judgement judgement) {
        boolean clean = judgement.z() < CLEAN_Z;
        course.everJudged |= judgement.expected() > Course.EXPECTED_PROBE;
        if (clean && !course.limit.isKnown() && course.share.answers() < Course.REFERENCE_GOOD) {
            course.fold();
        }
        if (clean) {
            course.markHeld();
            course.cleanRate = course.rate();
        }
        if (clean || course.window.seconds >= 2 * WINDOW_SECONDS) {
            course.clearWindow();
        }
    }

    /** Answers are suddenly missing at a rate that was fine: the path has narrowed, or others have come. */
    private void cut(Evidence last) {
        course.everJudged = true;
        double rate = course.rate();
        if (isAsLossyAsBefore(last) && ++sameLossCuts >= SAME_LOSS_CUTS) {
            sameLossCuts = 0;
            course.share.replace(last);
            course.limit.clear();
            course.probeWaitNs = Course.PROBE_WAIT_FIRST_NS;
            course.waitForProbe();
            course.enter(Phase.HOLD, "not the rate", rate);
            return;
        }
        double sent = last.seconds == 0 ? rate : last.probesPerSecond();
        boolean shared = course.phase == Phase.HOLD;
        course.limit.replace(last, rate);
        course.repairFrom(last.fromStep);
        course.probeWaitNs = Course.PROBE_WAIT_MIN_NS;
        course.machineLimited = false;
        double lower =
                Math.max(Course.FALL_MAX * sent, Math.min(CUT_FACTOR * Math.min(sent, rate), course.limit.below()));
        if (shared) {
            sharing.start("cut", lower);
        } else {
            course.enter(Phase.LEARN, "cut", lower);
        }
    }

    /**
     * Whether a lower rate loses the same share as the higher one before it. Congestion would lose less: the share of
     * answers would rise as the rate falls. So this is loss of the path, or a reference that was too good by chance.
     */
    private boolean isAsLossyAsBefore(Evidence last) {
        double before = course.limit.last().probesPerSecond();
        if (!course.limit.isKnown() || course.rate() > LOWER_RATE * before) {
            return false;
        }
        AnswerShare.Judgement then = course.share.judge(course.limit.last());
        AnswerShare.Judgement now = course.share.judge(last);
        double rise = (now.observed() / now.expected()) / Math.max(1e-6, then.observed() / then.expected());
        double most = Math.min(before / course.rate(), then.expected() / Math.max(1, then.observed()));
        return rise < Math.sqrt(most);
    }
}
