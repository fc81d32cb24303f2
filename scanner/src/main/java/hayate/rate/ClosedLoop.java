package hayate.rate;

import hayate.queue.Pass;
import hayate.queue.Stretches;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * Closes a control interval each tick, waits until its answers are complete, has the {@link RateController} decide, and
 * sets the transmitters' rates. Owned by the conductor.
 *
 * <p>An interval is complete when as much time has passed as 99 of 100 answers take to come after their interval's end,
 * and the receiver has come to every packet that the kernel had taken by then: a slow receiver is no lossy path.
 */
public final class ClosedLoop {
    private static final double LATENESS_PERCENTILE = 99;
    private static final double LATENESS_FACTOR = 1.25;
    private static final long LATENESS_MARGIN_NS = 5_000_000;
    private static final long LATENESS_UNKNOWN_NS = 300_000_000;
    private static final long LATENESS_MAX_NS = 5_000_000_000L;
    private static final int LATENESS_SAMPLES_MIN = 5;
    private static final long LATENESS_FRESH = 20_000;
    private static final long STRAGGLERS_NS = 2_000_000_000L;

    /** Totals of a stage that a tick reads. */
    public record Counts(long probes, long received, long handled, long localLosses) {}

    private static final class Pending {
        long number;
        long fromStep;
        long toStep;
        long endNs;
        double seconds;
        double restSeconds;
        long probes;
        long canariesFrom;
        long canariesTo;
        long epoch;
        boolean localLoss;
        long receivedMark = -1;
    }

    private final RateController controller;
    private final AnswerLedger ledger;
    private final Canaries canaries;
    private final CanaryTally tally;
    private final List<AdjustablePacer> pacers;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final Histogram latenessUs = new Histogram(1, 60_000_000, 2);
    private Histogram spareLateness;
    private boolean sweep;
    private long fairFromStep;
    private long fairToStep = Long.MAX_VALUE;
    private long fromStep;
    private long startNs;
    private long probesBefore;
    private long lossesBefore;
    private long forgivenBeforeNs;
    private boolean wasBusy;
    private boolean passEnded;
    private RateTick lastTick;
    private long firstStartNs = -1;
    private long unjudgedNs;
    private final ArrayDeque<Stretches.Range> condemned = new ArrayDeque<>();

    /**
     * @param pacers one a transmitter, which share the rate
     */
    public ClosedLoop(RateController controller, AnswerLedger ledger, Canaries canaries, List<AdjustablePacer> pacers) {
        this.controller = controller;
        this.ledger = ledger;
        this.canaries = canaries;
        this.tally = new CanaryTally(canaries::answers);
        this.pacers = List.copyOf(pacers);
    }

    /** Of the sweep of a resumed scan, steps below this one were asked before: who answers now is no fair sample. */
    public void fairFrom(long step) {
        fairFromStep = step;
    }

    /**
     * Of a sweep in groups of hosts, steps from here on are of other hosts than those the reference was learned from: where
     * there are canaries, they alone tell what the path loses.
     */
    public void fairTo(long step) {
        fairToStep = step;
    }

    private boolean isOfFirstHosts(Pending done) {
        return done.toStep <= fairToStep || !controller.knowsCanaries();
    }

    /** A pass begins. */
    public void restart(long nowNs, long step, int attempt, Pass.Kind kind, Counts counts) {
        pending.clear();
        condemned.clear();
        tally.restart(kind == Pass.Kind.REPAIR);
        sweep = kind == Pass.Kind.SWEEP;
        fromStep = step;
        startNs = nowNs;
        probesBefore = counts.probes();
        lossesBefore = counts.localLosses();
        wasBusy = true;
        passEnded = false;
        canaries.restart();
        ledger.restart(step, attempt);
        firstStartNs = firstStartNs < 0 ? nowNs : firstStartNs;
        controller.restart(step, sweep);
        apply();
    }

    /**
     * One tick.
     *
     * @param sentStep every step of the pass below this one is sent, none above but those being sent now
     * @param busy whether the transmitters have something to send
     * @return stretches that have to be sent again
     */
    public List<Stretches.Range> tick(long nowNs, long epochNs, long sentStep, boolean busy, Counts counts) {
        long sent = counts.probes() - probesBefore;
        double seconds = Math.max(1, nowNs - startNs) / 1e9;
        close(nowNs, epochNs, Math.max(fromStep, sentStep), busy, counts);
        long feedbackNs = latenessNs();
        List<Interval> complete = complete(nowNs, feedbackNs, counts);
        controller.decide(nowNs, complete, fromStep, feedbackNs);
        unjudgedNs = controller.hadSignal() ? unjudgedNs : nowNs - firstStartNs;
        if (!passEnded && !isWaitingForSent()) {
            passEnded = true;
            controller.endPass(fromStep);
        }
        List<Stretches.Range> repairs = controller.drainRepairs();
        condemned.addAll(repairs);
        condemned.forEach(tally::condemn);
        condemned.removeIf(repair -> pending.isEmpty() || repair.to() <= pending.peek().fromStep);
        tally.count(nowNs - STRAGGLERS_NS);
        apply();
        describe(complete, sent / seconds, repairs);
        return repairs;
    }

