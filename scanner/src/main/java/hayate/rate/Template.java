package hayate.rate;

import java.util.Optional;

/**
 * The timing templates -T0 to -T5.
 *
 * <p>T0 to T2 are nmap's serial delays (a probe per 5 min, 15 s, 0.4 s). T3 to T5 find their rate: they differ in where
 * they start, in their cap, in how far they stay below the limit, in the loss at which they give way at once, and in how
 * large a scan asks its silent targets again.
 */
public enum Template {
    PARANOID(1 / 300.0, 1 << 20, null),
    SNEAKY(1 / 15.0, 1 << 20, null),
    POLITE(2.5, 1 << 20, null),
    NORMAL(10_000, 1 << 20, new Loop(1_000, 5_000, 0.01, 0.10)),
    AGGRESSIVE(250_000, 1 << 17, new Loop(4_000, 10_000, 0.02, 0.06)),
    INSANE(Double.POSITIVE_INFINITY, 1 << 16, new Loop(4_000, 10_000, 0.05, 0.05));

    private record Loop(double startRate, double safeRate, double lossBudget, double margin) {}

    private final double capProbesPerSecond;
    private final long retriesUpTo;

    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
    private final Loop loop;

    Template(double capProbesPerSecond, long retriesUpTo, Loop loop) {
        this.capProbesPerSecond = capProbesPerSecond;
        this.retriesUpTo = retriesUpTo;
        this.loop = loop;
    }

    /** The highest rate under this template, infinite for -T5. */
    public double capProbesPerSecond() {
        return capProbesPerSecond;
    }

    /** Scans of up to this many targets ask the silent a second time unless told otherwise. */
    public long retriesUpTo() {
        return retriesUpTo;
    }

    /** Whether it finds its rate itself. */
    public boolean isClosedLoop() {
        return loop != null;
    }

    /** What its closed loop may do between these rates (probes per second); empty for the serial templates. */
    public Optional<RateLimits> limits(double minRate, double maxRate) {
        return Optional.ofNullable(loop)
                .map(l -> new RateLimits(l.startRate, l.safeRate, minRate, maxRate, l.lossBudget, l.margin));
    }
}
