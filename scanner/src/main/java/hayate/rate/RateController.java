package hayate.rate;

import hayate.queue.Stretches;
import java.util.List;

/**
 * Finds the rate that the path carries, from nothing but what was sent and what was answered. Owned by the conductor; one
 * decision a tick, each from intervals whose answers are complete.
 *
 * <pre>
 *  RAMP ──answers missing──▶ HOLD ◀──answers missing── PROBE
 *    │ ▲                      │ ▲ └──from time to time──▶ │
 *    │ └──── all answered ────│─│───────────────────────┘
 *    └──sender or cap reached─┘ └─ share rises as the rate falls: the reference was lossy, search DOWN
 * </pre>
 *
 * <p>Model: a path with limit L delivers min(rate, L). While a clean interval's share of answers s is known, one lossy
 * interval measures the limit itself: L = answers / (s seconds), to a relative error of 1 / sqrt(answers). The rate then
 * stays below by 2.5 such errors, at least by the template's margin, and short probes above the limit sharpen it.
 * Loss that is there at every rate is in s already and never slows anything.
 *
 * <p>Worked: 100,000/s, 6 % answering. RAMP doubles or quadruples every 25 ms; 160,000/s for 75 ms bring 450 answers
 * instead of 720: L = 100,000 ± 5 %, rate 88,000/s; three probes of 100 ms later the error is 2 % and the rate 95,000/s.
 */
public final class RateController {
    /** What it is doing. */
    public enum Phase {
        /** Going up until answers are missing. */
        RAMP,
        /** Well below a limit just met, to learn the share of answers there. */
        LEARN,
        /** Staying below the limit. */
        HOLD,
        /** Trying whether the limit has risen, and measuring it. */
        PROBE,
        /** Going down until the share of answers no longer rises. */
        DOWN,
        /** For a moment well below, to see whether the loss that seems to be the path's own goes away. */
        DIP,
        /** Trying for a moment how many probes the path takes at once. */
        PORTIONS,
        /** Others use the path too: up by little, down by a share, so that all come to equal parts. */
        SHARE
    }

    /** Time between decisions while the rate moves. */
    public static final long BRISK_TICK_NS = 15_000_000;
    /** Time between decisions while it holds. */
    public static final long CALM_TICK_NS = 100_000_000;

    private static final long QUICK_TICK_NS = 5_000_000;
    private static final long OPENING_PROBES = 100;
    private static final double CUT_FACTOR = 0.7;
    /** An interval in which hardly anything was sent, at the very start, tells no rate. */
    private static final long LOCAL_PROBES_TELL = 100;

    private static final double CATCH_UP_SHARE = 0.75;
    private static final double CATCH_UP_ABOVE = 2;
    private static final double CATCH_UP_SHARED = 1.1;
    private static final double CATCH_UP_LEARNING = 1.02;
    private static final long CATCH_UP_HOLDING_NS = 1_000_000_000;
    private static final long CATCH_UP_MOVING_NS = 10_000_000;

    private static final double CANARY_SHARE_MIN = 0.005;
    private static final double CANARY_SHARE_MIN_CARRIED = 0.001;
    private static final double CANARY_SHARE_MAX = 0.02;
    private static final double CANARY_SHARE_SHARED = 0.05;
    private static final double CANARIES_PER_SECOND = 1000;
    private static final double CANARIES_PER_SECOND_SHARED = 5000;
    private static final double CANARIES_SUFFICE_ABOVE = 0.02;
    private static final double SPOT_Z = 3;
    private static final double SPOT_EXPECTED = 20;

    private final Course course;
    private final Sharing sharing;
    private final Descent descent;
    private final Holding holding;
    private final Ascent ascent;
    private final Probing probing;
    private final PortionTrial trial;
    private final Review review;
    private boolean opening = true;
    private double lastLoss = Double.NaN;
    private double lastExpected;

