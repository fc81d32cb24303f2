package hayate.report;

/** Why a state is believed, in nmap's words. */
final class Reasons {
    private static final int TCP_SYN = 0x02;
    private static final int TCP_RST = 0x04;
    private static final int TCP_ACK = 0x10;

    private Reasons() {}

    /** masscan names the TCP flags that it saw, and nothing for other protocols. */
    static String ofMasscan(String reason, String protocol) {
        return switch (reason) {
            case "rst-ack", "rst" -> "reset";
            case "none", "", "response" -> ofProtocol(protocol);
            default -> reason;
        };
    }

    /** The flags of a TCP reply, as masscan's binary file keeps them. */
    static String ofTcpFlags(int flags) {
        if ((flags & TCP_RST) != 0) {
            return "reset";
        }
        return (flags & (TCP_SYN | TCP_ACK)) == (TCP_SYN | TCP_ACK) ? "syn-ack" : "unknown-response";
    }

    private static String ofProtocol(String protocol) {
        return switch (protocol) {
            case "tcp" -> "syn-ack";
            case "udp" -> "udp-response";
            case "sctp" -> "init-ack";
            case "icmp" -> "echo-reply";
            case "arp" -> "arp-response";
            default -> "unknown-response";
        };
    }
}
