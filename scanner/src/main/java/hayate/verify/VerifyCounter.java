package hayate.verify;

/** What became of every received packet: each is counted in {@link #PACKETS} and in one of the outcomes. */
public enum VerifyCounter {
    /** Everything handed to the verifier. */
    PACKETS("packets", false),
    /** Carried one VLAN tag or two; also counted by its outcome. */
    VLAN_TAGGED("vlan-tagged", false),
    /** SYN-ACKs with our cookie, duplicates included. */
    SYN_ACKS("syn-acks", true),
    /** Resets with our cookie, duplicates included. */
    RESETS("resets", true),
    /** ICMP errors that quote a probe with our cookie, duplicates included. */
    ICMP_ERRORS("icmp-errors", true),
    /** Answers to ICMP requests with our cookie, duplicates included. */
    PING_REPLIES("ping-replies", true),
    /** Challenge ACKs from targets: handed on as requests to ask again. */
    CHALLENGE_ACKS("challenge-acks", true),
    /** Not IPv4. */
    NON_IPV4("non-ipv4", true),
    /** IPv4, but neither TCP nor ICMP. */
    OTHER_PROTOCOL("other-protocol", true),
    /** Fewer bytes captured than its headers say and we need. */
    TRUNCATED("truncated", true),
    /** Header lengths or versions that contradict themselves. */
    MALFORMED("malformed", true),
    /** A later fragment, or a first one too short to hold what we need. */
    FRAGMENTS("fragments", true),
    /** Sent to an address or port that is not ours. */
    NOT_OURS("not-ours", true),
    /** The cookie is right or none is needed, but the target is not in the space. */
    NOT_IN_SPACE("not-in-space", true),
    /** SYN-ACKs and resets that acknowledge something else than our cookie: forged, or for somebody else. */
    BAD_COOKIE("bad-cookie", true),
    /** ICMP errors whose quote is too short, not of a probe of ours, or without our cookie. */
    BAD_QUOTE("bad-quote", true),
    /** ICMP messages of types or codes that say nothing of a target. */
    OTHER_ICMP("other-icmp", true),
    /** Resets without ACK: they can carry no proof. */
    UNVERIFIABLE("unverifiable", true),
    /** Other TCP segments to our ports: bare SYNs, data. */
    UNSOLICITED("unsolicited", true),
    /** SYN-ACKs, resets and ICMP errors that told nothing new; also counted by their kind. */
    DUPLICATES("duplicates", false);

    private final String label;
    private final boolean outcome;

    VerifyCounter(String label, boolean outcome) {
        this.label = label;
        this.outcome = outcome;
    }

    /** The place among the counters, from 0. */
    @SuppressWarnings("EnumOrdinal")
    int slot() {
        return ordinal();
    }

    /** The word in the run record. */
    public String label() {
        return label;
    }

    /** Whether every packet is counted in exactly one of the counters of this kind. */
    public boolean isOutcome() {
        return outcome;
    }
}
