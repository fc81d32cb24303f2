package hayate.scan;

import hayate.net.Capabilities;
import hayate.net.FrameReceiver;
import hayate.net.FrameSender;
import hayate.net.PacketFilter;
import hayate.net.PacketRingReceiver;
import hayate.net.PcapReceiver;
import hayate.net.PortReservation;
import hayate.net.RingSize;
import hayate.net.netlink.Netlink;
import hayate.probe.CookieKey;
import hayate.probe.ProbeConfig;
import hayate.probe.SynTemplate;
import hayate.receive.KernelRstRule;
import hayate.send.Lane;
import hayate.send.LaneTable;
import hayate.send.MacTable;
import hayate.send.OnLinkResolver;
import hayate.send.Route;
import hayate.send.Route.Link;
import hayate.send.RouteMap;
import hayate.send.SendConfig;
import hayate.send.SendConfig.Backend;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The kernel's network: routes and neighbours asked of it, ports reserved, sockets opened. Two steps, so that outputs can
 * be opened in between: {@link #find} asks, {@link #open} sends the first packets (ARP).
 */
final class LiveNetwork implements Network {
    private static final int SNAP_LENGTH_BYTES = PacketFilter.DEFAULT_SNAP_LENGTH_BYTES;

    private final ScanConfig config;
    private final RouteMap routes;
    private final PortReservation ports;
    private final int[] sourceAddresses;
    private final List<LaneTable> lanes = new ArrayList<>();
    private FrameReceiver receiver;
    private KernelRstRule rstRule;

    private LiveNetwork(ScanConfig config, RouteMap routes, PortReservation ports, int[] sourceAddresses) {
        this.config = config;
        this.routes = routes;
        this.ports = ports;
        this.sourceAddresses = sourceAddresses;
    }

    /**
     * Finds the ways to all targets and reserves our source ports.
     *
     * @throws ScanException if no target can be reached, or not in the way asked for
     */
    static LiveNetwork find(ScanConfig config) {
        RouteMap routes;
        try (Netlink netlink = Netlink.open()) {
            routes = RouteMap.build(netlink, config.space().addresses(), config.send());
        }
        if (routes.routeCount() == 0) {
            throw new ScanException("no route to any target: "
                    + routes.unroutable().stream().map(Object::toString).collect(Collectors.joining(", ")));
        }
        int[] sources = allRoutes(routes).stream()
                .mapToInt(Route::sourceAddress)
                .distinct()
                .toArray();
        int bindTo = sources.length == 1 ? sources[0] : 0;
        int port = config.probe().sourcePort();
        PortReservation ports =
                port == 0 ? PortReservation.choose(bindTo, new SecureRandom()) : PortReservation.at(bindTo, port);
        return new LiveNetwork(config, routes, ports, sources);
    }

    private static List<Route> allRoutes(RouteMap routes) {
        return IntStream.range(0, routes.routeCount()).mapToObj(routes::route).toList();
    }

    /**
     * Opens sockets, resolves neighbours on the link and installs the RST rule if asked for. After this the network can
     * be given to an engine, and must be closed.
     *
     * @param key the key of the scan's cookies
     * @param stop whether to give up resolving
     */
    void open(CookieKey key, BooleanSupplier stop) {
        receiver = openReceiver();
        if (config.suppressKernelRst()) {
            rstRule = KernelRstRule.install(interfaceNames(), sourceAddresses, ports.basePort(), PortReservation.PORTS);
        }
        Capabilities capabilities = new Capabilities();
        List<Exits> exits = new ArrayList<>();
        for (int i = 0; i < config.send().senders(); i++) {
            exits.add(new Exits(config.send().backend(), config.rate().probesPerSecond(), i, capabilities));
        }
        MacTable neighbours = resolveNeighbours(stop);
        for (Exits each : exits) {
            Lane[] table = new Lane[routes.routeCount()];
            for (int id = 0; id < table.length; id++) {
                table[id] = lane(routes.route(id), each, key, neighbours);
            }
            lanes.add(new RoutedLanes(routes, table));
        }
    }

    private MacTable resolveNeighbours(BooleanSupplier stop) {
        if (config.send().backend() == Backend.IP
                || allRoutes(routes).stream().noneMatch(Route::needsNeighbours)) {
            return null;
        }
        try (Netlink netlink = Netlink.open()) {
            return OnLinkResolver.resolve(
                    netlink, routes, config.space().addresses(), config.rate().probesPerSecond(), stop);
        }
    }

    private Lane lane(Route route, Exits exits, CookieKey key, MacTable neighbours) {
        Lane.Exit exit = exits.of(route);
        boolean perTarget = exit.sender().framing() == FrameSender.Framing.ETHERNET && route.needsNeighbours();
        SynTemplate template = new SynTemplate(
                exit.sender().framing(),
                route.sourceMac(),
                perTarget ? 0 : route.nextHopMac(),
                route.sourceAddress(),
                probe(),
                key);
        return new Lane(exit, template, perTarget ? neighbours : null);
    }

    /** One interface gives a receiver of its own; several share one on all interfaces. */
    private FrameReceiver openReceiver() {
        Set<Integer> indexes =
                allRoutes(routes).stream().map(Route::interfaceIndex).collect(Collectors.toCollection(TreeSet::new));
        if (config.send().backend() == Backend.PCAP) {
            if (indexes.size() > 1) {
                throw new ScanException("--backend pcap works on one interface; these targets need "
                        + String.join(", ", interfaceNames()) + ": choose one with -e");
            }
            return new PcapReceiver(routes.route(0).interfaceName(), pcapFilter(), SNAP_LENGTH_BYTES);
        }
        int interfaceIndex = indexes.size() == 1 ? indexes.iterator().next() : 0;
        double rate = Math.min(config.rate().probesPerSecond(), Long.MAX_VALUE);
        return new PacketRingReceiver(
                interfaceIndex,
                PacketFilter.synReplies(ports.basePort(), PortReservation.PORTS),
                RingSize.forRate((long) rate));
    }

    private String pcapFilter() {
        int last = ports.basePort() + PortReservation.PORTS - 1;
        return "(tcp and dst portrange " + ports.basePort() + "-" + last + ") or (icmp and (icmp[0] == 3 or icmp[0] == 11))";
    }

    private List<String> interfaceNames() {
        return allRoutes(routes).stream().map(Route::interfaceName).distinct().toList();
    }

    /** How SYNs look, now that the source port is known. */
    ProbeConfig probe() {
        return new ProbeConfig(config.probe().options(), config.probe().ttl(), ports.basePort());
    }

    /** Whether every target is this host itself. */
    boolean isLoopbackOnly() {
        return allRoutes(routes).stream().allMatch(route -> route.link() == Link.LOOPBACK);
    }

    /** What cannot be reached at all, a phrase each. */
    List<String> unreachable() {
        return routes.unroutable().stream().map(Object::toString).toList();
    }

    @Override
    public List<LaneTable> lanes() {
        return Collections.unmodifiableList(lanes);
    }

    @Override
    public FrameReceiver receiver() {
        return receiver;
    }

    @Override
    public int[] sourceAddresses() {
        return sourceAddresses.clone();
    }

    @Override
    public int sourcePort() {
        return ports.basePort();
    }

    @Override
    public String description() {
        Set<String> senders = new TreeSet<>();
        lanes.forEach(table -> table.exits().forEach(exit -> senders.add(exit.sender().name())));
        return String.join("+", senders) + " on " + String.join(", ", interfaceNames()) + ", receiving by "
                + receiver.name();
    }

    @Override
    public void close() {
        if (rstRule != null) {
            rstRule.close();
        }
        ports.close();
    }
}