    /** @param limits what it may do */
    public RateController(RateLimits limits) {
        this(limits, Long.MAX_VALUE);
    }

    /**
     * @param limits what it may do
     * @param stepsRemembered only the last so many steps can be sent again one by one
     */
    public RateController(RateLimits limits, long stepsRemembered) {
        review = new Review(stepsRemembered);
        course = new Course(limits);
        trial = new PortionTrial(course);
        sharing = new Sharing(course, trial);
        descent = new Descent(course, sharing);
        holding = new Holding(course, sharing, descent, trial);
        ascent = new Ascent(course, holding, descent);
        probing = new Probing(course, holding, ascent);
    }

    /**
     * A new pass over the order begins at {@code step}: earlier steps' numbers mean nothing any more.
     *
     * @param sweep whether its answers are a fair sample; only then is the limit probed, for a repair of a probe would
     *     have to be repaired again
     */
    public void restart(long step, boolean sweep) {
        review.restart();
        course.condemned.clear();
        course.passFromStep = step;
        course.sweeping = sweep;
        course.newEpoch();
        descent.restart();
        ascent.forget();
        double rate = course.rate();
        if (opening && sweep) {
            course.setRate(Ascent.OPENING_FACTOR * course.limits.startRate());
        }
        if (!sweep && course.phase == Phase.RAMP) {
            double believed = course.limit.believed();
            double proven = believed > 0 ? believed : course.provenRate;
            course.setRate(Math.min(rate, Math.max(proven, course.limits.startRate())));
        } else if (course.phase == Phase.DIP && !course.limit.isKnown()) {
            course.phase = Phase.SHARE;
            course.setRate(descent.beforeDip());
        } else if (!sweep && probing.wentBeyond()) {
            sharing.start("limit doubted", rate);
        } else if (course.phase != Phase.RAMP && course.phase != Phase.SHARE && (sweep || course.phase != Phase.DOWN)) {
            course.phase = Phase.HOLD;
            course.setRate(course.limit.isKnown() ? course.limit.below() : rate);
        }
    }

    /**
     * Takes the intervals whose answers have become complete, oldest first, and decides.
     *
     * @param sentStep end of the steps sent so far: what a repair of all that is under way reaches to
     * @param feedbackNs from the end of an interval until its answers are complete
     */
    public void decide(long nowNs, List<Interval> intervals, long sentStep, long feedbackNs) {
        course.decision = "";
        course.nowNs = nowNs;
        course.sentStep = sentStep;
        course.feedbackNs = feedbackNs;
        lastLoss = Double.NaN;
        lastExpected = 0;
        open();
        for (Interval interval : intervals) {
            review.add(interval);
            if (interval.epoch() == course.epoch()) {
                onInterval(interval);
            }
        }
        if ((course.phase == Phase.HOLD || course.phase == Phase.SHARE) && descent.wantsDip()) {
            descent.dip();
        } else if ((course.phase == Phase.HOLD || course.phase == Phase.SHARE) && trial.isDue()) {
            trial.start();
        } else if (course.phase == Phase.HOLD && probing.isDue()) {
            probing.start();
        }
    }

    /** All of a pass is sent and answered: what is still doubted then goes again, for nothing will follow to tell. */
    void endPass(long sentStep) {
        course.sentStep = sentStep;
        AnswerShare.Judgement judgement = course.share.judge(course.window);
        boolean lossy = judgement.z() >= Course.DOUBT_Z && judgement.loss() >= Course.LOSS_MIN;
        boolean unproven = course.phase == Phase.RAMP
                && course.limit.believed() > 0
                && course.rate() > course.limit.believed()
                && judgement.expected() < SPOT_EXPECTED;
        if (course.suspicion.isPending() || lossy || unproven) {
            course.repairFrom(
                    switch (course.phase) {
                        case PROBE -> probing.fromStep();
                        case RAMP -> ascent.doubtedFromStep();
                        default -> course.window.fromStep;
                    });
        }
        ascent.endPass(review.kept(new Stretches()), review.kept(course.condemned));
        descent.endPass();
        course.clearWindow();
        course.suspicion.clear();
        review.lossy(course.condemned).forEach(range -> course.repair(range.from(), range.to()));
    }

