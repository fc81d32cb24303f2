package hayate.rate;

import hayate.rate.RateController.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * The way up (RAMP): twice or four times the rate as long as what is expected is answered, until answers are missing or
 * the sender or the cap is reached. Owned by the conductor.
 */
final class Ascent {
    private static final double EXPECTED_TO_DOUBLE = 12;
    private static final double EXPECTED_TO_QUADRUPLE = 16;
    private static final double ANSWERS_START = 20;
    private static final double BLIND_STEP_SECONDS = 0.25;
    private static final double BLIND_WINDOW_SECONDS = 6;
    private static final double REGROW_SECONDS_MAX = 0.5;
    private static final long FEEDBACK_QUICK_NS = 60_000_000;
    private static final double REFERENCE_WEAK = 3;
    private static final double RUNG_SAFE = 0.7;
    private static final double LOWEST_TRUSTED = 1.5;
    /** A reference of so many answers from before the way up is not doubted for what that lost. */
    private static final long FOUNDED_ANSWERS = 150;

    private static final double CANARIES_LOST = 0.75;
    private static final long CANARIES_TELL = 20;
    private static final double RUNG_SUSPECT = 0.9;
    private static final int LIMIT_ROUNDS = 3;
    private static final double PERSISTS_SECONDS = 0.02;
    /** A thread that pauses or starts up is no slow machine. */
    private static final double SENDER_SECONDS = 0.2;

    private static final long OVERLOAD_ANSWERS = 10;
    private static final double OVERLOAD_SECONDS_MAX = 0.5;
    /** A sender that was set aside for so much of a window has hardly asked anything: it measures no limit. */
    private static final double RESTS = 0.5;

    private static final double BACK_FACTOR = 1.5;
    private static final double WORTH_A_RUNG = 1.2;

    static final double MACHINE_TROUBLE_FROM = 50_000;

    /** The first probes of a scan go so much faster than its start rate. */
    static final double OPENING_FACTOR = 10;

    private record Rung(long fromStep, double probesPerSecond, Evidence evidence) {}

    private final Course course;
    private final Holding holding;
    private final Descent descent;
    private final List<Rung> ladder = new ArrayList<>();
    private Evidence beforeLadder = new Evidence();
    private double factor;

    Ascent(Course course, Holding holding, Descent descent) {
        this.course = course;
        this.holding = holding;
        this.descent = descent;
    }

    /** A path whose limit was met before is not stormed again: others may be on it. */
    void regrow(double newFactor) {
        factor = newFactor;
        climb(newFactor);
    }

    void forget() {
        ladder.clear();
    }

    /** First step of the way up, which a loss may still condemn; -1 if there is none. */
    long fromStep() {
        return ladder.isEmpty() ? -1 : ladder.get(0).fromStep();
    }

    /**
     * First step that is in doubt when a pass ends with loss on the way up. On the first way up that is all of it: who has met no
     * limit has not been shown that the lowest rate was below one either.
     */
    long doubtedFromStep() {
        if (Double.isNaN(course.limit.believed()) && course.heldRate == 0) {
            return course.passFromStep;
        }
        return ladder.isEmpty() ? course.window.fromStep : fromStep();
    }

    /**
     * A pass is over before its lowest rate was put to the test, and many canaries were lost: it goes again, slower.
     *
     * @param all of the pass
     * @param kept what of it does not go again anyway
     */
    void endPass(Evidence all, Evidence kept) {
        boolean untested = course.phase == Phase.RAMP && course.heldRate == 0;
        if (!course.doubted && losesMany(untested ? all : kept)) {
            course.doubted = true;
            course.repairFrom(course.passFromStep);
            descent.doubt(lowestRate());
        }
    }

    /** Whether answers come so soon that a rung of the ladder need not take longer than its answers do. */
    boolean isQuick() {
        return factor == 0 && course.feedbackNs <= FEEDBACK_QUICK_NS;
    }

