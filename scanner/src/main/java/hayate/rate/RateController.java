package hayate.rate;

import hayate.queue.Stretches;
import java.util.ArrayList;
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
        /** Others use the path too: up by little, down by a share, so that all come to equal parts. */
        SHARE
    }

    /** Time between decisions while the rate moves. */
    public static final long BRISK_TICK_NS = 15_000_000;
    /** Time between decisions while it holds. */
    public static final long CALM_TICK_NS = 100_000_000;

    private static final double OVERLOAD_Z = 3;
    private static final double SUDDEN_Z = 4;
    private static final double SLOW_Z = 3.5;
    private static final double BETTER_Z = -3;
    private static final double BETTER_SHARE = 1.08;
    private static final double DOUBT_Z = 1.5;
    private static final double LOSS_MIN = 0.05;
    private static final double SLOW_LOSS_MIN = 0.01;
    private static final double EXPECTED_TO_DOUBLE = 12;
    private static final double EXPECTED_TO_QUADRUPLE = 16;
    private static final double EXPECTED_SUDDEN = 60;
    private static final double EXPECTED_PROBE = 200;
    private static final double EXPECTED_DOWN = 400;
    private static final double PROBE_GAIN = 2;
    private static final double PROBE_LOSS_MIN = 0.08;
    private static final long PROBE_WAIT_FIRST_NS = 300_000_000;
    private static final double EXPECTED_PROBE_MAX = 1000;
    private static final double EXPECTED_TO_LEARN = 40_000;
    private static final double ANSWERS_START = 20;
    private static final double BLIND_STEP_SECONDS = 0.25;
    private static final double WINDOW_SECONDS = 6;
    private static final double PROBE_SECONDS_MAX = 2;
    private static final double PROBE_FACTOR = 1.25;
    private static final double REGROW_FACTOR = 1.5;
    private static final double CUT_FACTOR = 0.7;
    private static final double FALL_MAX = 0.5;
    private static final double HALF = 0.5;
    private static final double CANARY_SHARE_MIN = 0.005;
    private static final double CANARY_SHARE_MAX = 0.02;
    private static final double CANARY_SHARE_SHARED = 0.05;
    private static final double CANARIES_PER_SECOND = 1000;
    private static final double CANARIES_PER_SECOND_SHARED = 5000;
    private static final double CANARIES_SUFFICE_ABOVE = 0.02;
    private static final double SPOT_Z = 3;
    private static final double DIP = 0.6;
    private static final double DIP_FROM_LOSS = 0.015;
    private static final double EXPECTED_DIP = 1500;
    private static final double DIP_SECONDS_MAX = 1;
    private static final long DIP_WAIT_NS = 1_000_000_000L;
    private static final double SPOT_EXPECTED = 20;
    private static final double REGROW_SECONDS_MAX = 0.5;
    private static final int SAME_LOSS_CUTS = 2;
    private static final double SENDER_REACHES = 0.75;
    private static final double MACHINE_TROUBLE_FROM = 50_000;
    private static final double SENDER_RECOVERED = 0.9;
    /** A thread that pauses or starts up is no slow machine. */
    private static final double SENDER_SECONDS = 0.2;

    private static final double MARGIN_ERRORS = 2.5;
    private static final double MARGIN_MAX = 0.5;
    private static final double REFERENCE_WEAK = 3;
    private static final double RUNG_SAFE = 0.7;
    private static final double LOWER_RATE = 0.85;
    private static final double REFERENCE_GOOD = 2000;
    private static final double LEARN_SHARE = 0.8;
    private static final double LEARN_SECONDS_MAX = 3;
    private static final int PROBE_SKIP = 2;
    private static final double POOL_ERRORS = 3;
    private static final double MOVED = 0.15;
    private static final long FEEDBACK_QUICK_NS = 60_000_000;
    private static final long PROBE_WAIT_MIN_NS = 1_000_000_000L;
    private static final long PROBE_WAIT_MAX_NS = 16_000_000_000L;
    private static final int SHORT_INTERVALS = 3;

    private record Rung(long fromStep, double probesPerSecond, Evidence evidence) {}

    private final RateLimits limits;
    private final AnswerShare share = new AnswerShare();
    private final Evidence window = new Evidence();
    private final List<Interval> recent = new ArrayList<>();
    private final List<Rung> ladder = new ArrayList<>();
    private final List<Stretches.Range> repairs = new ArrayList<>();
    private final SharedPath sharing = new SharedPath();

    private Phase phase = Phase.RAMP;
    private double rate;
    private long epoch;
    private final Evidence overload = new Evidence();
    private double rampFactor;
    private boolean machineLimited;
    private long feedbackNs;
    private long nextProbeNs = Long.MAX_VALUE;
    private long probeWaitNs = PROBE_WAIT_MIN_NS;
    private double lastLoss = Double.NaN;
    private double lastExpected;
    private String decision = "";
    private long passFromStep;
    private boolean everJudged;
    private Evidence beforeLadder = new Evidence();
    private double provenRate;
    private int skipped;
    private boolean sweeping = true;
    private long probeFromStep;
    private double cleanRate;
    private double beforeDip;
    private long nextDipNs;
    private long dipWaitNs = DIP_WAIT_NS;
    private long cleanFromStep = -1;
    private long nowNs;
    private int sameLossCuts;

    /** @param limits what it may do */
    public RateController(RateLimits limits) {
        this.limits = limits;
        this.rate = limits.startRate();
    }

    /**
     * A new pass over the order begins at {@code step}: earlier steps' numbers mean nothing any more.
     *
     * @param sweep whether its answers are a fair sample; only then is the limit probed, for a repair of a probe would
     *     have to be repaired again
     */
    public void restart(long step, boolean sweep) {
        passFromStep = step;
        cleanFromStep = -1;
        sweeping = sweep;
        newEpoch();
        ladder.clear();
        if (!sweep && phase == Phase.RAMP) {
            setRate(Math.min(rate, Math.max(provenRate, limits.startRate())));
        } else if (phase == Phase.DIP) {
            phase = Phase.SHARE;
            setRate(beforeDip);
        } else if (phase != Phase.RAMP && phase != Phase.SHARE) {
            phase = Phase.HOLD;
            setRate(knowsLimit() ? belowLimit() : rate);
        }
    }

    /**
     * Takes the intervals whose answers have become complete, oldest first, and decides.
     *
     * @param sentStep end of the steps sent so far: what a repair of all that is under way reaches to
     * @param feedbackNs from the end of an interval until its answers are complete
     */
    public void decide(long nowNs, List<Interval> intervals, long sentStep, long feedbackNs) {
        decision = "";
        this.nowNs = nowNs;
        lastLoss = Double.NaN;
        lastExpected = 0;
        this.feedbackNs = feedbackNs;
        for (Interval interval : intervals) {
            if (interval.epoch() == epoch) {
                onInterval(nowNs, interval, sentStep);
            }
        }
        if ((phase == Phase.HOLD || phase == Phase.SHARE) && sweeping && nowNs >= nextDipNs && isSuspicious()) {
            phase = Phase.DIP;
            beforeDip = rate;
            change("dip", DIP * rate);
        } else if (phase == Phase.HOLD && nowNs >= nextProbeNs && canProbe()) {
            phase = Phase.PROBE;
            change("probe", probeRate());
        }
    }

    private void onInterval(long nowNs, Interval interval, long sentStep) {
        if (interval.localLoss()) {
            fold();
            overload.clear();
            // At a low rate it is a hiccup of a thread that starts, at a high one what the machine can do.
            phase = phase == Phase.RAMP && rate < MACHINE_TROUBLE_FROM ? Phase.RAMP : Phase.HOLD;
            nextProbeNs = nowNs + probeWaitNs;
            change("local loss", CUT_FACTOR * (interval.seconds() > 0 ? interval.probes() / interval.seconds() : rate));
            return;
        }
        if (phase == Phase.PROBE && skipped < PROBE_SKIP) {
            probeFromStep = skipped++ == 0 ? interval.fromStep() : probeFromStep;
            return;
        }
        window.add(interval);
        recent.add(interval);
        if (recent.size() > SHORT_INTERVALS) {
            recent.remove(0);
        }
        repairSpot(interval);
        AnswerShare.Judgement judgement = share.judge(window);
        lastLoss = judgement.expected() == 0 ? Double.NaN : judgement.loss();
        lastExpected = judgement.expected();
        switch (phase) {
            case RAMP -> ramp(judgement, sentStep);
            case LEARN -> learn(nowNs, judgement, sentStep);
            case HOLD -> hold(nowNs, judgement, sentStep);
            case PROBE -> probe(nowNs, judgement, sentStep);
            case DOWN -> down(nowNs, judgement, sentStep);
            case SHARE -> share(judgement, sentStep);
            case DIP -> dip(judgement, sentStep);
        }
    }

    /**
     * Short bursts of loss, such as another scan's probes of the same path make, are no reason to change the rate, but
     * what was sent in them goes again: a false alarm in a thousand intervals costs as much more probes.
     */
    private void repairSpot(Interval interval) {
        if (phase == Phase.RAMP && !knowsLimit() || !share.isKnown()) {
            return;
        }
        Evidence alone = new Evidence();
        alone.add(interval);
        Evidence together = new Evidence();
        recent.forEach(together::add);
        for (Evidence sum : List.of(alone, together)) {
            AnswerShare.Judgement spot = share.judge(sum);
            if (spot.expected() >= SPOT_EXPECTED && spot.z() >= SPOT_Z && spot.loss() >= LOSS_MIN) {
                repair(sum.fromStep, interval.toStep());
            }
        }
    }

    private void ramp(AnswerShare.Judgement judgement, long sentStep) {
        if (!share.isKnown()) {
            rampBlind();
            return;
        }
        if (judgement.z() >= OVERLOAD_Z && judgement.loss() >= LOSS_MIN) {
            overload(sentStep);
            return;
        }
        boolean clean = judgement.z() < DOUBT_Z
                || (judgement.expected() >= EXPECTED_PROBE && judgement.loss() < limits.lossBudget());
        if (!clean && judgement.expected() >= REFERENCE_WEAK * share.answers()) {
            fold();
            window.clear();
            return;
        }
        if (!clean || judgement.expected() < EXPECTED_TO_DOUBLE) {
            stayBlind(judgement);
            return;
        }
        // A path whose limit was met before is not stormed again: others may be on it.
        if (rampFactor > 0 && judgement.expected() < EXPECTED_PROBE && window.seconds < REGROW_SECONDS_MAX) {
            return;
        }
        boolean quick = feedbackNs <= FEEDBACK_QUICK_NS && judgement.expected() >= EXPECTED_TO_QUADRUPLE;
        climb(rampFactor > 0 ? rampFactor : quick ? 4 : 2);
    }

    /** Nothing is known yet: up to the safe rate by the clock, beyond it only with answers. */
    private void rampBlind() {
        if (!sweeping) {
            return;
        }
        long seen = window.answers + window.canaryAnswers;
        if (seen >= ANSWERS_START) {
            boolean quick = feedbackNs <= FEEDBACK_QUICK_NS;
            climb(quick ? 4 : 2);
        } else if (rate < limits.safeRate() && window.seconds >= BLIND_STEP_SECONDS) {
            fold();
            change("blind step", Math.min(limits.safeRate(), 2 * rate));
        } else if (rate >= limits.safeRate() && window.seconds >= WINDOW_SECONDS) {
            fold();
            window.clear();
        }
    }

    /** Too few answers to tell anything: without evidence no faster than the safe rate, but up to it. */
    private void stayBlind(AnswerShare.Judgement judgement) {
        if (sweeping
                && judgement.expected() < EXPECTED_TO_DOUBLE
                && rate < limits.safeRate()
                && window.seconds >= BLIND_STEP_SECONDS) {
            fold();
            change("blind step", Math.min(limits.safeRate(), 2 * rate));
        }
    }

    private void climb(double factor) {
        boolean reached = window.probesPerSecond() >= SENDER_REACHES * rate;
        if (!sweeping || (!reached && window.seconds < SENDER_SECONDS)) {
            return;
        }
        everJudged = true;
        cleanRate = Math.min(rate, window.probesPerSecond());
        provenRate = Math.max(provenRate, Math.min(rate, window.probesPerSecond()));
        Evidence seen = window.copy();
        if (ladder.isEmpty()) {
            beforeLadder = share.copy();
        }
        fold();
        if (rate >= limits.maxRate()) {
            phase = Phase.HOLD;
            machineLimited = false;
            decision = "cap";
            newEpoch();
        } else if (!reached && rate < MACHINE_TROUBLE_FROM) {
            // A thread that had to wait for its processor is likelier than a machine so slow: try again.
            window.clear();
            ladder.clear();
        } else if (!reached) {
            phase = Phase.HOLD;
            machineLimited = true;
            change("sender limits", rate);
        } else {
            ladder.add(new Rung(window.fromStep < 0 ? passFromStep : window.fromStep, rate, seen));
            change("up", Math.min(limits.maxRate(), factor * rate));
        }
    }

    /** The first loss on the way up: it measures the limit, and everything sent above it goes again. */
    private void overload(long sentStep) {
        everJudged = true;
        overload.clear();
        overload.add(window, rate);
        forgetLossyRungs();
        long from = window.fromStep;
        for (Rung rung : ladder) {
            if (rung.probesPerSecond() > 0.9 * limit()) {
                from = Math.min(from, rung.fromStep());
            }
        }
        repair(from, sentStep);
        machineLimited = false;
        probeWaitNs = PROBE_WAIT_FIRST_NS;
        startLearning("limit found");
    }

    /** The last rungs below the loss may have been lossy too, unseen: only those well below the limit may be learned from. */
    private void forgetLossyRungs() {
        if (ladder.isEmpty()) {
            return;
        }
        for (int round = 0; round < 3; round++) {
            double safe = Math.max(RUNG_SAFE * limit(), ladder.get(0).probesPerSecond());
            share.replace(beforeLadder);
            ladder.stream()
                    .filter(rung -> rung.probesPerSecond() <= safe)
                    .forEach(rung -> share.learn(rung.evidence()));
        }
    }

    private void hold(long nowNs, AnswerShare.Judgement judgement, long sentStep) {
        if (machineLimited && sweeping && window.probesPerSecond() >= SENDER_RECOVERED * rate) {
            machineLimited = false;
            phase = Phase.RAMP;
        }
        Evidence last = new Evidence();
        recent.forEach(last::add);
        AnswerShare.Judgement sudden = share.judge(last);
        if (sudden.expected() >= EXPECTED_SUDDEN
                && sudden.z() >= SUDDEN_Z
                && sudden.loss() >= Math.max(LOSS_MIN, limits.lossBudget())) {
            cut(nowNs, last, sentStep);
        } else if (isBetter(judgement)) {
            if (knowsLimit()) {
                searchDown();
            } else {
                share.replace(window);
                window.clear();
            }
        } else if (judgement.z() >= SLOW_Z && judgement.loss() >= SLOW_LOSS_MIN) {
            everJudged = true;
            repair(window.fromStep, sentStep);
            double carried = window.probesPerSecond() * (1 - judgement.loss());
            overload.clear();
            overload.add(window, rate);
            machineLimited = false;
            nextProbeNs = nowNs + probeWaitNs;
            startSharing("back off", Math.min(carried, rate) * (1 - limits.marginMin()));
        } else if (window.seconds >= WINDOW_SECONDS || judgement.expected() >= EXPECTED_TO_LEARN) {
            boolean clean = judgement.z() < 2;
            everJudged |= judgement.expected() > EXPECTED_PROBE;
            if (clean && !knowsLimit() && share.answers() < REFERENCE_GOOD) {
                fold();
            }
            if (clean) {
                cleanRate = rate;
            }
            if (clean || window.seconds >= 2 * WINDOW_SECONDS) {
                window.clear();
            }
        }
    }

    /**
     * The reference must not be taken near the limit: what is lost there unseen would lower it, and so raise the limit
     * computed from it, and so the rate.
     */
    private void startLearning(String why) {
        phase = Phase.LEARN;
        change(why, Math.max(HALF * cleanRate, Math.min(belowLimit(), LEARN_SHARE * limit())));
    }

    /** Whether more answer than the reference promised: then that was lossy. */
    private static boolean isBetter(AnswerShare.Judgement judgement) {
        return judgement.z() <= BETTER_Z && judgement.observed() > BETTER_SHARE * judgement.expected();
    }

    private void startSharing(String why, double newRate) {
        phase = Phase.SHARE;
        sharing.restart();
        change(why, newRate);
        overload.clear();
    }

    /** Whether the reference holds loss that may be nobody's but the rate's: this scan's and others'. */
    private boolean isSuspicious() {
        return share.canaryLoss() >= DIP_FROM_LOSS && share.answers() >= REFERENCE_GOOD / 2;
    }

    private void dip(AnswerShare.Judgement judgement, long sentStep) {
        boolean enough = judgement.expected() >= EXPECTED_DIP || window.seconds >= DIP_SECONDS_MAX;
        if (!enough) {
            return;
        }
        if (judgement.z() <= BETTER_Z) {
            repair(cleanFromStep < 0 ? passFromStep : cleanFromStep, sentStep);
            cleanFromStep = sentStep;
            share.replace(window);
            nextDipNs = nowNs + DIP_WAIT_NS;
            startSharing("was lossy", rate);
        } else {
            dipWaitNs *= 4;
            nextDipNs = nowNs + dipWaitNs;
            cleanFromStep = sentStep;
            phase = knowsLimit() ? Phase.HOLD : Phase.SHARE;
            sharing.restart();
            change("as lossy", beforeDip);
        }
    }

    private void share(AnswerShare.Judgement judgement, long sentStep) {
        SharedPath.Move move = sharing.judge(judgement, window.seconds);
        switch (move) {
            case WAIT -> {}
            case UP -> {
                boolean reached = window.probesPerSecond() >= SENDER_REACHES * rate;
                cleanRate = Math.min(rate, window.probesPerSecond());
                if (sharing.isBetter(judgement)) {
                    share.replace(window);
                } else if (share.answers() < REFERENCE_GOOD) {
                    fold();
                }
                change("up", reached ? sharing.higher(rate) : rate);
            }
            case DOWN -> {
                repair(window.fromStep, sentStep);
                change("give way", sharing.lower(rate, judgement.loss()));
            }
            case ACCEPT -> {
                share.replace(window);
                change("not the rate", rate);
            }
        }
    }

    private void learn(long nowNs, AnswerShare.Judgement judgement, long sentStep) {
        if (isBetter(judgement)) {
            searchDown();
        } else if (judgement.expected() >= EXPECTED_SUDDEN
                && judgement.z() >= SUDDEN_Z
                && judgement.loss() >= Math.max(LOSS_MIN, limits.lossBudget())) {
            cut(nowNs, window.copy(), sentStep);
        } else if (judgement.expected() >= wantedAnswers() || window.seconds >= LEARN_SECONDS_MAX) {
            double doubt = share.answers() < REFERENCE_GOOD / 4 ? DOUBT_Z : OVERLOAD_Z;
            if (judgement.z() >= doubt && judgement.loss() >= LOSS_MIN) {
                cut(nowNs, window.copy(), sentStep);
                return;
            }
            everJudged = true;
            sameLossCuts = 0;
            cleanRate = Math.min(rate, window.probesPerSecond());
            fold();
            phase = Phase.HOLD;
            nextProbeNs = nowNs + probeWaitNs;
            change("settle", belowLimit());
        }
    }

    /** As many answers again as are known of the overload, within bounds. */
    private double wantedAnswers() {
        return Math.max(EXPECTED_PROBE, Math.min(EXPECTED_PROBE_MAX, PROBE_GAIN * answersOf(overload)));
    }

    /** Answers are suddenly missing at a rate that was fine: the path has narrowed, or others have come. */
    private void cut(long nowNs, Evidence last, long sentStep) {
        everJudged = true;
        if (isAsLossyAsBefore(last) && ++sameLossCuts >= SAME_LOSS_CUTS) {
            sameLossCuts = 0;
            share.replace(last);
            overload.clear();
            phase = Phase.HOLD;
            probeWaitNs = PROBE_WAIT_FIRST_NS;
            nextProbeNs = nowNs + probeWaitNs;
            change("not the rate", rate);
            return;
        }
        double sent = last.seconds == 0 ? rate : last.probesPerSecond();
        boolean shared = phase == Phase.HOLD;
        overload.clear();
        overload.add(last, rate);
        repair(last.fromStep, sentStep);
        probeWaitNs = PROBE_WAIT_MIN_NS;
        machineLimited = false;
        double lower = Math.max(FALL_MAX * sent, Math.min(CUT_FACTOR * Math.min(sent, rate), belowLimit()));
        if (shared) {
            startSharing("cut", lower);
        } else {
            phase = Phase.LEARN;
            change("cut", lower);
        }
    }

    /**
     * Whether a lower rate loses the same share as the higher one before it. Congestion would lose less: the share of
     * answers would rise as the rate falls. So this is loss of the path, or a reference that was too good by chance.
     */
    private boolean isAsLossyAsBefore(Evidence last) {
        double before = overload.probesPerSecond();
        if (!knowsLimit() || rate > LOWER_RATE * before) {
            return false;
        }
        AnswerShare.Judgement then = share.judge(overload);
        AnswerShare.Judgement now = share.judge(last);
        double rise = (now.observed() / now.expected()) / Math.max(1e-6, then.observed() / then.expected());
        double most = Math.min(before / rate, then.expected() / Math.max(1, then.observed()));
        return rise < Math.sqrt(most);
    }

    /** More answers than the reference promised, at a lower rate: the reference itself was lossy. */
    private void searchDown() {
        share.replace(window);
        phase = Phase.DOWN;
        change("lower", rate / 2);
    }

    private void down(long nowNs, AnswerShare.Judgement judgement, long sentStep) {
        if (isBetter(judgement)) {
            share.replace(window);
            change("lower", rate / 2);
            return;
        }
        boolean enough = judgement.expected() >= EXPECTED_DOWN || window.seconds >= PROBE_SECONDS_MAX;
        if (!enough) {
            return;
        }
        fold();
        repair(passFromStep, sentStep);
        phase = Phase.HOLD;
        nextProbeNs = nowNs + probeWaitNs;
        change("bottom", belowLimit());
    }

    private boolean canProbe() {
        return sweeping && !machineLimited && rate < limits.maxRate() && share.isKnown() && probeIsWorthIt();
    }

    /** A probe has to bring its {@value #EXPECTED_PROBE} answers within its time. */
    private boolean probeIsWorthIt() {
        if (window.seconds == 0) {
            return false;
        }
        if (rate < HALF * limits.safeRate()) {
            return true;
        }
        double faster = Math.max(1, probeRate() / rate);
        return faster * share.judge(window).expected() / window.seconds * PROBE_SECONDS_MAX >= EXPECTED_PROBE;
    }

    private double probeRate() {
        double beyond = knowsLimit() ? Math.max(rate, limit()) : rate;
        return Math.min(limits.maxRate(), beyond * PROBE_FACTOR);
    }

    /**
     * A probe runs a quarter above what is believed to be the limit, so it loses a fifth of its answers if that is true: it
     * ends when enough are expected to tell this from nothing lost, or when far more is lost.
     */
    private void probe(long nowNs, AnswerShare.Judgement judgement, long sentStep) {
        double expected = judgement.expected();
        double wanted = wantedAnswers();
        if (expected >= EXPECTED_PROBE / 2 && judgement.z() >= 2 * OVERLOAD_Z) {
            probeFailed(sentStep);
        } else if (expected >= wanted || (window.seconds >= PROBE_SECONDS_MAX && expected >= EXPECTED_PROBE / 2)) {
            boolean doubtful = judgement.z() >= 1
                    && judgement.z() < 2
                    && expected < 2 * wanted
                    && window.seconds < PROBE_SECONDS_MAX;
            if (!doubtful) {
                if (judgement.loss() >= PROBE_LOSS_MIN || judgement.z() >= 2) {
                    probeFailed(sentStep);
                } else {
                    probePassed();
                }
            }
        } else if (window.seconds >= PROBE_SECONDS_MAX && rate < limits.safeRate() && judgement.z() < DOUBT_Z) {
            probePassed();
        } else if (window.seconds >= PROBE_SECONDS_MAX) {
            endProbe(nowNs, "probe told nothing");
        }
    }

    private void probePassed() {
        probeWaitNs = PROBE_WAIT_MIN_NS;
        overload.clear();
        phase = Phase.RAMP;
        rampFactor = REGROW_FACTOR;
        climb(REGROW_FACTOR);
    }

    private void probeFailed(long sentStep) {
        everJudged = true;
        boolean moved = poolOverload();
        repair(probeFromStep, sentStep);
        probeWaitNs = Math.min(PROBE_WAIT_MAX_NS, 2 * probeWaitNs);
        if (moved) {
            startSharing("limit moved", Math.max(HALF * cleanRate, LEARN_SHARE * limit()));
        } else {
            startLearning("probe lost");
        }
    }

    private void endProbe(long nowNs, String why) {
        phase = Phase.HOLD;
        probeWaitNs = Math.min(PROBE_WAIT_MAX_NS, 2 * probeWaitNs);
        nextProbeNs = nowNs + probeWaitNs;
        change(why, knowsLimit() ? belowLimit() : rate / PROBE_FACTOR);
    }

    /**
     * Adds the lossy window to what is known of the limit, or puts it in its place if both contradict each other.
     *
     * @return whether the limit is clearly elsewhere than before
     */
    private boolean poolOverload() {
        double measured = carriedBy(window);
        double known = carriedBy(overload);
        double error = Math.sqrt(1 / answersOf(window) + 1 / answersOf(overload));
        if (window.seconds == 0) {
            return false;
        }
        double apart = Math.abs(measured - known);
        boolean contradicts = !knowsLimit() || apart > POOL_ERRORS * error * known;
        boolean moved = knowsLimit() && contradicts && apart > MOVED * known;
        if (contradicts) {
            overload.clear();
        }
        overload.add(window);
        return moved;
    }

    /** What a path carried of a window that asked for more, probes per second, by the reference as it is now. */
    private double carriedBy(Evidence lossy) {
        AnswerShare.Judgement judgement = share.judge(lossy);
        return judgement.expected() == 0
                ? lossy.probesPerSecond()
                : lossy.probesPerSecond() * Math.max(1e-4, judgement.observed() / judgement.expected());
    }

    private static double answersOf(Evidence evidence) {
        return Math.max(1, evidence.answers + AnswerShare.CANARY_WEIGHT * evidence.canaryAnswers);
    }

    private boolean knowsLimit() {
        return overload.seconds > 0 && share.isKnown();
    }

    private double belowLimit() {
        double error = Math.sqrt(1.2 / answersOf(overload) + share.relativeVariance());
        double margin = Math.min(MARGIN_MAX, Math.max(limits.marginMin(), MARGIN_ERRORS * error));
        return limit() * (1 - margin);
    }

    /** The present window was clean: it becomes part of the reference. */
    private void fold() {
        share.learn(window);
    }

    private void change(String why, double newRate) {
        decision = why;
        setRate(newRate);
        newEpoch();
    }

    private void setRate(double newRate) {
        rate = Math.max(Math.max(limits.minRate(), Math.min(limits.maxRate(), newRate)), 1e-3);
    }

    private void newEpoch() {
        epoch++;
        skipped = 0;
        window.clear();
        recent.clear();
        if (phase == Phase.HOLD) {
            ladder.clear();
        }
    }

    private void repair(long fromStep, long toStep) {
        if (fromStep >= 0 && fromStep < toStep) {
            repairs.add(new Stretches.Range(fromStep, toStep));
        }
    }

    /** Takes the stretches that decisions of late condemned. */
    public List<Stretches.Range> drainRepairs() {
        List<Stretches.Range> drained = List.copyOf(repairs);
        repairs.clear();
        return drained;
    }

    /** Probes per second that may be sent now, infinite for as many as the machine can. */
    public double rate() {
        return rate;
    }

    /** Share of a sweep's probes that is answered, 0 while unknown. */
    public double share() {
        return share.ofSweep();
    }

    /** Number of the present decision, which intervals carry. */
    public long epoch() {
        return epoch;
    }

    /** How many canaries per probe the next decisions want. */
    double canaryShare() {
        if (phase == Phase.DIP) {
            return CANARY_SHARE_SHARED;
        }
        if (phase == Phase.SHARE) {
            return between(CANARY_SHARE_MAX, CANARIES_PER_SECOND_SHARED / rate, CANARY_SHARE_SHARED);
        }
        boolean few = share.ofSweep() < CANARIES_SUFFICE_ABOVE || !sweeping;
        return few ? CANARY_SHARE_MAX : between(CANARY_SHARE_MIN, CANARIES_PER_SECOND / rate, CANARY_SHARE_MAX);
    }

    private static double between(double min, double value, double max) {
        return Math.max(min, Math.min(max, value));
    }

    /** What it is doing. */
    public Phase phase() {
        return phase;
    }

    /** Time until the next decision. */
    public long tickNs() {
        return phase == Phase.HOLD ? CALM_TICK_NS : BRISK_TICK_NS;
    }

    /** The path's limit as last measured, NaN while none was met. */
    public double limit() {
        return knowsLimit() ? carriedBy(overload) : Double.NaN;
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
        return decision;
    }

    /** Whether answers ever sufficed to judge a rate. */
    public boolean hadSignal() {
        return everJudged;
    }

    /** Steps of the pass before this one will not be condemned any more. */
    public long judgedStep() {
        if (!ladder.isEmpty()) {
            return ladder.get(0).fromStep();
        }
        return window.fromStep;
    }
}
