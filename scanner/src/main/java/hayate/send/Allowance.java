package hayate.send;

/** Permission to send: what the rate controller grants a transmitter. Owned by the transmitter's thread. */
public interface Allowance {
    /** How many probes may be sent at {@code nowNs}, at most {@code wanted}; 0 means wait. */
    int available(long nowNs, int wanted);

    /** Tells that {@code count} of the allowed probes were sent at {@code nowNs}. */
    void consume(long nowNs, int count);

    /** Monotonic time at which at least one probe will be allowed; not later than true. */
    long nextNs(long nowNs);
}
