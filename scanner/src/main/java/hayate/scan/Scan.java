package hayate.scan;

import hayate.output.FileNames;
import hayate.output.FindingSource;
import hayate.output.Reporter;
import hayate.output.ResultFollower;
import hayate.output.ResumeState;
import hayate.output.RunRecord;
import hayate.output.ScanProgress;
import hayate.plan.SendingOrder;
import hayate.plan.TargetSpace;
import hayate.probe.CookieKey;
import hayate.queue.Pass;
import hayate.queue.Stretches;
import hayate.rate.BackPressure;
import hayate.rate.Pacer;
import hayate.rate.SharedBudget;
import hayate.rate.TargetCap;
import hayate.rate.TargetCaps;
import hayate.rate.Template;
import hayate.rate.Unlimited;
import hayate.result.AnsweredMap;
import hayate.result.FindingRing;
import hayate.send.Allowance;
import hayate.send.HostClocks;
import hayate.send.Lane;
import hayate.send.Restraints;
import hayate.send.SendConfig;
import hayate.send.TargetGate;
import hayate.status.KeyListening;
import hayate.status.PacketTrace;
import hayate.status.RunKeys;
import hayate.status.Terminal;
import hayate.work.SystemClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/**
 * One scan from its configuration to its exit code, in the order in which it happens: routes are found, outputs opened,
 * sockets opened, threads started, watched, stopped; then the last lines are written. Runs on the main thread, which is
 * the conductor's.
 */
public final class Scan {
    /** Exit code: every target was asked as planned. */
    public static final int DONE = 0;
    /** Exit code: something failed while running. */
    public static final int FAILED = 1;
    /** Exit code: it ended by itself, but losses remain that were not repaired. */
    public static final int INCOMPLETE = 3;
    /** Exit code base of signals: 130 after SIGINT, 143 after SIGTERM. */
    public static final int SIGNAL_BASE = 128;

    private static final int RECEIVE_POLL_MS = 100;
    private static final long LOOPBACK_WAIT_NS = 100_000_000L;
    private static final long TRACE_PATIENCE_NS = 1_000_000_000L;
    private static final Lane.Neighbours UNKNOWN_NEIGHBOURS = address -> Lane.Neighbours.UNRESOLVED;

    private final ScanContext scan;
    private final ScanConfig config;
    private final Follow follow;
    private final SharedBudget budget = new SharedBudget();
    private final Lane.Neighbours neighbours;
    private final OptionalLong roundTripMaxNs;
    private long startedNs;

    /** Makes who follows the findings, once the map of answers is there. */
    @FunctionalInterface
    interface Follow {
        /** Follows nothing. */
        Follow NOTHING = (space, answered, settled, budget) -> ResultFollower.NONE;

        /** The follower of a scan of this space, which draws on the budget for what it sends. */
        ResultFollower of(TargetSpace space, AnsweredMap answered, SettledGroups settled, SharedBudget budget);
    }

    /**
     * @param signal the signal that ends it, 0 while there is none
     * @param follow who follows the findings
     * @param restraints what keeps it from asking single targets
     * @param neighbours the MACs on the link that are known already
     * @param roundTripMaxNs the longest that an answer should take, if that is known
     */
    Scan(
            ScanConfig config,
            AtomicInteger signal,
            Follow follow,
            Restraints restraints,
            Lane.Neighbours neighbours,
            OptionalLong roundTripMaxNs) {
        SendingOrder order = SendingOrder.inGroups(config.space(), groups(config), config.seed(), config.shard());
        int retries = config.retries()
                .orElse(order.length() <= config.rate().template().retriesUpTo() ? 1 : 0);
        boolean mayAddWalks = asksUntilQuiet(config, retries)
                || config.rate().targetCoverage().isPresent();
        this.scan = new ScanContext(
                config,
                order,
                new SettledGroups(order, mayAddWalks ? SettledGroups.NONE : retries),
                retries,
                signal,
                restraints,
                new SystemClock(),
                Terminal.standardError());
        this.config = config;
        this.follow = follow;
        this.neighbours = neighbours;
        this.roundTripMaxNs = roundTripMaxNs;
    }

