package hayate.scan;

import hayate.net.NativeException;
import hayate.output.FindingSource;
import hayate.output.Reporter;
import hayate.plan.AddressSet;
import hayate.plan.PortSet;
import hayate.plan.SendingOrder;
import hayate.plan.Shard;
import hayate.plan.TargetSpace;
import hayate.probe.CookieKey;
import hayate.probe.PingProbe;
import hayate.rate.BackPressure;
import hayate.rate.Pacer;
import hayate.rate.Unlimited;
import hayate.result.AnsweredMap;
import hayate.result.Finding;
import hayate.result.FindingRing;
import hayate.result.State;
import hayate.scan.HostTable.HostReason;
import hayate.send.Allowance;
import hayate.send.Lane;
import hayate.send.MacTable;
import hayate.send.Restraints;
import hayate.send.Route;
import hayate.send.RouteMap;
import hayate.send.RouteTargets;
import hayate.send.SendConfig;
import hayate.send.TargetGate;
import hayate.status.Progress;
import hayate.status.Terminal;
import hayate.work.SystemClock;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Finds the hosts that are there, before their ports are asked: this host's own addresses are, those on an Ethernet link
 * are if they answer ARP, all others if they answer one of the {@link hayate.probe.PingProbe}s. The probes go through the
 * same engine as a port scan, at its rate, over a space whose "ports" are the numbers of the probes. Runs on the main thread.
 */
final class HostDiscovery {
    private static final long WATCH_NS = 2_000_000;
    private static final int RECEIVE_POLL_MS = 100;
    private static final long ANSWERED_BITMAP_MAX_BYTES = 1L << 30;
    private static final int FINDING_SLOTS_MIN = 1024;
    private static final long FULL_DISK_PATIENCE_NS = 30_000_000_000L;
    private static final long NS_PER_US = 1_000;
    private static final int RTT_VARIATION_US = 5_000;
    /** Asked in place of what only packets can ask. */
    private static final int PORT_WITHOUT_PACKETS = 80;

    /** More hosts than these are not kept one by one on a mere assumption. */
    private static final long ASSUMED_MAX = 1 << 20;

    private final ScanConfig config;
    private final DiscoveryConfig discovery;
    private final SystemClock clock;
    private final Terminal terminal;
    private final BooleanSupplier stop;
    private final SearchLog log;
    private final Optional<TargetGate> gate;
    private final HostTable hosts;

    /**
     * @param log what makes it resumable, and what an interrupted search left
     * @param gate what holds single hosts back
     */
    HostDiscovery(
            ScanConfig config,
            DiscoveryConfig discovery,
            SystemClock clock,
            Terminal terminal,
            SearchLog log,
            BooleanSupplier stop,
            Optional<TargetGate> gate) {
        boolean portsByConnections = config.send().backend() == SendConfig.Backend.CONNECT;
        this.config = portsByConnections && discovery.byPackets() ? config.by(SendConfig.Backend.AUTO) : config;
        this.discovery = discovery;
        this.clock = clock;
        this.terminal = terminal;
        this.stop = stop;
        this.log = log;
        this.gate = gate;
        this.hosts = log.sheet().found().up();
    }

    /**
     * What was found.
     *
     * @param up the hosts that are up
     * @param undecided addresses that nothing was asked of: whoever answers at a port there is up
     */
    record Found(HostTable up, AddressSet undecided) {
        /** Where ports are to be asked. */
        AddressSet targets() {
            AddressSet.Builder builder = AddressSet.builder().add(undecided);
            for (int number = 0; number < up.size(); number++) {
                builder.add(up.addressOf(number));
            }
            return builder.build();
        }
    }

    /** Finds them; if {@code stop} says so, those until then. */
    Found find() {
        Optional<AddressSet> left = log.sheet().toPing();
        if (left.isPresent() && discovery.byPackets()) {
            ping(left.get());
            return new Found(hosts, AddressSet.EMPTY);
        }
        return discovery.byPackets() ? findByPackets() : findByConnecting();
    }

