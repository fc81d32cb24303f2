package hayate.sim;

/** A policer: so many packets a second pass, and a burst; the others are dropped. */
final class TokenBucket {
    private final double packetsPerSecond;
    private final double burstPackets;
    private double credit;
    private long lastNs;

    TokenBucket(double packetsPerSecond, double burstPackets) {
        this.packetsPerSecond = packetsPerSecond;
        this.burstPackets = burstPackets;
        this.credit = burstPackets;
    }

    /** Whether a packet passes at {@code nowNs}. */
    boolean admits(long nowNs) {
        credit = Math.min(burstPackets, credit + (nowNs - lastNs) / 1e9 * packetsPerSecond);
        lastNs = nowNs;
        if (credit < 1) {
            return false;
        }
        credit--;
        return true;
    }
}
