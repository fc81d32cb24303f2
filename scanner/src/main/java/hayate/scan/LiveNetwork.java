package hayate.scan;

import hayate.net.Capabilities;
import hayate.net.DeviceCounters;
import hayate.net.FrameReceiver;
import hayate.net.FrameSender;
import hayate.net.PacketFilter;
import hayate.net.PacketRingReceiver;
import hayate.net.PacketSender;
import hayate.net.PcapReceiver;
import hayate.net.PortReservation;
import hayate.net.RingSize;
import hayate.net.netlink.Netlink;
import hayate.plan.AddressSet;
import hayate.plan.Addresses;
import hayate.probe.CookieKey;
import hayate.probe.PingProbe;
import hayate.probe.PingTemplate;
import hayate.probe.ProbeConfig;
import hayate.probe.ProbeTemplate;
import hayate.probe.TcpTemplate;
import hayate.rate.RateConfig;
import hayate.rate.TargetCap;
import hayate.receive.KernelRstRule;
import hayate.send.Lane;
import hayate.send.LaneTable;
import hayate.send.MacTable;
import hayate.send.OnLinkResolver;
import hayate.send.Route;
import hayate.send.Route.Link;
import hayate.send.RouteMap;
import hayate.send.RouteTargets;
import hayate.send.SendConfig.Backend;
import hayate.send.Unroutable;
import hayate.status.PacketTrace;
import hayate.work.Clock;
import hayate.work.Entropy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The kernel's network: routes and neighbours asked of it, ports reserved, sockets opened. Two steps, so that outputs can
 * be opened in between: {@link #find} asks, {@link #open} sends the first packets (ARP).
 */
final class LiveNetwork implements Network {
    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int FEW_NEIGHBOURS = 16;
    private static final RingSize FEW_REPLIES = new RingSize(1 << 12, 64, 1);
    private static final int SNAP_LENGTH_BYTES = PacketFilter.DEFAULT_SNAP_LENGTH_BYTES;

    private final ScanConfig config;
    private final AddressSet addresses;
    private final List<PingProbe> pings;
    private final Lane.Neighbours known;
    private final Clock clock;
    private final RouteMap routes;
    private final PortReservation ports;
    private final int[] sourceAddresses;
    private final List<LaneTable> lanes = new ArrayList<>();
    private final List<DeviceCounters> devices = new ArrayList<>();
    private FrameReceiver receiver;
    private KernelRstRule rstRule;

    private LiveNetwork(
            ScanConfig config,
            AddressSet addresses,
            List<PingProbe> pings,
            Lane.Neighbours known,
            Clock clock,
            RouteMap routes,
            PortReservation ports,
            int[] sourceAddresses) {
        this.config = config;
        this.addresses = addresses;
        this.pings = pings;
        this.known = known;
        this.clock = clock;
        this.routes = routes;
        this.ports = ports;
        this.sourceAddresses = sourceAddresses;
    }

    /**
     * Finds the ways to all targets and reserves our source ports.
     *
     * @param known the MACs that discovery has just found; these are not asked again
     * @throws ScanException if no target can be reached, or not in the way asked for
     */
    static LiveNetwork find(ScanConfig config, Lane.Neighbours known, Clock clock) {
        return find(config, config.space().addresses(), List.of(), known, clock);
    }

    /** For a discovery that asks these addresses so. */
    static LiveNetwork find(ScanConfig config, AddressSet addresses, List<PingProbe> pings, Clock clock) {
        return find(config, addresses, pings, address -> Lane.Neighbours.UNRESOLVED, clock);
    }

    private static LiveNetwork find(
            ScanConfig config, AddressSet addresses, List<PingProbe> pings, Lane.Neighbours known, Clock clock) {
        RouteMap routes = routes(config, addresses);
        if (routes.routeCount() == 0) {
            throw new ScanException("no route to any target: "
                    + routes.unroutable().stream()
                            .map(part -> describe(part, addresses))
                            .collect(Collectors.joining(", ")));
        }
        int[] sources = allRoutes(routes).stream()
                .mapToInt(Route::sourceAddress)
                .distinct()
                .toArray();
        int bindTo = sources.length == 1 ? sources[0] : 0;
        int port = config.probe().sourcePort();
        PortReservation ports = port == 0
                ? PortReservation.choose(bindTo, new SplittableRandom(Entropy.bits()))
                : PortReservation.at(bindTo, port);
        return new LiveNetwork(config, addresses, pings, known, clock, routes, ports, sources);
    }

    /** The kernel's routes to these addresses. */
    static RouteMap routes(ScanConfig config, AddressSet addresses) {
        try (Netlink netlink = Netlink.open()) {
            return RouteMap.build(netlink, addresses, config.send());
        }
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
        KernelRstRule.removeStale();
        receiver = trace().watch(openReceiver());
        interfaceNames().stream()
                .map(DeviceCounters::open)
                .filter(Objects::nonNull)
                .forEach(devices::add);
        if (config.suppressKernelRst()) {
            rstRule = KernelRstRule.install(
                    allRoutes(routes).stream()
                            .map(route -> new KernelRstRule.Guarded(route.interfaceName(), route.sourceAddress()))
                            .distinct()
                            .toList(),
                    ports.basePort(),
                    ports.basePort() + PortReservation.PORTS - 1);
        }
        Capabilities capabilities = new Capabilities();
        List<Exits> exits = new ArrayList<>();
        for (int i = 0; i < config.send().senders(); i++) {
            exits.add(new Exits(config.send().backend(), config.rate().probesPerSecond(), i, capabilities, trace()));
        }
        MacTable[] neighbours = resolveNeighbours(stop);
        for (Exits each : exits) {
            Lane[] table = new Lane[routes.routeCount()];
            for (int id = 0; id < table.length; id++) {
                table[id] = lane(routes.route(id), each, key, neighbours[id]);
            }
            lanes.add(new RoutedLanes(routes, table));
        }
    }

    /** The neighbours on each route, null where its next hop is known or the kernel's business. */
    private MacTable[] resolveNeighbours(BooleanSupplier stop) {
        MacTable[] tables = new MacTable[routes.routeCount()];
        for (int id = 0; id < tables.length; id++) {
            if (config.send().backend() != Backend.IP && routes.route(id).needsNeighbours()) {
                tables[id] = sweepLink(id, stop);
            }
        }
        return tables;
    }

    private MacTable sweepLink(int id, BooleanSupplier stop) {
        RouteTargets targets = routes.targetsOf(id, addresses);
        MacTable table = knownMacs(targets);
        return table.size() == targets.size()
                ? table
                : sweepLink(routes.route(id), targets, config.rate(), clock, stop, false, trace(), (address, ns) -> {});
    }

    /** What discovery knows of these targets: everything or, without it or after a resume, nothing. */
    private MacTable knownMacs(RouteTargets targets) {
        MacTable table = new MacTable(targets.size());
        for (int range = 0; range < targets.rangeCount(); range++) {
            for (long i = 0; i < targets.lengthOf(range); i++) {
                int address = targets.firstAddress(range) + (int) i;
                long mac = known.macOf(address);
                if (mac == Lane.Neighbours.UNRESOLVED) {
                    return table;
                }
                table.putIfAbsent(address, mac);
            }
        }
        return table;
    }

    /**
     * Asks targets on a link for their MACs by ARP: all of it no faster than one network of it may be asked, and no host
     * again sooner than it may be asked again.
     *
     * @param trace sees the packets
     * @param asksAll also those that the kernel has heard of lately: whether they are up now, and how far they are
     */
    static MacTable sweepLink(
            Route route,
            RouteTargets targets,
            RateConfig rate,
            Clock clock,
            BooleanSupplier stop,
            boolean asksAll,
            PacketTrace trace,
            OnLinkResolver.RoundTripSink roundTrips) {
        double rateLimit = Math.min(rate.probesPerSecond(), Long.MAX_VALUE);
        long sameHostNs = 0;
        for (TargetCap cap : rate.caps()) {
            if (cap.prefixLength() < Integer.SIZE) {
                rateLimit = Math.min(rateLimit, cap.probesPerSecond());
            }
            sameHostNs = Math.max(sameHostNs, (long) cap.intervalNs());
        }
        PacketFilter arp = PacketFilter.builder().etherType(ETHERTYPE_ARP).build();
        try (Netlink netlink = Netlink.open();
                FrameReceiver replies =
                        trace.watch(new PacketRingReceiver(route.interfaceIndex(), arp, ringFor(targets, rateLimit)));
                FrameSender requests =
                        trace.watch(new PacketSender(route.interfaceName(), FrameSender.Framing.ETHERNET))) {
            return new OnLinkResolver(requests, replies, clock, route, targets, rateLimit, sameHostNs, stop, roundTrips)
                    .resolve(asksAll ? List.of() : netlink.neighbours(route.interfaceIndex()));
        }
    }

    /** A few hosts are waited for, so their answers come up at once; they cannot fill even a small ring. */
    private static RingSize ringFor(RouteTargets targets, double rateLimit) {
        return targets.size() <= FEW_NEIGHBOURS ? FEW_REPLIES : RingSize.forRate((long) rateLimit);
    }

    private PacketTrace trace() {
        return config.verbosity().steering().packets();
    }

    private double rateLimit() {
        return Math.min(config.rate().probesPerSecond(), Long.MAX_VALUE);
    }

    private Lane lane(Route route, Exits exits, CookieKey key, MacTable neighbours) {
        Lane.Exit exit = exits.of(route);
        boolean perTarget = exit.sender().framing() == FrameSender.Framing.ETHERNET && route.needsNeighbours();
        long nextHopMac = perTarget ? 0 : route.nextHopMac();
        ProbeTemplate template = pings.isEmpty()
                ? new TcpTemplate(
                        exit.sender().framing(), route.sourceMac(), nextHopMac, route.sourceAddress(), probe(), key)
                : new PingTemplate(
                        pings,
                        exit.sender().framing(),
                        route.sourceMac(),
                        nextHopMac,
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
        return new PacketRingReceiver(interfaceIndex, filter(), RingSize.forRate((long) rateLimit()));
    }

    private PacketFilter filter() {
        PacketFilter.Builder filter = PacketFilter.builder().tcpPorts(ports.basePort(), PortReservation.PORTS);
        return pings.isEmpty()
                ? filter.icmpTypes(3, 11).build()
                : filter.icmpTypes(0, 3, 14, 18).build();
    }

    private String pcapFilter() {
        int last = ports.basePort() + PortReservation.PORTS - 1;
        return "(tcp and dst portrange " + ports.basePort() + "-" + last
                + ") or (icmp and "
                + (pings.isEmpty() ? "(icmp[0] == 3 or icmp[0] == 11))" : "icmp[0] != 8)");
    }

    private List<String> interfaceNames() {
        return allRoutes(routes).stream().map(Route::interfaceName).distinct().toList();
    }

    /** How probes look, now that the source port is known. */
    ProbeConfig probe() {
        return config.probe().withSourcePort(ports.basePort());
    }

    /** Whether every target is this host itself. */
    boolean isLoopbackOnly() {
        return allRoutes(routes).stream().allMatch(route -> route.link() == Link.LOOPBACK);
    }

    /** What cannot be reached at all, a phrase each. */
    List<String> unreachable() {
        return routes.unroutable().stream()
                .map(part -> describe(part, addresses))
                .toList();
    }

    /** Names the targets in a part that gets no packets: the part itself may begin far before them. */
    static String describe(Unroutable part, AddressSet addresses) {
        AddressSet inside = addresses.and(AddressSet.ofRange(part.firstAddress(), part.lastAddress()));
        String first = Addresses.format(inside.addressAt(0));
        String range =
                part.targets() == 1 ? first : first + "-" + Addresses.format(inside.addressAt(inside.size() - 1));
        return range + (part.targets() == 1 ? "" : " (" + part.targets() + " addresses)") + ": " + part.text();
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
    public long deviceReceiveDrops() {
        return devices.stream().mapToLong(DeviceCounters::receiveDrops).sum();
    }

    @Override
    public String description() {
        Set<String> senders = new TreeSet<>();
        lanes.forEach(
                table -> table.exits().forEach(exit -> senders.add(exit.sender().name())));
        return String.join("+", senders) + " on " + String.join(", ", interfaceNames()) + ", receiving by "
                + receiver.name();
    }

    @Override
    public void close() {
        if (rstRule != null) {
            rstRule.close();
        }
        ports.close();
        devices.forEach(DeviceCounters::close);
    }
}