    private static boolean asksUntilQuiet(ScanConfig config, int retries) {
        return config.rate().closedLoop().isPresent() && config.retries().isEmpty() && retries > 0;
    }

    /**
     * Reports of hosts are wanted as the scan goes on, so it asks them in groups; not where single hosts or networks are
     * capped, for a group has fewer of them than the caps were made for.
     */
    private static int groups(ScanConfig config) {
        boolean cut = config.report().isPresent() && config.rate().caps().isEmpty();
        return cut ? SendingOrder.groupsFor(config.space()) : 1;
    }

    /**
     * Runs a scan.
     *
     * @return the exit code
     * @throws ScanException if it cannot start as asked for
     */
    public static int run(ScanConfig config) {
        AtomicInteger signal = new AtomicInteger();
        Thread conductor = Thread.currentThread();
        PacketTrace packets = config.verbosity().steering().packets();
        packets.turn(config.verbosity().tracesPackets());
        try (KeyListening keys = keys(config)) {
            if (keys != KeyListening.NONE) {
                Signals.aroundStops(keys::pause, keys::goOn);
            }
            Signals.handle(number -> {
                onSignal(signal, number, keys);
                LockSupport.unpark(conductor);
            });
            return config.report().isPresent()
                    ? new HostScan(config, signal).run()
                    : new Scan(
                                    config,
                                    signal,
                                    Follow.NOTHING,
                                    restraints(config),
                                    UNKNOWN_NEIGHBOURS,
                                    OptionalLong.empty())
                            .run();
        } finally {
            packets.finish(TRACE_PATIENCE_NS);
        }
    }

    private static KeyListening keys(ScanConfig config) {
        return config.verbosity().readsKeys()
                ? RunKeys.listen(Terminal.standardError(), config.verbosity().steering())
                : KeyListening.NONE;
    }

    /** What keeps a scan from single targets. */
    private static Restraints restraints(ScanConfig config) {
        Optional<HostClocks> clocks = hostClocks(config, config.space());
        IntPredicate givenUp =
                clocks.isEmpty() ? address -> false : address -> clocks.get().refuses(address, System.nanoTime());
        return new Restraints(caps(config, givenUp), Optional.empty(), clocks);
    }

    /** The clocks of the hosts of a space, if their time is limited. */
    static Optional<HostClocks> hostClocks(ScanConfig config, TargetSpace space) {
        OptionalLong limitNs = config.timeouts().hostNs();
        return limitNs.isEmpty()
                ? Optional.empty()
                : Optional.of(new HostClocks(space.addresses(), limitNs.getAsLong(), System.nanoTime()));
    }

    /** The caps of a scan; before a resumed one, hosts may have been asked by the process that ended just now. */
    static Optional<TargetGate> caps(ScanConfig config, IntPredicate givenUp) {
        List<TargetCap> caps = config.rate().caps();
        double longestNs =
                caps.stream().mapToDouble(TargetCap::intervalNs).max().orElse(0);
        long openFromNs = config.resume().isPresent() ? System.nanoTime() + (long) longestNs : System.nanoTime();
        return caps.isEmpty() ? Optional.empty() : Optional.of(new TargetCaps(caps, openFromNs, givenUp));
    }

    int run() {
        Optional<ResumeState> resumed = config.resume().map(ResumeState::load);
        startedNs = resumed.map(state -> state.identity().startedNs()).orElseGet(config::startedNs);
        config.output().metadata().ifPresent(path -> RunRecord.requireWritable(metadataPath(path)));
        if (config.send().backend() == SendConfig.Backend.CONNECT) {
            return new ConnectScan(scan, follow).run(open(resumed));
        }
        try (LiveNetwork network = LiveNetwork.find(config, neighbours, scan.clock())) {
            network.unreachable().forEach(scan::warn);
            return scan(network, open(resumed));
        }
    }

