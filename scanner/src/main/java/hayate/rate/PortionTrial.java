package hayate.rate;

import hayate.rate.RateController.Phase;

/**
 * How many probes the path takes at once (PORTIONS). A policer's bucket may hold five, so what is unknown goes in small
 * portions; but these forgive a sender hardly any pause, and keep it awake. While the rate holds, portions of eight, of
 * sixteen and so on go wholly at once for a moment each: of those that are larger than the bucket, the path loses what they
 * are larger by. Three quarters of the largest that lost nothing are allowed from then on, so that a portion just above the
 * bucket, of which hardly anything is lost, does no harm. Owned by the conductor.
 *
 * <p>Statistics: a portion whose three quarters are too many for the bucket loses a quarter at least. It is told from nothing
 * by {@value #EXPECTED} answers at 3 errors (loss 0.25 ± 0.06 against {@value #LOSS_CLEAN}); between that and
 * {@value #LOSS_MIN} at z = 3 the trial goes on to {@value #EXPECTED_MAX}, where a tenth decides: one clean trial in a hundred is
 * taken for lossy, and one lossy in ten thousand for clean. At 6,000 answers a second a step takes 40 ms, and five of them
 * lead from four to the 0.7 ms that a sender likes at 100,000/s. What was sent in a lossy one goes again.
 */
final class PortionTrial {
    private static final double FIRST = 8;
    private static final double FACTOR = 2;
    /** Where each step costs more in waiting for answers than in answers. */
    private static final double FACTOR_FAR = 8;

    private static final long FAR_NS = 200_000_000;
    private static final double ALLOWED = 0.75;
    private static final double EXPECTED = 250;
    private static final double EXPECTED_MAX = 750;
    private static final double EXPECTED_EARLY = 60;
    private static final double EXPECTED_AT_LAST = 100;
    private static final double LOSS_CLEAN = 0.05;
    private static final double LOSS_MIN = 0.1;
    private static final double Z = 3;
    private static final double EARLY_Z = 4.5;
    private static final double SECONDS_MAX = 1;
    private static final long WAIT_FIRST_NS = 4_000_000_000L;
    private static final long ACQUITTED_WITHIN_NS = 3_000_000_000L;
    private static final long WAIT_MAX_NS = 64_000_000_000L;

    private final Course course;
    private double passed;
    private double tried;
    private Phase back = Phase.HOLD;
    private double suspected;
    private long suspectedNs;
    private boolean metTheEdge;
    private long fromStep;
    private long nextNs = Long.MIN_VALUE;
    private long waitNs = WAIT_FIRST_NS;

    PortionTrial(Course course) {
        this.course = course;
    }

    /** How many may go at once in the present phase. */
    Portions portions() {
        if (course.phase == Phase.PORTIONS) {
            return new Portions(tried, true);
        }
        if (course.phase == Phase.HOLD && course.machineLimited) {
            // It sends all the time as it is; to wait for what is due by a rate that it does not reach is time lost.
            return Portions.USUAL;
        }
        return passed == 0 ? Portions.SMALL : new Portions(Math.floor(ALLOWED * passed), false);
    }

    /** How long a pause the path may be taken to make up for by what it then takes at once; beyond this it is time lost. */
    long depthMaxNs() {
        return metTheEdge ? (long) (1e9 * tried / course.rate()) : Long.MAX_VALUE;
    }

    boolean isDue() {
        return course.nowNs >= nextNs
                && course.sweeping
                && !course.machineLimited
                && !course.suspicion.isPending()
                && course.share.isKnown()
                && isWorthIt();
    }

    /** Whether the sender would like larger portions, and there are answers enough to tell. */
    private boolean isWorthIt() {
        if (course.window.seconds == 0
                || ALLOWED * passed >= Portion.usualMost(course.rate())
                || Portions.SMALL.most() >= Portion.usualMost(course.rate())) {
            return false;
        }
        boolean reached = course.window.probesPerSecond() >= Course.SENDER_REACHES * course.rate();
        if (course.phase == Phase.SHARE && reached) {
            return false;
        }
        double expected = course.share.judge(course.window).expected();
        return expected / course.window.seconds * SECONDS_MAX >= EXPECTED;
    }

    void start() {
        double factor = course.feedbackNs > FAR_NS ? FACTOR_FAR : FACTOR;
        tried = passed == 0 ? FIRST * factor / FACTOR : factor * passed;
        fromStep = course.sentStep;
        back = course.phase == Phase.PORTIONS ? back : course.phase;
        course.enter(Phase.PORTIONS, String.format("%.0f at once", tried), course.rate());
    }

    void onInterval(AnswerShare.Judgement judgement) {
        double expected = judgement.expected();
        double loss = judgement.loss();
        boolean lossy = loss >= LOSS_MIN;
        if (lossy && (judgement.z() >= EARLY_Z && expected >= EXPECTED_EARLY)) {
            lost();
        } else if (expected >= EXPECTED && loss < LOSS_CLEAN) {
            tookAll();
        } else if (expected >= EXPECTED && lossy && judgement.z() >= Z) {
            lost();
        } else if (expected >= EXPECTED_MAX || course.window.seconds >= SECONDS_MAX) {
            if (expected < EXPECTED_AT_LAST) {
                toldNothing();
            } else if (lossy) {
                lost();
            } else {
                tookAll();
            }
        }
    }

    private void tookAll() {
        passed = tried;
        course.everJudged = true;
        if (ALLOWED * passed >= Portion.usualMost(course.rate())) {
            metTheEdge = false;
            course.enter(back, String.format("takes %.0f at once", passed), course.rate());
        } else {
            start();
        }
    }

    private void lost() {
        metTheEdge = true;
        course.repairFrom(fromStep);
        waitLonger();
        course.enter(back, String.format("does not take %.0f at once", tried), course.rate());
    }

    private void toldNothing() {
        waitLonger();
        course.enter(back, "portions told nothing", course.rate());
    }

    private void waitLonger() {
        nextNs = course.nowNs + waitNs;
        waitNs = Math.min(WAIT_MAX_NS, 2 * waitNs);
    }

    /**
     * Loss on a path that others use too: others' portions come together with ours, and whoever sends larger ones loses more of them
     * and gives way more often than who sends small ones. So the larger ones shrink, and are not tried again for a while.
     */
    void share() {
        if (passed > 0) {
            passed = passed <= FIRST ? 0 : passed / FACTOR;
            waitLonger();
        }
    }

    /** Nobody else is on the path after all: larger ones are tried again at once. */
    void alone() {
        nextNs = course.nowNs;
        waitNs = WAIT_FIRST_NS;
    }

    /**
     * Something is lost at a rate that was fine: it may be the portions, and back to small ones is the smaller step.
     *
     * @return whether they were larger
     */
    boolean fallBack() {
        if (passed == 0) {
            return false;
        }
        suspected = passed;
        suspectedNs = course.nowNs;
        passed = 0;
        waitLonger();
        return true;
    }

    /** In small portions as much was lost: it was not them. */
    void acquit() {
        if (suspected > 0 && course.nowNs - suspectedNs < ACQUITTED_WITHIN_NS) {
            passed = suspected;
        }
        suspected = 0;
    }
}
