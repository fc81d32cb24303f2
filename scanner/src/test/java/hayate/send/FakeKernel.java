package hayate.send;

import hayate.net.Errno;
import hayate.net.NativeException;
import hayate.net.netlink.InterfaceAddress;
import hayate.net.netlink.LinkInfo;
import hayate.net.netlink.Neighbour;
import hayate.net.netlink.RouteAnswer;
import hayate.net.netlink.RoutingKernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A routing table with longest-prefix match, one answer per prefix. */
final class FakeKernel implements RoutingKernel {
    static final LinkInfo ETH0 = new LinkInfo(2, "eth0", LinkInfo.TYPE_ETHERNET, 0x1043, 1500, 0x0200_0000_0002L, 1);
    static final LinkInfo TUN0 = new LinkInfo(3, "tun0", 65534, 0x10D1, 1400, -1, 1);
    static final LinkInfo LO = new LinkInfo(1, "lo", LinkInfo.TYPE_LOOPBACK, 0x49, 65536, 0, 1);

    private record Prefix(int address, int lengthBits) {
        boolean has(int candidate) {
            return lengthBits == 0 || (candidate ^ address) >>> (32 - lengthBits) == 0;
        }
    }

    final Map<Integer, Long> answeringArp = new HashMap<>();
    private final Map<Prefix, RouteAnswer> routes = new HashMap<>();
    private final Map<Integer, Neighbour> table = new HashMap<>();
    int questions;
    int solicitations;
    /** So many more requests find the table full. */
    int fullFor;

    FakeKernel add(int address, int lengthBits, RouteAnswer answer) {
        routes.put(new Prefix(address, lengthBits), answer);
        return this;
    }

    @Override
    public List<LinkInfo> links() {
        return List.of(LO, ETH0, TUN0);
    }

    @Override
    public List<InterfaceAddress> addresses() {
        return List.of(new InterfaceAddress(2, 0x0A000005, 24, 0x0A000005));
    }

    /** Empties the neighbour table. */
    void forget() {
        table.clear();
    }

    RouteAnswer lookup(int destination) {
        return routes.entrySet().stream()
                .filter(entry -> entry.getKey().has(destination))
                .max((a, b) -> a.getKey().lengthBits() - b.getKey().lengthBits())
                .map(Map.Entry::getValue)
                .orElse(new RouteAnswer(RouteAnswer.Type.NO_ROUTE, 0, 0, 0, 0));
    }

    @Override
    public RouteAnswer route(int destination, int interfaceIndex, int source) {
        questions++;
        return lookup(destination);
    }

    @Override
    public void prefixes(PrefixVisitor visitor) {
        for (Prefix prefix : new ArrayList<>(routes.keySet())) {
            visitor.onPrefix(prefix.address(), prefix.lengthBits());
        }
    }

    @Override
    public List<Neighbour> neighbours(int interfaceIndex) {
        return List.copyOf(table.values());
    }

    @Override
    public Optional<Neighbour> neighbour(int interfaceIndex, int address) {
        return Optional.ofNullable(table.get(address));
    }

    @Override
    public void solicit(int interfaceIndex, int address) {
        if (fullFor > 0) {
            fullFor--;
            throw new NativeException("netlink(solicit)", Errno.ENOBUFS.number());
        }
        solicitations++;
        Long mac = answeringArp.get(address);
        int state = mac == null ? Neighbour.INCOMPLETE : Neighbour.REACHABLE;
        table.put(address, new Neighbour(interfaceIndex, address, mac == null ? -1 : mac, state));
    }
}
