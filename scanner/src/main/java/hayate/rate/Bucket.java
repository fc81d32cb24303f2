package hayate.rate;

/**
 * How much more than its limit the path lets through at once: the tokens of a policer, the room of a queue. A rate above the
 * limit that is answered proves nothing before it has sent more than that. Owned by the conductor.
 *
 * <p>Worked: a policer of 100,000/s with a bucket of a second was emptied by the way up, which sent 90,000 beyond the limit
 * before answers were missing. A probe at 125,000/s then goes on for up to 5 s; as long as nothing is lost, that is only
 * the faster way to send what has to be sent.
 */
final class Bucket {
    private static final double SURPASSED = 1.5;
    private static final double FORGETS = 0.7;

    private double depthProbes;
    private double beyondProbes;

    /** A new attempt to go beyond the limit. */
    void restart() {
        beyondProbes = 0;
    }

    void add(Interval interval, double limit) {
        if (limit > 0) {
            beyondProbes = Math.max(0, beyondProbes + interval.probes() - limit * interval.seconds());
        }
    }

    /** Answers went missing now. */
    void isEmpty() {
        depthProbes = Math.max(FORGETS * depthProbes, beyondProbes);
        beyondProbes = 0;
    }

    /** So much was sent beyond the limit on the first way up. */
    void estimate(double probes) {
        depthProbes = probes > 0 ? probes : 0;
        beyondProbes = 0;
    }

    /** Whether what was sent beyond the limit is more than a bucket explains. */
    boolean isSurpassed() {
        return beyondProbes >= SURPASSED * depthProbes;
    }
}