    /** Without privilege: this host is up, others are if they accept or refuse a connection to a port of the TCP probes. */
    private Found findByConnecting() {
        AddressSet loopback = AddressSet.ofRange(127 << 24, (127 << 24) + 0xFF_FFFF);
        AddressSet here = config.space().addresses().and(loopback);
        AddressSet others = config.space().addresses().minus(loopback);
        if (discovery.assumeUp()) {
            here = here.size() + others.size() <= ASSUMED_MAX ? config.space().addresses() : here;
            others = config.space().addresses().minus(here);
        }
        for (long i = 0; i < here.size(); i++) {
            HostReason reason = discovery.assumeUp() ? HostReason.USER_SET : HostReason.LOCALHOST_RESPONSE;
            hosts.add(here.addressAt(i), reason, 0, clock.epochNs());
        }
        if (discovery.probes().isEmpty() || others.isEmpty()) {
            return new Found(hosts, others);
        }
        TargetSpace space = TargetSpace.of(others, connectionPorts());
        SendingOrder order = new SendingOrder(space, config.seed(), Shard.WHOLE);
        try (AnsweredMap answered = AnsweredMap.forSize(space.size(), ANSWERED_BITMAP_MAX_BYTES)) {
            ConnectProber prober = new ConnectProber(
                    space,
                    order,
                    answered,
                    this::onConnection,
                    ConnectScan.allowance(config),
                    clock,
                    ConnectScan.inFlightMax(config),
                    ConnectScan.timeoutNs(config),
                    config.timeouts(),
                    stop,
                    () -> {},
                    config.verbosity().steering().packets(),
                    new Restraints(gate, Optional.empty(), Optional.empty()));
            prober.pass(0, 0);
        } catch (NativeException e) {
            throw new ScanException("host discovery stopped: " + e.getMessage());
        }
        return new Found(hosts, AddressSet.EMPTY);
    }

    private PortSet connectionPorts() {
        int[] ports = discovery.probes().stream()
                .filter(probe -> probe.kind().isTcp())
                .mapToInt(PingProbe::port)
                .distinct()
                .toArray();
        return ports.length == 0 ? PortSet.of(PORT_WITHOUT_PACKETS) : PortSet.of(ports);
    }

    private void onConnection(Finding finding) {
        if (finding.state != State.FILTERED) {
            hosts.hear(finding);
        }
    }

    private Found findByPackets() {
        RouteMap routes = LiveNetwork.routes(config, config.space().addresses());
        routes.unroutable()
                .forEach(part -> terminal.line(
                        "hayate: " + LiveNetwork.describe(part, config.space().addresses())));
        AddressSet.Builder others = AddressSet.builder();
        boolean any = false;
        for (int id = 0; id < routes.routeCount() && !stop.getAsBoolean(); id++) {
            Route route = routes.route(id);
            RouteTargets targets = routes.targetsOf(id, config.space().addresses());
            if (route.link() == Route.Link.LOOPBACK) {
                addAll(targets, HostReason.LOCALHOST_RESPONSE);
            } else if (route.needsNeighbours() && discovery.arp()) {
                askLink(route, targets);
            } else if (discovery.probes().isEmpty() && discovery.assumeUp() && targets.size() <= ASSUMED_MAX) {
                addAll(targets, HostReason.USER_SET);
            } else {
                any = true;
                addTo(others, targets);
            }
        }
        if (any && !discovery.probes().isEmpty() && !stop.getAsBoolean()) {
            AddressSet toPing = others.build();
            log.beforeProbes(hosts, toPing);
            ping(toPing);
            hintAtSilence();
            return new Found(hosts, AddressSet.EMPTY);
        }
        return new Found(hosts, others.build());
    }

    /** A firewall that drops what looks for hosts makes them look down. */
    private void hintAtSilence() {
        if (hosts.size() == 0 && !discovery.only() && !config.verbosity().quiet() && !stop.getAsBoolean()) {
            terminal.line(
                    "hayate: no host answered; where a firewall swallows what looks for hosts, -Pn asks their ports"
                            + " without looking first");
        }
    }

    private static void addTo(AddressSet.Builder into, RouteTargets targets) {
        for (int range = 0; range < targets.rangeCount(); range++) {
            int first = targets.firstAddress(range);
            into.add(first, (int) (first + targets.lengthOf(range) - 1));
        }
    }

    private void addAll(RouteTargets targets, HostReason reason) {
        long nowNs = clock.epochNs();
        for (int range = 0; range < targets.rangeCount(); range++) {
            for (long i = 0; i < targets.lengthOf(range); i++) {
                hosts.add(targets.firstAddress(range) + (int) i, reason, 0, nowNs);
            }
        }
    }

    private void askLink(Route route, RouteTargets targets) {
        LongTable roundTrips = new LongTable();
        MacTable macs = LiveNetwork.sweepLink(
                route,
                targets,
                config.rate(),
                clock,
                stop,
                true,
                config.verbosity().steering().packets(),
                (address, ns) -> roundTrips.put(address & 0xFFFF_FFFFL, ns));
        long nowNs = clock.epochNs();
        for (int range = 0; range < targets.rangeCount(); range++) {
            for (long i = 0; i < targets.lengthOf(range); i++) {
                int address = targets.firstAddress(range) + (int) i;
                long mac = macs.macOf(address);
                if (mac != Lane.Neighbours.UNRESOLVED) {
                    int number = hosts.add(address, HostReason.ARP_RESPONSE, 0, nowNs);
                    hosts.setMac(number, mac);
                    long roundTripUs = roundTrips.get(address & 0xFFFF_FFFFL, -NS_PER_US) / NS_PER_US;
                    if (roundTripUs >= 0) {
                        hosts.setRoundTrip(number, (int) Math.max(1, roundTripUs), RTT_VARIATION_US);
                    }
                }
            }
        }
    }