    private ScanSession open(Optional<ResumeState> resumed) {
        return ScanSession.open(config, planDigest(), startedNs, resumed, scan::warn);
    }

    private Path metadataPath(Path path) {
        return Path.of(FileNames.expand(path.toString(), ScanSession.started(startedNs)));
    }

    private int scan(LiveNetwork network, ScanSession session) {
        CookieKey key = CookieKey.random();
        network.open(key, () -> scan.signal().get() != 0);
        FindingRing findings = scan.findingRing();
        PassPlanner planner = new PassPlanner(scan.order().length(), scan.retries());
        try (AnsweredMap answered = scan.answeredMap()) {
            Pass first = session.resumed()
                    .map(state -> restore(state.progress(), planner))
                    .orElseGet(planner::sweep);
            Reporter reporter =
                    new Reporter(FindingSource.of(findings), session.outputs(), session.store(), scan.clock());
            reporter.beforePrinting(scan.terminal()::clearStatus);
            ResultFollower follower = follow.of(config.space(), answered, scan.settled(), budget);
            reporter.follow(follower);
            session.resumed().ifPresent(state -> state.forEachFinding(follower::onFinding));
            ReplyWait replyWait = new ReplyWait(config.waitNs(), initialWaitNs(network), config.timeouts());
            Engine.Parts parts = new Engine.Parts(
                    config.space(),
                    scan.order(),
                    network.probe(),
                    List.of(),
                    key,
                    network,
                    pacer -> new BackPressure(
                            budget.over(pacer.orElseGet(this::fixedRate)), () -> Engine.isHeldBack(findings)),
                    config.rate().closedLoop(config.space().addresses()),
                    config.rate().targetCoverage(),
                    asksUntilQuiet(config, scan.retries()),
                    answered,
                    findings,
                    scan.clock(),
                    planner,
                    replyWait,
                    RECEIVE_POLL_MS,
                    scan.restraints().gate(),
                    scan.restraints().clocks());
            return new ScanRun(scan, session, parts, reporter).run(first, network.description());
        }
    }

    /** Who was given up before a kill was not asked everything: then all that are silent are asked again. */
    private Pass restore(ScanProgress saved, PassPlanner planner) {
        return scan.restraints().clocks().isEmpty()
                ? Resumption.restore(saved, planner)
                : planner.resume(
                        saved.pass(),
                        0,
                        saved.pass() > scan.retries()
                                ? List.of(new Stretches.Range(0, scan.order().length()))
                                : List.of());
    }

    /** The first asks the scan to end, the second ends the process. */
    private static void onSignal(AtomicInteger signal, int number, KeyListening keys) {
        if (!signal.compareAndSet(0, number)) {
            keys.close();
            Runtime.getRuntime().halt(SIGNAL_BASE + number);
        }
    }

    private Allowance fixedRate() {
        double rate = config.rate().probesPerSecond();
        return Double.isInfinite(rate)
                ? new Unlimited()
                : new Pacer(rate / config.send().senders());
    }

    private long initialWaitNs(LiveNetwork network) {
        Template template = config.rate().template();
        if (network.isLoopbackOnly()) {
            return LOOPBACK_WAIT_NS;
        }
        return roundTripMaxNs.isPresent()
                ? ReplyWait.initialNs(template, roundTripMaxNs.getAsLong())
                : ReplyWait.initialNs(template);
    }

    private String planDigest() {
        return config.space().digest() + " seed " + config.seed() + " shard "
                + config.shard().number() + "/" + config.shard().count() + " retries " + scan.retries()
                + (scan.order().groups() == 1 ? "" : " groups " + scan.order().groups());
    }
}
