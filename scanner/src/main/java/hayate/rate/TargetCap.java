package hayate.rate;

/**
 * A limit for every network of one prefix length: no two probes to it closer than this, but for a burst.
 *
 * @param prefixLength 32 for each host, 24 for each /24
 * @param intervalNs between probes
 * @param burstNs how much earlier than that a probe may go, if there was time before; 0 for never
 */
public record TargetCap(int prefixLength, double intervalNs, double burstNs) {
    private static final double NS_PER_SECOND = 1e9;
    private static final double BURST_FROM_RATE = 200;
    private static final double BURST_NS = 10_000_000;

    /** Checks the bounds. */
    public TargetCap {
        if (prefixLength < 1 || prefixLength > Integer.SIZE || !(intervalNs > 0) || burstNs < 0) {
            throw new IllegalArgumentException("cap of " + intervalNs + " ns per /" + prefixLength);
        }
    }

    /**
     * At most so many probes in any second. Below 200 they are at least 1/N s apart; from there on up to 1 % of them go
     * together, at a rate that is as much lower: by the cell rate algorithm w seconds hold at most (w + 0.01) / 1.01 N.
     */
    public static TargetCap perSecond(int prefixLength, double probes) {
        double burstNs = probes < BURST_FROM_RATE ? 0 : BURST_NS;
        return new TargetCap(prefixLength, (NS_PER_SECOND + burstNs) / probes, burstNs);
    }

    /** No two probes to a host within so much time. */
    public static TargetCap delay(long intervalNs) {
        return new TargetCap(Integer.SIZE, intervalNs, 0);
    }

    /** Probes per second in the long run. */
    public double probesPerSecond() {
        return NS_PER_SECOND / intervalNs;
    }
}
