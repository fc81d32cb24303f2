package hayate.rate;

import hayate.send.Allowance;

/**
 * A fixed rate, kept over short windows and in the long run. Owned by its transmitter's thread.
 *
 * <p>Two generic cell rate algorithms (ITU-T I.371) in one. The short one forgives being late by 0.7 ms at most, so no more
 * than that many ns worth of probes (or a pair) go at once, and runs 0.3 % faster than told (or at the {@link Pace}'s own
 * rate for that); the long one never lets more than the rate times the time since the start go. So a thread that wakes late
 * loses nothing, after a longer pause the schedule is caught up gently, no window of 100 ms ever holds more than 1.01 times
 * its share (and one probe, or two where they go in pairs), and the mean over a scan is exact. Debt beyond the longest pause
 * that the pace makes up for, a second at most, is forgiven: a laptop that slept does not make up for the night.
 *
 * <p>Waking is dear where little is sent: a thread that sleeps a millisecond finds its caches cold, and on a virtual machine
 * sleeping and sending one probe take 40 µs of processor time even in C. So from 1,000 probes/s on they go in pairs at
 * least. The first goes alone and the pairs half an interval early, so that a window that opens with the first
 * probe closes between two pairs.
 *
 * <p>A {@link Pace} in small portions is for a path that may take no more than a handful at once: as nftables has it, a
 * policer's bucket holds five packets, and of a portion of forty it passes five. Four probes at once at most then, or what
 * 20 µs bring, and one by one where the sender does not sleep in between; with more allowed at once, half of that.
 *
 * <p>Worked: at 300,000 probes/s a probe is due each 3,333 ns; the quantum of 400 µs asks for 120 probes at once, the burst
 * holds 210. In small portions it asks for three, and after a pause seven go at once.
 */
public final class Pacer implements Allowance {
    /** A sender that is slower than the rate owes too, and has not paused. */
    private static final long PAUSE_MIN_NS = 200_000;

    private final long debtMaxNs;
    private final double intervalNs;
    private final double catchUpIntervalNs;
    private final Portion portion;
    private boolean started;
    private long originNs;
    private double longDueNs;
    private double shortDueNs;
    private double beforeNs;
    private double forgivenNs;

    /** @param probesPerSecond the rate, above 0 and finite */
    public Pacer(double probesPerSecond) {
        this(Pace.gently(probesPerSecond));
    }

    /** @param pace a finite one */
    Pacer(Pace pace) {
        double probesPerSecond = pace.probesPerSecond();
        if (!(probesPerSecond > 0) || Double.isInfinite(probesPerSecond)) {
            throw new IllegalArgumentException("rate " + probesPerSecond);
        }
        debtMaxNs = pace.catchUpMaxNs();
        intervalNs = 1e9 / probesPerSecond;
        catchUpIntervalNs = 1e9 / pace.catchUpRate();
        portion = Portion.of(pace.portions(), intervalNs, catchUpIntervalNs);
        if (Portion.inPairs(intervalNs)) {
            longDueNs = -intervalNs / 2;
            shortDueNs = longDueNs;
        }
    }

    @Override
    public int available(long nowNs, int wanted) {
        double now = start(nowNs);
        double allowed = Math.min(credit(now, longDueNs, intervalNs), credit(now, shortDueNs, catchUpIntervalNs));
        allowed = Math.min(Math.floor(allowed), portion.burstProbes());
        double least = now == 0 ? 1 : portion.quantumProbes();
        return allowed < Math.min(wanted, least) ? 0 : (int) Math.min(wanted, allowed);
    }

    @Override
    public void consume(long nowNs, int count) {
        double now = start(nowNs);
        double oldestNs = now - debtMaxNs;
        if (now - beforeNs > PAUSE_MIN_NS) {
            forgivenNs += Math.max(0, Math.min(now - beforeNs, oldestNs - longDueNs));
        }
        beforeNs = now;
        longDueNs = Math.max(longDueNs, oldestNs) + count * intervalNs;
        shortDueNs = Math.max(shortDueNs, now - portion.burstNs()) + count * catchUpIntervalNs;
    }

    @Override
    public long nextNs(long nowNs) {
        start(nowNs);
        double others = portion.quantumProbes() - 1;
        double due = Math.max(longDueNs + others * intervalNs, shortDueNs + others * catchUpIntervalNs);
        return originNs + (long) due;
    }

    /** How much of its pauses was forgiven so far: time in which nothing was sent, and that nothing makes up for. */
    double forgivenNs() {
        return forgivenNs;
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
