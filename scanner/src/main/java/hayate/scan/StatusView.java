package hayate.scan;

import hayate.output.ScanProgress;
import hayate.queue.Pass;
import hayate.rate.ClosedLoop;
import hayate.rate.RateController;
import hayate.scan.Conductor.Progress;
import hayate.status.StatusSnapshot;
import hayate.verify.VerifyCounter;
import hayate.verify.VerifyCounters;
import java.util.Locale;
import java.util.OptionalLong;

/** Turns the conductor's progress into what people read. Owned by the conductor's thread. */
final class StatusView {
    private static final double SMOOTHING = 0.2;

    private final long steps;
    private final int retries;
    private final Carried carried;
    private final long startNs;
    private final VerifyCounters verified;
    private long lastNs;
    private long lastProbes;
    private double smoothedRate;

    /**
     * @param steps length of the order
     * @param retries retry passes planned
     * @param carried totals of earlier runs of a resumed scan
     * @param startNs monotonic start of this run
     */
    StatusView(long steps, int retries, Carried carried, long startNs, VerifyCounters verified) {
        this.steps = steps;
        this.retries = retries;
        this.carried = carried;
        this.startNs = startNs;
        this.verified = verified;
        this.lastNs = startNs;
    }

    long elapsedNs(long nowNs) {
        return carried.elapsedNs() + nowNs - startNs;
    }

    StatusSnapshot snapshot(Progress progress, long nowNs) {
        Measurements m = progress.measurements();
        double rate = (m.probes() - lastProbes) * 1e9 / Math.max(1, nowNs - lastNs);
        smoothedRate = smoothedRate == 0 ? rate : smoothedRate + SMOOTHING * (rate - smoothedRate);
        lastProbes = m.probes();
        lastNs = nowNs;
        long left = stepsLeft(progress);
        return new StatusSnapshot(
                progress.pass().number() + 1,
                Math.max(retries, progress.pass().number()) + 1,
                carried.probes() + m.probes(),
                carried.probes() + m.probes() + left,
                progress.waiting(),
                m.open(),
                m.closed(),
                m.filtered(),
                answers(),
                carried.receiveDrops() + m.receiveDrops(),
                carried.failedSends() + m.failedSends(),
                carried.stepsSentAgain() + progress.stepsSentAgain(),
                rate,
                elapsedNs(nowNs),
                smoothedRate > 0 ? OptionalLong.of((long) (left / smoothedRate * 1e9)) : OptionalLong.empty());
    }

    /** What a checkpoint keeps. */
    ScanProgress save(Progress progress, long nowNs) {
        return Resumption.save(progress, carried.plus(progress).counters(), elapsedNs(nowNs));
    }

    /** Totals over all runs of this scan. */
    Carried totals(Progress progress) {
        return carried.plus(progress);
    }

    /**
     * The share of targets asked at least once whose probe and answer were not lost on this machine, 0 to 1: of the sweep,
     * as far as it got. Loss on the path does not show here, nor do targets that no route or neighbour leads to.
     */
    double coverage(Progress progress, long unrepairedSteps) {
        if (steps == 0) {
            return 1;
        }
        long asked = progress.pass().number() > 0 ? steps : Math.min(steps, progress.sentStep());
        return Math.max(0, asked - unrepairedSteps) / (double) steps;
    }

    /** What the rate control is doing, for the progress line. */
    static String rateControl(ClosedLoop loop) {
        RateController controller = loop.controller();
        String doing = controller.phase().name().toLowerCase(Locale.ROOT);
        return Double.isNaN(controller.limit())
                ? doing
                : String.format(Locale.ROOT, "%s below %.0f pps", doing, controller.limit());
    }

    private long answers() {
        return verified.get(VerifyCounter.SYN_ACKS)
                + verified.get(VerifyCounter.RESETS)
                + verified.get(VerifyCounter.ICMP_ERRORS);
    }

    /** Probes still to be sent as far as one can tell: the rest of this pass, and the silent in each retry to come. */
    private long stepsLeft(Progress progress) {
        Pass pass = progress.pass();
        long left = pass.ranges().stream()
                .mapToLong(range -> Math.max(0, range.to() - Math.max(range.from(), progress.sentStep())))
                .sum();
        long silent = steps - progress.measurements().answered();
        long retriesLeft = Math.max(0, retries - pass.number());
        return Math.min(left, pass.silentOnly() ? silent : left) + retriesLeft * silent;
    }
}
