package hayate.rate;

/**
 * The timing templates -T0 to -T5.
 *
 * <p>Here they are fixed caps: T0 to T2 are nmap's serial delays (a probe per 5 min, 15 s, 0.4 s).
 */
public enum Template {
    PARANOID(1 / 300.0),
    SNEAKY(1 / 15.0),
    POLITE(2.5),
    NORMAL(10_000),
    AGGRESSIVE(250_000),
    INSANE(Double.POSITIVE_INFINITY);

    private final double capProbesPerSecond;

    Template(double capProbesPerSecond) {
        this.capProbesPerSecond = capProbesPerSecond;
    }

    /** The highest rate under this template, infinite for -T5. */
    public double capProbesPerSecond() {
        return capProbesPerSecond;
    }
}
