package hayate.net.netlink;

import java.util.List;
import java.util.Optional;

/** What a scan asks about links and routes; {@link Netlink} answers for the running kernel. One thread owns it. */
public interface RoutingKernel {
    /** Takes one prefix. */
    @FunctionalInterface
    interface PrefixVisitor {
        /**
         * @param address the prefix's first address
         * @param lengthBits 0..32
         */
        void onPrefix(int address, int lengthBits);
    }

    /** All interfaces. */
    List<LinkInfo> links();

    /** All IPv4 addresses of this host. */
    List<InterfaceAddress> addresses();

    /**
     * Asks where a TCP packet would go.
     *
     * @param interfaceIndex the interface it must leave by, 0 for any
     * @param source the source it must have, 0 for any
     */
    RouteAnswer route(int destination, int interfaceIndex, int source);

    /**
     * Tells every IPv4 prefix that can change an answer of {@link #route}: those of all routing tables and those that
     * routing rules select by. A prefix may come more than once.
     */
    void prefixes(PrefixVisitor visitor);

    /** The IPv4 neighbours known on an interface. */
    List<Neighbour> neighbours(int interfaceIndex);

    /** One neighbour, if the kernel has an entry. */
    Optional<Neighbour> neighbour(int interfaceIndex, int address);

    /** Makes the kernel ask for a neighbour's hardware address, without waiting for the answer. */
    void solicit(int interfaceIndex, int address);
}
