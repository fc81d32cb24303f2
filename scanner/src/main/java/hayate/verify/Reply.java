package hayate.verify;

/** A packet that proved to answer one of our probes. Mutable and reused by the verifier. */
public final class Reply {
    /** The kinds of packets that can prove it. */
    public enum Kind {
        /** The target accepts: acknowledges cookie + 1. */
        SYN_ACK,
        /** The target refuses: a RST that acknowledges cookie or cookie + 1. */
        RESET,
        /** The host answers an ICMP echo request. */
        ECHO_REPLY,
        /** The host answers an ICMP timestamp request. */
        TIMESTAMP_REPLY,
        /** The host answers an ICMP address mask request. */
        MASK_REPLY,
        /** Somebody on the way refuses: an ICMP error that quotes our probe. */
        ICMP_ERROR
    }

    /** The target's index in the space. */
    public long index;
    /** The target's address. */
    public int address;
    /** The target's port. */
    public int port;
    /** What kind of packet. */
    public Kind kind = Kind.RESET;
    /** ICMP type, for {@link Kind#ICMP_ERROR}. */
    public int icmpType;
    /** ICMP code, for {@link Kind#ICMP_ERROR}. */
    public int icmpCode;
    /** Window of a {@link Kind#RESET} or {@link Kind#SYN_ACK}, unscaled. */
    public int windowBytes;
    /** TTL as it arrived. */
    public int ttl;
    /** Round trip in microseconds, or {@link hayate.probe.TimestampClock#RTT_UNKNOWN}. */
    public int rttUs;
    /** Who sent the packet: the target, or for ICMP errors perhaps a router. */
    public int responder;
    /** Which attempt it answers, 0 for the first. */
    public int attempt;
    /** When the kernel saw it, nanoseconds since the epoch. */
    public long timeNs;
}