    /** As a TCP connection begins with a window of packets, a scan begins with some probes in a row. */
    private void open() {
        if (opening && course.sentStep - course.passFromStep >= OPENING_PROBES) {
            opening = false;
            course.setRate(course.limits.startRate());
        }
    }

    private void onInterval(Interval interval) {
        if (interval.localLoss()) {
            onLocalLoss(interval);
            return;
        }
        if ((course.phase == Phase.PROBE || course.phase == Phase.RAMP) && !course.suspicion.isPending()) {
            course.bucket.add(interval, course.limit.believed());
        }
        if (course.phase == Phase.PROBE && probing.skips(interval)) {
            return;
        }
        course.add(interval);
        if (repairSpot(interval) && course.phase == Phase.HOLD) {
            holding.onSpot();
        }
        AnswerShare.Judgement judgement = course.share.judge(course.window);
        lastLoss = judgement.expected() == 0 ? Double.NaN : judgement.loss();
        lastExpected = judgement.expected();
        switch (course.phase) {
            case RAMP -> ascent.onInterval(judgement);
            case LEARN -> holding.onLearning(judgement);
            case HOLD -> holding.onHolding(judgement);
            case PROBE -> probing.onInterval(judgement);
            case DOWN -> descent.onDescent(judgement);
            case SHARE -> sharing.onInterval(judgement);
            case DIP -> descent.onDip(judgement);
            case PORTIONS -> trial.onInterval(judgement);
        }
        if (course.phase == Phase.HOLD) {
            ascent.forget();
        }
    }

    /** At a low rate it is a hiccup of a thread that starts, at a high one what the machine can do. */
    private void onLocalLoss(Interval interval) {
        trial.fallBack();
        course.fold();
        course.limit.clear();
        boolean goesOn = course.phase == Phase.RAMP && course.rate() < Ascent.MACHINE_TROUBLE_FROM;
        course.waitForProbe();
        double sent = interval.probes() >= LOCAL_PROBES_TELL && interval.seconds() > 0
                ? interval.probes() / interval.seconds()
                : course.rate();
        if (!goesOn) {
            ascent.forget();
        }
        course.enter(goesOn ? Phase.RAMP : Phase.HOLD, "local loss", CUT_FACTOR * sent);
    }

    /**
     * Short bursts of loss, such as another scan's probes of the same path make, are no reason to change the rate, but
     * what was sent in them goes again: a false alarm in a thousand intervals costs as much more probes.
     */
    private boolean repairSpot(Interval interval) {
        if (course.phase == Phase.RAMP && !course.limit.isKnown() || !course.share.isKnown()) {
            return false;
        }
        boolean lossy = false;
        Evidence alone = new Evidence();
        alone.add(interval);
        for (Evidence sum : List.of(alone, course.recently())) {
            AnswerShare.Judgement spot = course.share.judge(sum);
            if (spot.expected() >= SPOT_EXPECTED && spot.z() >= SPOT_Z && spot.loss() >= Course.LOSS_MIN) {
                course.repair(sum.fromStep, interval.toStep());
                lossy = true;
            }
        }
        return lossy;
    }

    /** Takes the stretches that decisions of late condemned. */
    public List<Stretches.Range> drainRepairs() {
        return course.drainRepairs();
    }

    /** Probes per second that may be sent now, infinite for as many as the machine can. */
    public double rate() {
        return course.rate();
    }