    void onInterval(AnswerShare.Judgement judgement) {
        if (losesCanaries()) {
            return;
        }
        if (!course.share.isKnown()) {
            rampBlind();
            return;
        }
        if (course.suspicion.isPending()) {
            switch (course.suspicion.judge(course.window)) {
                case WAIT -> {}
                case STAYS -> onTooFast();
                case GONE -> course.suspicion.clear();
            }
            return;
        }
        if (judgement.z() >= Course.OVERLOAD_Z && judgement.loss() >= Course.LOSS_MIN) {
            course.suspect(course.window, PERSISTS_SECONDS);
            return;
        }
        boolean clean = judgement.z() < Course.DOUBT_Z
                || (judgement.expected() >= Course.EXPECTED_PROBE && judgement.loss() < course.limits.lossBudget());
        if (!clean && judgement.expected() >= REFERENCE_WEAK * course.share.answers()) {
            course.fold();
            course.window.clear();
            return;
        }
        boolean soon = course.feedbackNs <= FEEDBACK_QUICK_NS;
        if (!clean || judgement.expected() < (soon ? EXPECTED_TO_QUADRUPLE : EXPECTED_TO_DOUBLE)) {
            stayBlind(judgement);
            return;
        }
        if (factor > 0 && judgement.expected() < Course.EXPECTED_PROBE && course.window.seconds < REGROW_SECONDS_MAX) {
            return;
        }
        climb(factor > 0 ? factor : soon ? 4 : 2);
    }

    /** Nothing is known yet: up to the safe rate by the clock, beyond it only with answers. */
    private void rampBlind() {
        if (!course.sweeping) {
            return;
        }
        Evidence window = course.window;
        double safe = course.limits.safeRate();
        boolean known = window.answers >= ANSWERS_START || window.canaries >= AnswerShare.CANARIES_MIN;
        if (known) {
            // The opening was as fast as this, and was answered.
            double opening = OPENING_FACTOR * course.limits.startRate() / course.rate();
            climb(course.feedbackNs <= FEEDBACK_QUICK_NS ? Math.max(4, opening) : 2);
        } else if (course.rate() < safe && window.seconds >= BLIND_STEP_SECONDS) {
            stepBlind();
        } else if (course.rate() >= safe && window.seconds >= BLIND_WINDOW_SECONDS) {
            course.fold();
            window.clear();
        }
    }

    /** Too few answers to tell anything: without evidence no faster than the safe rate, but up to it. */
    private void stayBlind(AnswerShare.Judgement judgement) {
        if (course.sweeping
                && judgement.expected() < EXPECTED_TO_DOUBLE
                && course.rate() < course.limits.safeRate()
                && course.window.seconds >= BLIND_STEP_SECONDS) {
            stepBlind();
        }
    }

    private void stepBlind() {
        course.fold();
        course.change("blind step", Math.min(course.limits.safeRate(), 2 * course.rate()));
    }

    private void climb(double by) {
        Evidence window = course.window;
        double rate = course.rate();
        boolean reached = window.probesPerSecond() >= Course.SENDER_REACHES * rate;
        // A sender that is still warming up: what it did send was answered, so that is what is multiplied.
        double next = by * (reached ? rate : window.probesPerSecond());
        if (!course.sweeping || (next < WORTH_A_RUNG * rate && window.seconds < SENDER_SECONDS)) {
            return;
        }
        course.everJudged = true;
        course.markClean();
        course.provenRate = Math.max(course.provenRate, course.cleanRate);
        Evidence seen = window.copy();
        if (ladder.isEmpty()) {
            beforeLadder = course.share.copy();
        }
        course.fold();
        if (rate >= course.limits.maxRate()) {
            course.machineLimited = false;
            arrive("cap");
        } else if (next >= WORTH_A_RUNG * rate) {
            ladder.add(new Rung(course.epochFromStep, Math.min(rate, seen.probesPerSecond()), seen));
            course.change("up", Math.min(course.limits.maxRate(), next));
        } else if (rate < MACHINE_TROUBLE_FROM) {
            // A thread that had to wait for its processor is likelier than a machine so slow: try again.
            ladder.add(new Rung(course.epochFromStep, rate, seen));
            window.clear();
        } else {
            course.machineLimited = true;
            arrive("sender limits");
        }
    }

