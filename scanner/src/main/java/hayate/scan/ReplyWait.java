package hayate.scan;

import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * How long after a probe its reply may still come: what the end of a pass waits for, and how far a checkpoint stays
 * behind the sender.
 *
 * <p>Four times the 99.9th percentile of the round trips seen, at least {@value #MEASURED_MIN_NS} ns and at most
 * {@value #WAIT_MAX_NS} ns: round trips are skewed to the right, and a handful of them says little about the tail. Before
 * any is known it is a value given at the start (a second; on the loopback a tenth). {@code --initial-rtt-timeout},
 * {@code --min-rtt-timeout} and {@code --max-rtt-timeout} move these bounds, {@code --wait} overrides all.
 */
public final class ReplyWait {
    static final long MEASURED_MIN_NS = 100_000_000L;
    static final long WAIT_MAX_NS = 10_000_000_000L;
    private static final int FEW_SAMPLES = 30;
    private static final double TAIL_FACTOR = 4;

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
        long tailNs = (long) (roundTripsUs.getValueAtPercentile(99.9) * 1000.0 * TAIL_FACTOR);
        long floorNs = samples < FEW_SAMPLES ? Math.max(minNs, Math.min(initialNs, 5 * MEASURED_MIN_NS)) : minNs;
        return Math.min(maxNs, Math.max(floorNs, tailNs));
    }
}
