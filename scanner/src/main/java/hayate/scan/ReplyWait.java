package hayate.scan;

import hayate.rate.Template;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * How long after a probe its reply may still come: what the end of a pass waits for, and how far a checkpoint stays
 * behind the sender.
 *
 * <p>Four times the 99.9th percentile of the round trips seen, at least {@value #MEASURED_MIN_NS} ns and at most
 * {@value #WAIT_MAX_NS} ns: round trips are skewed to the right. A handful of them says little about the tail: then eight
 * times, and at least a fifth of the wait before any is known. That is a value given at the start, a second by default.
 * Resets and ICMP carry no timestamp; where nothing else comes, the time from the start of a pass to its last answer bounds
 * their round trips. {@code --initial-rtt-timeout}, {@code --min-rtt-timeout} and {@code --max-rtt-timeout} move these
 * bounds, {@code --wait} overrides all.
 */
public final class ReplyWait {
    static final long MEASURED_MIN_NS = 100_000_000L;
    static final long WAIT_MAX_NS = 10_000_000_000L;
    private static final int FEW_SAMPLES = 30;
    private static final double TAIL_FACTOR = 4;
    private static final double FEW_TAIL_FACTOR = 8;
    private static final int INITIAL_SHARE_MIN = 5;

    private final OptionalLong overrideNs;
    private final long initialNs;
    private final long minNs;
    private final long maxNs;
    private long knownSamples = -1;
    private long knownWaitNs;

    /**
     * @param overrideNs the wait asked for, if one was
     * @param initialNs the wait while no round trip is known
     */
    public ReplyWait(OptionalLong overrideNs, long initialNs) {
        this(overrideNs, initialNs, Timeouts.NONE);
    }

    /** @param timeouts bounds that were asked for, before any of ours */
    ReplyWait(OptionalLong overrideNs, long initialNs, Timeouts timeouts) {
        this.overrideNs = overrideNs;
        this.initialNs = timeouts.initialNs(initialNs);
        this.minNs = timeouts.minNs(MEASURED_MIN_NS);
        this.maxNs = timeouts.maxNs(WAIT_MAX_NS);
    }

    /** The wait while no round trip is known, unless one was asked for. */
    static long initialNs(Template template) {
        return switch (template) {
            case INSANE -> 300_000_000L;
            case AGGRESSIVE -> 500_000_000L;
            default -> 1_000_000_000L;
        };
    }

    /** That wait where the round trips of all hosts are known, of which the longest is {@code longestNs}. */
    static long initialNs(Template template, long longestNs) {
        long initialNs = initialNs(template);
        return Math.min(initialNs, Math.max(Math.max(MEASURED_MIN_NS, initialNs / INITIAL_SHARE_MIN), (long)
                (FEW_TAIL_FACTOR * longestNs)));
    }

    /** As {@link #waitNs(Histogram)} where no round trip took longer than {@code boundNs}, which may be unknown: 0. */
    long waitNs(Histogram roundTripsUs, long boundNs) {
        if (overrideNs.isPresent() || boundNs == 0 || roundTripsUs.getTotalCount() > 0) {
            return waitNs(roundTripsUs);
        }
        return Math.min(initialNs, Math.max(fewMinNs(), boundNs));
    }

    /** The wait after the round trips in {@code roundTripsUs}, in nanoseconds. */
    public long waitNs(Histogram roundTripsUs) {
        if (overrideNs.isPresent()) {
            return overrideNs.getAsLong();
        }
        long samples = roundTripsUs.getTotalCount();
        if (samples != knownSamples) {
            knownWaitNs = samples == 0 ? initialNs : measuredNs(roundTripsUs, samples);
            knownSamples = samples;
        }
        return knownWaitNs;
    }

    private long measuredNs(Histogram roundTripsUs, long samples) {
        boolean few = samples < FEW_SAMPLES;
        long tailNs = (long) (roundTripsUs.getValueAtPercentile(99.9) * 1000.0 * (few ? FEW_TAIL_FACTOR : TAIL_FACTOR));
        return Math.min(maxNs, Math.max(few ? fewMinNs() : minNs, tailNs));
    }

    private long fewMinNs() {
        return Math.max(minNs, initialNs / INITIAL_SHARE_MIN);
    }
}
