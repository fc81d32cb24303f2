package hayate.scan;

import hayate.queue.Pass;
import hayate.scan.Conductor.Progress;
import hayate.status.StatusSnapshot;
import hayate.verify.VerifyCounter;
import hayate.verify.VerifyCounters;
import java.util.OptionalLong;

/** Turns the conductor's progress into what people read. Owned by the conductor's thread. */
final class StatusView {
    private static final double SMOOTHING = 0.2;

    private final long steps;
    private final int retries;
    private final long elapsedBeforeNs;
    private final long startNs;
    private final VerifyCounters verified;
    private long lastNs;
    private long lastProbes;
    private double smoothedRate;

    /**
     * @param steps length of the order
     * @param retries retry passes planned
     * @param elapsedBeforeNs what earlier runs of a resumed scan took
     * @param startNs monotonic start of this run
     */
    StatusView(long steps, int retries, long elapsedBeforeNs, long startNs, VerifyCounters verified) {
        this.steps = steps;
        this.retries = retries;
        this.elapsedBeforeNs = elapsedBeforeNs;
        this.startNs = startNs;
        this.verified = verified;
        this.lastNs = startNs;
    }

    long elapsedNs(long nowNs) {
        return elapsedBeforeNs + nowNs - startNs;
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
                m.probes(),
                m.probes() + left,
                progress.waiting(),
                m.open(),
                m.closed(),
                m.filtered(),
                answers(),
                m.receiveDrops(),
                m.failedSends(),
                progress.stepsSentAgain(),
                rate,
                elapsedNs(nowNs),
                smoothedRate > 0 ? OptionalLong.of((long) (left / smoothedRate * 1e9)) : OptionalLong.empty());
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
