package hayate.rate;

import hayate.send.Allowance;

/**
 * A fixed rate, kept over short windows and in the long run. Owned by its transmitter's thread.
 *
 * <p>Two generic cell rate algorithms (ITU-T I.371) in one. The short one forgives being late by at most {@value #BURST_NS}
 * ns, so no more than that many ns worth of probes (or one probe) go at once, and runs 0.5 % faster than told; the long one
 * never lets more than the rate times the time since the start go. So a thread that wakes late loses nothing, after a
 * longer pause the schedule is caught up gently, no window of 100 ms ever holds more than 1.01 times its share (and one
 * probe, where the share is no whole number), and the mean over a scan is exact. Debt beyond {@value #DEBT_MAX_NS} ns is
 * forgiven: a laptop that slept does not make up for the night.
 *
 * <p>Worked: at 300,000 probes/s a probe is due each 3,333 ns; the quantum of 200 µs asks for 60 probes at once, the burst
 * holds 120.
 */
public final class Pacer implements Allowance {
    private static final double CATCH_UP = 1.005;
    private static final long BURST_NS = 400_000;
    private static final long QUANTUM_NS = 200_000;
    private static final long DEBT_MAX_NS = 1_000_000_000;

    private final double intervalNs;
    private final double catchUpIntervalNs;
    private final double burstProbes;
    private final double quantumProbes;
    private boolean started;
    private long originNs;
    private double longDueNs;
    private double shortDueNs;

    /** @param probesPerSecond the rate, above 0 and finite */
    public Pacer(double probesPerSecond) {
        if (!(probesPerSecond > 0) || Double.isInfinite(probesPerSecond)) {
            throw new IllegalArgumentException("rate " + probesPerSecond);
        }
        intervalNs = 1e9 / probesPerSecond;
        catchUpIntervalNs = intervalNs / CATCH_UP;
        burstProbes = Math.max(1, Math.floor(BURST_NS / intervalNs));
        quantumProbes = Math.max(1, Math.floor(QUANTUM_NS / intervalNs));
    }

    @Override
    public int available(long nowNs, int wanted) {
        double now = start(nowNs);
        double allowed = Math.min(credit(now, longDueNs, intervalNs), credit(now, shortDueNs, catchUpIntervalNs));
        allowed = Math.min(Math.floor(allowed), burstProbes);
        return allowed < Math.min(wanted, quantumProbes) ? 0 : (int) Math.min(wanted, allowed);
    }

    @Override
    public void consume(long nowNs, int count) {
        double now = start(nowNs);
        longDueNs = Math.max(longDueNs, now - DEBT_MAX_NS) + count * intervalNs;
        shortDueNs = Math.max(shortDueNs, now - BURST_NS) + count * catchUpIntervalNs;
    }

    @Override
    public long nextNs(long nowNs) {
        start(nowNs);
        double due = Math.max(
                longDueNs + (quantumProbes - 1) * intervalNs, shortDueNs + (quantumProbes - 1) * catchUpIntervalNs);
        return originNs + (long) due;
    }

    private static double credit(double now, double dueNs, double interval) {
        return now < dueNs ? 0 : (now - dueNs) / interval + 1;
    }

    private double start(long nowNs) {
        if (!started) {
            started = true;
            originNs = nowNs;
        }
        return nowNs - originNs;
    }
}
