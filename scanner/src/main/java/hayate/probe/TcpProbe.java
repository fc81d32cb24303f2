package hayate.probe;

/**
 * What a TCP probe asks, by its flags (RFC 9293, 3.10.7): a SYN asks for a connection; the others ask a stack to refuse
 * what belongs to no connection, which tells filters (ACK, Window) or closed ports (FIN, NULL, Xmas) apart.
 */
public enum TcpProbe {
    /** SYN: open ports accept, closed ones reset. */
    SYN(0x02, "syn"),
    /** ACK: every port that a packet reaches resets, open or closed. */
    ACK(0x10, "ack"),
    /** ACK, and the window of the reset tells open ports of some stacks. */
    WINDOW(0x10, "window"),
    /** FIN: closed ports reset, open ones stay silent, on stacks that follow the standard. */
    FIN(0x01, "fin"),
    /** No flag at all, else as FIN. */
    NULL(0x00, "null"),
    /** FIN, PSH and URG, else as FIN. */
    XMAS(0x29, "xmas");

    private static final int ACK_FLAG = 0x10;

    private final int flags;
    private final String label;

    TcpProbe(int flags, String label) {
        this.flags = flags;
        this.label = label;
    }

    /** The flags byte. */
    public int flags() {
        return flags;
    }

    /** The word for it in reports. */
    public String label() {
        return label;
    }

    /** Whether the cookie is in the acknowledgment number too, which resets take their sequence number from. */
    public boolean acknowledges() {
        return (flags & ACK_FLAG) != 0;
    }

    /** Whether silence may mean an open port. */
    public boolean isSilenceOpen() {
        return this == FIN || this == NULL || this == XMAS;
    }
}
