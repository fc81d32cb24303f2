package hayate.result;

/** Why a state is believed, in nmap's words. ICMP reasons are named by type and code of RFC 792 and RFC 1812. */
public enum Reason {
    NO_RESPONSE("no-response"),
    SYN_ACK("syn-ack"),
    RESET("reset"),
    NET_UNREACH("net-unreach"),
    HOST_UNREACH("host-unreach"),
    PROTO_UNREACH("proto-unreach"),
    PORT_UNREACH("port-unreach"),
    NET_PROHIBITED("net-prohibited"),
    HOST_PROHIBITED("host-prohibited"),
    ADMIN_PROHIBITED("admin-prohibited"),
    TIME_EXCEEDED("time-exceeded"),
    ECHO_REPLY("echo-reply"),
    TIMESTAMP_REPLY("timestamp-reply"),
    ADDRESSMASK_REPLY("addressmask-reply"),
    CONN_REFUSED("conn-refused"),
    /** A SYN-ACK with a window of zero: a SYN proxy's, which opens it once the host behind it has accepted. */
    SYN_ACK_SHUT("syn-ack");

    private static final Reason[] VALUES = values();

    private final String label;

    Reason(String label) {
        this.label = label;
    }

    /** The word in every output. */
    public String label() {
        return label;
    }

    /** A small number for packing; it does not outlive the process. */
    @SuppressWarnings("EnumOrdinal")
    int number() {
        return ordinal();
    }

    /** The reason with this ordinal. */
    public static Reason ofOrdinal(int ordinal) {
        return VALUES[ordinal];
    }
}
