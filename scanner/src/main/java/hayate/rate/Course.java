package hayate.rate;

import hayate.queue.Stretches;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the rate control stands: the rate, the phase, the window of intervals that the next decision will rest on, and
 * what is known of the path. The phases ({@link Ascent}, {@link Holding}, {@link Probing}, {@link Descent},
 * {@link Sharing}) read and change it. Owned by the conductor.
 */
final class Course {
    static final double OVERLOAD_Z = 3;
    static final double DOUBT_Z = 1.5;
    static final double BETTER_Z = -3;
    private static final double MUCH_BETTER_Z = -4;
    static final double LOSS_MIN = 0.05;
    static final double EXPECTED_PROBE = 200;
    static final double FALL_MAX = 0.5;
    static final double REFERENCE_GOOD = 2000;
    static final double SENDER_REACHES = 0.75;
    static final long PROBE_WAIT_FIRST_NS = 300_000_000;
    static final long PROBE_WAIT_ALONE_NS = 4_000_000_000L;
    static final long PROBE_WAIT_MIN_NS = 1_000_000_000L;
    static final long PROBE_WAIT_MAX_NS = 8_000_000_000L;
    private static final double FELL = 1.5;
    private static final double PROBE_WAIT_SPREAD = 0.6;
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int UNIT_SHIFT = 44;
    private static final double RATE_MIN = 1e-3;
    private static final double BETTER_SHARE = 1.08;
    private static final double MUCH_BETTER_SHARE = 1.25;
    private static final double OBSERVED_MIN = 40;
    private static final int SHORT_INTERVALS = 3;

    final RateLimits limits;
    final AnswerShare share = new AnswerShare();
    final LimitEstimate limit;
    final Persistence suspicion = new Persistence(share);
    final Bucket bucket = new Bucket();
    final Evidence window = new Evidence();
    final List<Interval> recent = new ArrayList<>();
    /** All that goes again of the present pass. */
    final Stretches condemned = new Stretches();

    private final List<Stretches.Range> repairs = new ArrayList<>();

    RateController.Phase phase = RateController.Phase.RAMP;
    String decision = "";
    long nowNs;
    long sentStep;
    long feedbackNs;
    /** Whether the pass is a sweep, whose answers are a fair sample. */
    boolean sweeping = true;

    long passFromStep;
    /** The last rate at which nothing was missing. */
    double cleanRate;
    /** The highest rate at which nothing was missing. */
    double provenRate;
    /** The highest rate at which nothing was missing while it was held, not only on a way up. */
    double heldRate;
    /** Whether the sender, not the path, is what limits. */
    boolean machineLimited;

    boolean everJudged;
    /** Whether the reference was once put to the test at a quarter of its rate. */
    boolean doubted;

    long nextProbeNs = Long.MAX_VALUE;
    long probeWaitNs = PROBE_WAIT_MIN_NS;
    /** First step sent at the present rate, -1 before any was judged. */
    long epochFromStep = -1;

    private double rate;
    private long epoch;

    Course(RateLimits limits) {
        this.limits = limits;
        this.limit = new LimitEstimate(share, limits.marginMin());
        this.rate = limits.startRate();
    }

    double rate() {
        return rate;
    }

    void setRate(double newRate) {
        if (Double.isNaN(newRate)) {
            return;
        }
        rate = Math.max(Math.max(limits.minRate(), Math.min(limits.maxRate(), newRate)), RATE_MIN);
    }

    /** A decision: a new rate, and a new window. */
    void change(String why, double newRate) {
        decision = why;
        setRate(newRate);
        newEpoch();
    }

    /** The phase begins with this decision. */
    void enter(RateController.Phase next, String why, double newRate) {
        phase = next;
        change(why, newRate);
    }

    long epoch() {
        return epoch;
    }

    void newEpoch() {
        epoch++;
        epochFromStep = -1;
        clearWindow();
        suspicion.clear();
    }

    void clearWindow() {
        window.clear();
        recent.clear();
    }

    /** The present window was lossy: it goes again, and the next one tells whether the loss stays. */
    void suspect(Evidence lossy, double secondsMin) {
        repairFrom(lossy.fromStep);
        suspicion.suspect(lossy, secondsMin);
        clearWindow();
    }

    void add(Interval interval) {
        if (epochFromStep < 0) {
            epochFromStep = interval.fromStep();
        }
        window.add(interval);
        recent.add(interval);
        suspicion.add(interval);
        if (recent.size() > SHORT_INTERVALS) {
            recent.remove(0);
        }
    }

    /** The last few intervals. */
    Evidence recently() {
        Evidence sum = new Evidence();
        recent.forEach(sum::add);
        return sum;
    }

    /** The present window was clean: it becomes part of the reference. */
    void fold() {
        share.learn(window);
    }

    /** The present window was clean at this rate, which is no passing one. */
    void markHeld() {
        heldRate = Math.max(heldRate, Math.min(rate, window.probesPerSecond()));
    }

    /** The present window was clean at this rate. */
    void markClean() {
        cleanRate = Math.min(rate, window.probesPerSecond());
    }

    /**
     * Two scans that began together would otherwise probe at the same moments for ever, and each take the other's probes for
     * its own overload. The moment of the day and the answers so far differ between them.
     */
    void waitForProbe() {
        long bits = (nowNs + Math.round(share.answers()) * MIX) * MIX >>> UNIT_SHIFT;
        double unit = bits / (double) (1L << (Long.SIZE - UNIT_SHIFT));
        nextProbeNs = nowNs + (long) (probeWaitNs * (1 - PROBE_WAIT_SPREAD / 2 + PROBE_WAIT_SPREAD * unit));
    }

    /** A path that has carried much more may do so again: it is asked oftener. */
    void waitLonger() {
        boolean fell = heldRate > FELL * limit.probesPerSecond();
        probeWaitNs = Math.min(fell ? PROBE_WAIT_ALONE_NS : PROBE_WAIT_MAX_NS, 2 * probeWaitNs);
    }

    /** Whether more answer than the reference promised: then that was lossy. */
    boolean isBetter(AnswerShare.Judgement judgement) {
        double better = judgement.observed() / Math.max(1, judgement.expected());
        // A good reference is not overthrown by a handful of answers: all that was sent by it would go again.
        boolean weak = share.answers() < REFERENCE_GOOD;
        return (judgement.z() <= (weak ? BETTER_Z : MUCH_BETTER_Z) && better > BETTER_SHARE)
                || (weak
                        && judgement.z() <= -DOUBT_Z
                        && better > MUCH_BETTER_SHARE
                        && judgement.observed() >= OBSERVED_MIN);
    }

    /** What was sent from this step on goes again. */
    void repairFrom(long fromStep) {
        repair(fromStep, sentStep);
    }

    void repair(long fromStep, long toStep) {
        if (fromStep >= 0 && fromStep < toStep) {
            repairs.add(new Stretches.Range(fromStep, toStep));
            condemned.add(fromStep, toStep);
        }
    }

    List<Stretches.Range> drainRepairs() {
        List<Stretches.Range> drained = List.copyOf(repairs);
        repairs.clear();
        return drained;
    }
}
