package hayate.send;

/**
 * Targets of one interval that get no packets.
 *
 * @param firstAddress first of the interval
 * @param lastAddress last of the interval; not every address in between need be a target
 * @param targets how many targets are in it
 * @param reason why
 * @param gateway the gateway that does not answer, empty if another reason is given
 */
public record Unroutable(int firstAddress, int lastAddress, long targets, Reason reason, String gateway) {
    /** The reason in a few words for people. */
    public String text() {
        return gateway.isEmpty() ? reason.text : "gateway " + gateway + " " + reason.text;
    }

    /** Why nothing can be sent there. */
    public enum Reason {
        NO_ROUTE("no route"),
        UNREACHABLE("unreachable by a route"),
        BLACKHOLE("swallowed by a route"),
        PROHIBITED("prohibited by a route"),
        BROADCAST("a broadcast address"),
        MULTICAST("a multicast address"),
        NO_SOURCE("no source address on the interface"),
        IPV6_GATEWAY("behind an IPv6 gateway"),
        GATEWAY_SILENT("does not answer ARP"),
        OTHER("not sendable");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }
}