    private void close(long nowNs, long epochNs, long step, boolean busy, Counts counts) {
        Pending interval = new Pending();
        boolean full = busy && wasBusy;
        interval.number = ledger.close(step, epochNs);
        interval.fromStep = fromStep;
        interval.toStep = step;
        interval.endNs = nowNs;
        interval.seconds = full ? (nowNs - startNs) / 1e9 : 0;
        long forgivenNs = forgivenNs();
        interval.restSeconds = full ? (forgivenNs - forgivenBeforeNs) / 1e9 : 0;
        interval.probes = full ? counts.probes() - probesBefore : 0;
        interval.canariesFrom = canaries.counted();
        interval.canariesTo = canaries.countBelow(busy ? step : Long.MAX_VALUE);
        interval.epoch = controller.epoch();
        interval.localLoss = counts.localLosses() > lossesBefore;
        pending.add(interval);
        fromStep = step;
        startNs = nowNs;
        probesBefore = counts.probes();
        lossesBefore = counts.localLosses();
        forgivenBeforeNs = forgivenNs;
        wasBusy = busy;
    }

    /** On average over the transmitters, which share the rate. */
    private long forgivenNs() {
        return pacers.stream().mapToLong(AdjustablePacer::forgivenNs).sum() / pacers.size();
    }

    private List<Interval> complete(long nowNs, long feedbackNs, Counts counts) {
        List<Interval> complete = new ArrayList<>();
        for (Pending interval : pending) {
            if (interval.receivedMark < 0 && nowNs - interval.endNs >= feedbackNs) {
                interval.receivedMark = counts.received();
            }
        }
        while (!pending.isEmpty()
                && pending.peek().receivedMark >= 0
                && counts.handled() >= pending.peek().receivedMark) {
            Pending done = pending.poll();
            boolean fair = sweep && done.fromStep >= fairFromStep && isOfFirstHosts(done);
            Interval interval = new Interval(
                    done.fromStep,
                    done.toStep,
                    done.seconds,
                    done.restSeconds,
                    done.probes,
                    fair ? done.toStep - done.fromStep : 0,
                    fair ? ledger.answers(done.number) : 0,
                    done.canariesTo - done.canariesFrom - Canaries.heldOut(done.canariesFrom, done.canariesTo),
                    canaries.answers(done.canariesFrom, done.canariesTo, false),
                    done.epoch,
                    done.localLoss);
            complete.add(interval);
            canaries.settle(done.canariesTo);
            tally.add(interval, done.canariesFrom, done.canariesTo, done.endNs);
        }
        return complete;
    }

    private long latenessNs() {
        spareLateness = ledger.latenessUs().getIntervalHistogram(spareLateness);
        latenessUs.add(spareLateness);
        if (latenessUs.getTotalCount() < LATENESS_SAMPLES_MIN) {
            return LATENESS_UNKNOWN_NS;
        }
        long nowUs = latenessUs.getValueAtPercentile(LATENESS_PERCENTILE);
        if (latenessUs.getTotalCount() > LATENESS_FRESH) {
            latenessUs.reset();
            latenessUs.recordValueWithCount(Math.max(1, nowUs), LATENESS_SAMPLES_MIN);
        }
        return Math.min(LATENESS_MAX_NS, (long) (nowUs * 1000.0 * LATENESS_FACTOR) + LATENESS_MARGIN_NS);
    }

    private void apply() {
        Pace each = controller.pace().dividedBy(pacers.size());
        pacers.forEach(pacer -> pacer.pace(each));
        canaries.share(controller.canaryShare(fromStep >= fairToStep), controller.rate());
    }

    private void describe(List<Interval> complete, double sentRate, List<Stretches.Range> repairs) {
        double loss = controller.loss();
        double limit = controller.limit();
        lastTick = new RateTick(
                controller.phase(),
                controller.rate(),
                sentRate,
                complete.stream().mapToLong(Interval::answers).sum(),
                controller.expected(),
                complete.stream().mapToLong(Interval::canaries).sum(),
                complete.stream().mapToLong(Interval::canaryAnswers).sum(),
                Double.isNaN(loss) ? OptionalDouble.empty() : OptionalDouble.of(loss),
                Double.isNaN(limit) ? OptionalDouble.empty() : OptionalDouble.of(limit),
                repairs.isEmpty() ? -1 : repairs.get(0).from(),
                repairs.isEmpty() ? -1 : repairs.get(repairs.size() - 1).to(),
                controller.decision());
    }

    /** Time until the next tick, nanoseconds; short while a pass only waits for the last intervals to be judged. */
    public long tickNs() {
        return wasBusy ? controller.tickNs() : Math.min(controller.tickNs(), RateController.BRISK_TICK_NS);
    }

    /** Whether intervals in which something was sent still wait for their answers. */
    public boolean isWaitingForSent() {
        return wasBusy || pending.stream().anyMatch(interval -> interval.toStep > interval.fromStep);
    }

    /** Steps of the pass below this one will not be condemned any more; -1 if that is not known. */
    public long judgedStep() {
        long undecided = controller.judgedStep();
        long incomplete = pending.isEmpty() ? fromStep : pending.peek().fromStep;
        return undecided < 0 ? incomplete : Math.min(undecided, incomplete);
    }

    /** How long too few had answered to judge any rate, from the first probe on; nanoseconds. */
    public long unjudgedNs() {
        return unjudgedNs;
    }

    /** What the last tick saw and did; null before the first. */
    public RateTick lastTick() {
        return lastTick;
    }

    /** The controller, to be read. */
    public RateController controller() {
        return controller;
    }

    /**
     * What share of the answering targets was found so far.
     *
     * @param attempts how often silent targets were asked
     * @param found how many were found
     */
    public Optional<CoverageEstimate> coverage(Attempts attempts, long found) {
        return tally.coverage(attempts, found);
    }
}