    private void arrive(String why) {
        ladder.clear();
        course.enter(Phase.HOLD, why, course.rate());
    }

    /**
     * Far above the limit hardly anything is answered: a handful of answers would measure a limit of nearly nothing. Where
     * that is all there is, the last rung that was answered is the better guess, and the way up goes on from there in smaller
     * steps.
     */
    private void onTooFast() {
        Evidence window = course.window;
        if (window.restSeconds > RESTS * window.seconds && window.seconds < OVERLOAD_SECONDS_MAX) {
            return;
        }
        if (window.answers + window.canaryAnswers >= OVERLOAD_ANSWERS) {
            overload();
        } else if (window.seconds >= OVERLOAD_SECONDS_MAX) {
            if (ladder.isEmpty()) {
                overload();
            } else {
                stepBack();
            }
        }
    }

    private void stepBack() {
        course.everJudged = true;
        Rung last = ladder.remove(ladder.size() - 1);
        course.repairFrom(last.fromStep());
        factor = BACK_FACTOR;
        if (ladder.isEmpty()) {
            course.repairFrom(course.passFromStep);
        }
        course.change("too fast to tell", ladder.isEmpty() ? last.probesPerSecond() / 2 : last.probesPerSecond());
    }

    /** The first loss on the way up: it measures the limit, and everything sent above it goes again. */
    private void overload() {
        course.everJudged = true;
        boolean confirmed = course.limit.replace(course.window, course.rate());
        forgetLossyRungs();
        if (confirmed) {
            course.bucket.isEmpty();
            course.waitLonger();
        } else {
            course.bucket.estimate(sentBeyond(course.limit.probesPerSecond()));
            course.probeWaitNs = Course.PROBE_WAIT_FIRST_NS;
        }
        long from = course.epochFromStep;
        for (Rung rung : ladder) {
            if (rung.probesPerSecond() > RUNG_SUSPECT * course.limit.probesPerSecond()) {
                from = Math.min(from, rung.fromStep());
            }
        }
        course.repairFrom(from);
        course.machineLimited = false;
        double lowest = lowestRate();
        boolean founded = beforeLadder.answers + beforeLadder.canaryAnswers >= FOUNDED_ANSWERS;
        if (course.limit.probesPerSecond() < LOWEST_TRUSTED * lowest && !founded && !course.doubted) {
            course.doubted = true;
            course.repairFrom(course.passFromStep);
            descent.doubt(lowest);
        } else {
            holding.learn("limit found");
        }
    }

    /** Many canaries are lost from the first: so is much of all else, and what is answered may be no reference. */
    private boolean losesCanaries() {
        if (losesMany(course.window) && ladder.isEmpty() && !course.doubted) {
            course.doubted = true;
            course.fold();
            descent.doubt(course.rate());
            return true;
        }
        return false;
    }

    /** The lowest rate of the way up, from which the reference comes. */
    private double lowestRate() {
        return ladder.isEmpty() ? course.rate() : ladder.get(0).probesPerSecond();
    }

    private static boolean losesMany(Evidence sum) {
        return sum.canaries >= CANARIES_TELL && sum.canaryAnswers < CANARIES_LOST * sum.canaries;
    }

    private double sentBeyond(double limit) {
        return ladder.stream()
                .mapToDouble(rung -> Math.max(0, rung.evidence().probes - limit * rung.evidence().seconds))
                .sum();
    }

    /** The last rungs below the loss may have been lossy too, unseen: only those well below the limit may be learned from. */
    private void forgetLossyRungs() {
        if (ladder.isEmpty()) {
            return;
        }
        Evidence all = course.share.copy();
        for (int round = 0; round < LIMIT_ROUNDS && course.limit.isKnown(); round++) {
            double safe = Math.max(
                    RUNG_SAFE * course.limit.probesPerSecond(), ladder.get(0).probesPerSecond());
            course.share.replace(beforeLadder);
            ladder.stream()
                    .filter(rung -> rung.probesPerSecond() <= safe)
                    .forEach(rung -> course.share.learn(rung.evidence()));
        }
        if (!course.share.isKnown()) {
            course.share.replace(all);
        }
    }
}