    private void ping(AddressSet addresses) {
        int[] numbers = IntStream.range(0, discovery.probes().size()).toArray();
        TargetSpace space = TargetSpace.of(addresses, PortSet.of(numbers));
        SendingOrder order = new SendingOrder(space, config.seed(), Shard.WHOLE);
        int retries = config.retries()
                .orElse(order.length() <= config.rate().template().retriesUpTo() ? 1 : 0);
        CookieKey key = CookieKey.random();
        FindingRing findings = new FindingRing(Integer.highestOneBit(
                (int) Math.max(FINDING_SLOTS_MIN, Math.min(FindingRing.DEFAULT_SLOTS, order.length()))));
        PassPlanner planner = new PassPlanner(order.length(), retries);
        try (LiveNetwork network = LiveNetwork.find(config, addresses, discovery.probes(), clock);
                AnsweredMap answered = AnsweredMap.forSize(space.size(), ANSWERED_BITMAP_MAX_BYTES)) {
            network.open(key, stop);
            Engine.Parts parts = new Engine.Parts(
                    space,
                    order,
                    network.probe(),
                    discovery.probes(),
                    key,
                    network,
                    pacer -> new BackPressure(pacer.orElseGet(this::fixedRate), () -> Engine.isHeldBack(findings)),
                    config.rate().closedLoop(addresses),
                    OptionalDouble.empty(),
                    false,
                    answered,
                    findings,
                    clock,
                    planner,
                    new ReplyWait(
                            config.waitNs(), ReplyWait.initialNs(config.rate().template()), config.timeouts()),
                    RECEIVE_POLL_MS,
                    gate,
                    Optional.empty());
            run(parts, planner, retries);
        }
    }

    private Allowance fixedRate() {
        double rate = config.rate().probesPerSecond();
        return Double.isInfinite(rate)
                ? new Unlimited()
                : new Pacer(rate / config.send().senders());
    }

    private void run(Engine.Parts parts, PassPlanner planner, int retries) {
        long startNs = clock.nanoTime();
        Progress progress = new Progress(
                terminal,
                config.verbosity().quiet(),
                config.verbosity().steering(),
                config.verbosity().statsEveryNs());
        FindingRing findings = parts.findings();
        Reporter reporter = log.reporter(FindingSource.of(findings), clock, this::onAnswer);
        StatusView[] view = new StatusView[1];
        Engine engine = new Engine(
                parts,
                now -> {
                    long nowNs = clock.nanoTime();
                    progress.tick(view[0].snapshot(now, nowNs), Optional.of("looking for hosts"), nowNs);
                },
                now -> {
                    if (!findings.hasSpilled()) {
                        reporter.requestCheckpoint(view[0].save(now, clock.nanoTime()));
                    }
                },
                (pass, waiting, tick) -> {});
        Carried carried = log.progress().map(Carried::of).orElse(Carried.NOTHING);
        view[0] = new StatusView(parts.order().length(), retries, carried, startNs, engine.verifyCounters());
        ScanThreads threads = new ScanThreads(engine, reporter);
        log.forEachAnswer(answer -> {
            onAnswer(answer);
            engine.restored(answer.index, answer.state);
        });
        engine.start(
                log.progress().map(saved -> Resumption.restore(saved, planner)).orElseGet(planner::sweep));
        threads.start();
        Throwable failure = null;
        while (!engine.conductor().hasEnded() && failure == null) {
            engine.conductor().doWork();
            if (stop.getAsBoolean() || reporter.failingForNs(clock.nanoTime()) > FULL_DISK_PATIENCE_NS) {
                engine.conductor().interrupt();
            }
            failure = threads.failure();
            LockSupport.parkNanos(WATCH_NS);
        }
        threads.stopNetwork();
        reporter.finish(view[0].save(engine.conductor().progress(clock.nanoTime()), clock.nanoTime()), false);
        threads.stopReporter();
        progress.end();
        reporter.problems().forEach(problem -> terminal.line("hayate: " + problem));
        Throwable late = failure == null ? threads.failure() : failure;
        if (late instanceof NativeException e) {
            throw e;
        } else if (late != null) {
            throw new ScanException("host discovery stopped: " + late);
        }
    }

    private void onAnswer(Finding finding) {
        hosts.hear(finding, Math.min(finding.port, Byte.MAX_VALUE));
    }
}
