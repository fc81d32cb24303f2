package hayate.net.netlink;

import java.util.Objects;

/**
 * How the kernel would send to one destination.
 *
 * @param type what it would do
 * @param interfaceIndex through which interface, 0 if it would not send
 * @param gatewayAddress next hop, 0 if the destination is on the link
 * @param sourceAddress the source that it would choose, 0 if none
 * @param mtuBytes the route's own MTU, 0 if it is the interface's
 */
public record RouteAnswer(Type type, int interfaceIndex, int gatewayAddress, int sourceAddress, int mtuBytes) {
    /** What happens to a packet. */
    public enum Type {
        UNICAST,
        LOCAL,
        BROADCAST,
        MULTICAST,
        NO_ROUTE,
        UNREACHABLE,
        BLACKHOLE,
        PROHIBIT,
        /** No route leads through the interface asked for; the kernel would take the destination to be on its link. */
        ASSUMED_ON_LINK,
        /** The next hop is an IPv6 address. */
        IPV6_GATEWAY,
        OTHER
    }

    /** An answer that sends nothing. */
    static RouteAnswer none(Type type) {
        return new RouteAnswer(type, 0, 0, 0, 0);
    }

    /** By hand: to make a record's own takes the JVM 20 ms of a start. */
    @Override
    public int hashCode() {
        return Objects.hash(type, interfaceIndex, gatewayAddress, sourceAddress, mtuBytes);
    }
}