    /**
     * The rate, and how a sender makes up for pauses. While the path rested it took nothing, so below its limit some way into
     * the margin does no harm; above the limit what counts is the mean, for an overloaded path that was let rest carries less
     * than its limit, and would be taken for a slower one. What the reference is learned from stays well below the limit
     * altogether: what it lost would raise the limit computed from it.
     */
    Pace pace() {
        double rate = rate();
        Portions portions = trial.portions();
        long movingNs = Math.min(CATCH_UP_MOVING_NS, trial.depthMaxNs());
        Pace pace = switch (course.phase) {
            case HOLD -> {
                double margin = course.limit.isKnown() ? Math.max(0, course.limit.probesPerSecond() - rate) : 0;
                yield new Pace(rate, rate + CATCH_UP_SHARE * margin, CATCH_UP_HOLDING_NS, portions);
            }
            case RAMP, PROBE -> new Pace(rate, CATCH_UP_ABOVE * rate, movingNs, portions);
            case LEARN -> new Pace(rate, CATCH_UP_LEARNING * rate, CATCH_UP_HOLDING_NS, portions);
            case SHARE -> new Pace(rate, CATCH_UP_SHARED * rate, movingNs, portions);
            case DOWN, DIP, PORTIONS -> Pace.gently(rate).in(portions);
        };
        return pace.below(course.limits.maxRate());
    }

    /** Share of a sweep's probes that is answered, 0 while unknown. */
    public double share() {
        return course.share.ofSweep();
    }

    /** Number of the present decision, which intervals carry. */
    public long epoch() {
        return course.epoch();
    }

    /** Whether canaries tell what the path loses. */
    boolean knowsCanaries() {
        return course.share.knowsCanaries();
    }

    /**
     * How many canaries per probe the next decisions want.
     *
     * @param alone whether nothing else tells what the path loses
     */
    double canaryShare(boolean alone) {
        if (course.phase == Phase.DIP) {
            return CANARY_SHARE_SHARED;
        }
        if (course.phase == Phase.SHARE) {
            return between(CANARY_SHARE_MAX, CANARIES_PER_SECOND_SHARED / rate(), CANARY_SHARE_SHARED);
        }
        boolean few = share() < CANARIES_SUFFICE_ABOVE || alone || !course.sweeping;
        // Canaries measure a limit sooner, but where the sender is what limits they are answers that cost its time.
        boolean carried = course.phase == Phase.HOLD && !course.limit.isKnown();
        double min = carried ? CANARY_SHARE_MIN_CARRIED : CANARY_SHARE_MIN;
        return few ? CANARY_SHARE_MAX : between(min, CANARIES_PER_SECOND / rate(), CANARY_SHARE_MAX);
    }

    private static double between(double min, double value, double max) {
        return Math.max(min, Math.min(max, value));
    }

    /** What it is doing. */
    public Phase phase() {
        return course.phase;
    }

    /** Time until the next decision. */
    public long tickNs() {
        if (opening || (course.phase == Phase.RAMP && ascent.isQuick())) {
            return QUICK_TICK_NS;
        }
        return course.phase == Phase.HOLD ? CALM_TICK_NS : BRISK_TICK_NS;
    }

    /** The path's limit as last measured, NaN while none was met. */
    public double limit() {
        return course.limit.probesPerSecond();
    }

    /** Loss of the present window, NaN if nothing was judged in this tick. */
    public double loss() {
        return lastLoss;
    }

    /** Answers expected of the present window. */
    public double expected() {
        return lastExpected;
    }

    /** What this tick decided, empty for nothing. */
    public String decision() {
        return course.decision;
    }

    /** Whether answers ever sufficed to judge a rate. */
    public boolean hadSignal() {
        return course.everJudged;
    }

    /** The highest rate without any evidence that the path carries it, probes per second. */
    public double safeRate() {
        return course.limits.safeRate();
    }

    /** Steps of the pass before this one will not be condemned any more. */
    public long judgedStep() {
        long ladder = ascent.fromStep();
        return ladder >= 0 ? ladder : course.window.fromStep;
    }
}
