package hayate.result;

import hayate.probe.TimestampClock;

/**
 * What one verified reply says of one target. Mutable and reused: an event of the {@link FindingRing}; whoever needs it
 * longer than the call copies it.
 */
public final class Finding {
    /** {@link #rttUs} when the round trip is not known (a reply without our timestamp). */
    public static final int RTT_UNKNOWN = TimestampClock.RTT_UNKNOWN;

    /** The target's index in the space. */
    public long index;
    /** The target's IPv4 address, first octet most significant. */
    public int address;
    /** The target's TCP port. */
    public int port;
    /** What the reply says. */
    public State state = State.SILENT;
    /** The kind of reply. */
    public Reason reason = Reason.NO_RESPONSE;
    /** TTL of the reply as it arrived. */
    public int ttl;
    /** Round trip in microseconds, or {@link #RTT_UNKNOWN}. */
    public int rttUs = RTT_UNKNOWN;
    /** Who answered: the target itself, or the router that sent the ICMP error. */
    public int responder;
    /** Which attempt the reply answers, 0 for the first. */
    public int attempt;
    /** When the kernel saw the reply, nanoseconds since the epoch. */
    public long timeNs;

    /** Takes over all fields of another finding. */
    public void copyFrom(Finding other) {
        index = other.index;
        address = other.address;
        port = other.port;
        state = other.state;
        reason = other.reason;
        ttl = other.ttl;
        rttUs = other.rttUs;
        responder = other.responder;
        attempt = other.attempt;
        timeNs = other.timeNs;
    }
}
