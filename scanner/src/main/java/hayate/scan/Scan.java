package hayate.scan;

import hayate.output.CheckpointStore;
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
import hayate.rate.ClosedLoop;
import hayate.rate.CoverageEstimate;
import hayate.rate.Pacer;
import hayate.rate.RateController;
import hayate.rate.RateTick;
import hayate.rate.SharedBudget;
import hayate.rate.TargetCap;
import hayate.rate.TargetCaps;
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
import hayate.status.Progress;
import hayate.status.RateLog;
import hayate.status.RunKeys;
import hayate.status.Summary;
import hayate.status.Terminal;
import hayate.work.SystemClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

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

    /** The bitmap of answers may take this much; beyond it a hash holds those that answered. */
    private static final long ANSWERED_BITMAP_MAX_BYTES = 1L << 30;

    private static final int RECEIVE_POLL_MS = 100;
    private static final long LOOPBACK_WAIT_NS = 100_000_000L;
    private static final long WATCH_MIN_NS = 2_000_000;
    private static final long WATCH_MAX_NS = 50_000_000;
    /** The end of a pass is noticed at most so much later than it could be, as a share of the time since the start. */
    private static final int WATCH_SHARE = 50;

    private static final long RECALIBRATE_NS = 1_000_000_000L;
    /** A disk that stays full this long ends the scan, resumable: a job nobody watches must not wait for ever. */
    private static final long FULL_DISK_PATIENCE_NS = 30_000_000_000L;

    private static final int FINDING_SLOTS_MIN = 1024;

    private static final Lane.Neighbours UNKNOWN_NEIGHBOURS = address -> Lane.Neighbours.UNRESOLVED;

    private final ScanConfig config;
    private final Terminal terminal = Terminal.standardError();
    private final SystemClock clock = new SystemClock();
    private final SendingOrder order;
    private final int retries;
    private final AtomicInteger signal;
    private final Follow follow;
    private final Restraints restraints;
    private final SharedBudget budget = new SharedBudget();
    private final Lane.Neighbours neighbours;
    private long startedNs;

    /** Makes who follows the findings, once the map of answers is there. */
    @FunctionalInterface
    interface Follow {
        /** Follows nothing. */
        Follow NOTHING = (space, answered, budget) -> ResultFollower.NONE;

        /** The follower of a scan of this space, which draws on the budget for what it sends. */
        ResultFollower of(TargetSpace space, AnsweredMap answered, SharedBudget budget);
    }

    /**
     * @param signal the signal that ends it, 0 while there is none
     * @param follow who follows the findings
     * @param restraints what keeps it from asking single targets
     * @param neighbours the MACs on the link that are known already
     */
    Scan(ScanConfig config, AtomicInteger signal, Follow follow, Restraints restraints, Lane.Neighbours neighbours) {
        this.config = config;
        this.neighbours = neighbours;
        this.signal = signal;
        this.follow = follow;
        this.restraints = restraints;
        this.order = new SendingOrder(config.space(), config.seed(), config.shard());
        this.retries = config.retries()
                .orElse(order.length() <= config.rate().template().retriesUpTo() ? 1 : 0);
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
        try (KeyListening keys = keys(config)) {
            Signals.handle(number -> {
                onSignal(signal, number, keys);
                LockSupport.unpark(conductor);
            });
            return config.report().isPresent()
                    ? new HostScan(config, signal).run()
                    : new Scan(config, signal, Follow.NOTHING, restraints(config), UNKNOWN_NEIGHBOURS).run();
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
            return new ConnectScan(config, order, retries, signal, follow, clock, terminal, restraints)
                    .run(open(resumed));
        }
        try (LiveNetwork network = LiveNetwork.find(config, neighbours, clock)) {
            network.unreachable().forEach(this::warn);
            return scan(network, open(resumed));
        }
    }

    private ScanSession open(Optional<ResumeState> resumed) {
        return ScanSession.open(config, planDigest(), startedNs, resumed, this::warn);
    }

    private Path metadataPath(Path path) {
        return Path.of(FileNames.expand(path.toString(), ScanSession.started(startedNs)));
    }

    private int scan(LiveNetwork network, ScanSession session) {
        CookieKey key = CookieKey.random();
        network.open(key, () -> signal.get() != 0);
        FindingRing findings = new FindingRing(findingSlots());
        PassPlanner planner = new PassPlanner(order.length(), retries);
        try (AnsweredMap answered = AnsweredMap.forSize(config.space().size(), ANSWERED_BITMAP_MAX_BYTES)) {
            Pass first = session.resumed()
                    .map(state -> restore(state.progress(), planner))
                    .orElseGet(planner::sweep);
            Reporter reporter = new Reporter(FindingSource.of(findings), session.outputs(), session.store(), clock);
            reporter.beforePrinting(terminal::clearStatus);
            ResultFollower follower = follow.of(config.space(), answered, budget);
            reporter.follow(follower);
            session.resumed().ifPresent(state -> state.forEachFinding(follower::onFinding));
            ReplyWait replyWait = new ReplyWait(config.waitNs(), initialWaitNs(network), config.timeouts());
            Engine.Parts parts = new Engine.Parts(
                    config.space(),
                    order,
                    network.probe(),
                    List.of(),
                    key,
                    network,
                    pacer -> new BackPressure(
                            budget.over(pacer.orElseGet(this::fixedRate)), () -> Engine.isHeldBack(findings)),
                    config.rate().closedLoop(config.space().addresses()),
                    config.rate().targetCoverage(),
                    config.rate().closedLoop().isPresent() && config.retries().isEmpty() && retries > 0,
                    answered,
                    findings,
                    clock,
                    planner,
                    replyWait,
                    RECEIVE_POLL_MS,
                    restraints.gate(),
                    restraints.clocks());
            return new ScanRun(session, parts, reporter, planner).run(first, network.description());
        }
    }

    /** Who was given up before a kill was not asked everything: then all that are silent are asked again. */
    private Pass restore(ScanProgress saved, PassPlanner planner) {
        return restraints.clocks().isEmpty()
                ? Resumption.restore(saved, planner)
                : planner.resume(
                        saved.pass(),
                        0,
                        saved.pass() > retries ? List.of(new Stretches.Range(0, order.length())) : List.of());
    }

    /** The engine of this scan on its threads, and what is said of it. */
    private final class ScanRun {
        private final ScanSession session;
        private final PassPlanner planner;
        private final FindingRing findings;
        private final Reporter reporter;
        private final Engine engine;
        private final Optional<RateLog> rateLog;
        private final ScanThreads threads;
        private final StatusView view;
        private final Progress progress = new Progress(
                terminal,
                config.verbosity().quiet(),
                config.verbosity().steering(),
                config.verbosity().statsEveryNs());
        private final long startNs = clock.nanoTime();
        private boolean started;

        ScanRun(ScanSession session, Engine.Parts parts, Reporter reporter, PassPlanner planner) {
            this.session = session;
            this.planner = planner;
            this.findings = parts.findings();
            this.reporter = reporter;
            this.engine = new Engine(parts, this::onTick, this::checkpoint, this::onRateTick);
            this.rateLog = config.rateLog().map(Scan.this::openRateLog);
            this.threads = new ScanThreads(engine, reporter);
            Carried carried =
                    session.resumed().map(state -> Carried.of(state.progress())).orElse(Carried.NOTHING);
            this.view = new StatusView(order.length(), retries, carried, startNs, engine.verifyCounters());
        }

        int run(Pass first, String description) {
            if (config.verbosity().verbose() > 0) {
                terminal.line("hayate: " + order.length() + " targets, " + description);
            }
            session.resumed().ifPresent(state -> state.forEachFinding(f -> engine.restored(f.index, f.state)));
            engine.start(first);
            threads.start();
            Throwable failure = watch();
            threads.stopNetwork();
            boolean complete = failure == null && !engine.conductor().wasInterrupted();
            Conductor.Progress end = engine.conductor().progress(clock.nanoTime());
            reporter.finish(view.save(end, clock.nanoTime()), complete);
            threads.stopReporter();
            rateLog.ifPresent(RateLog::close);
            progress.end();
            return conclude(end, failure, description);
        }

        private void onTick(Conductor.Progress now) {
            long nowNs = clock.nanoTime();
            progress.tick(view.snapshot(now, nowNs), engine.closedLoop().map(StatusView::rateControl), nowNs);
            if (now.measurements().backlog() == 0 && nowNs % RECALIBRATE_NS < Conductor.TICK_NS) {
                clock.recalibrate();
            }
        }

        private void onRateTick(Pass pass, boolean waiting, RateTick tick) {
            String phase = waiting ? "wait" : tick.phase().name().toLowerCase(Locale.ROOT);
            rateLog.ifPresent(log -> log.write(
                    view.elapsedNs(clock.nanoTime()), pass.number(), pass.kind().name(), phase, tick));
        }

        private void checkpoint(Conductor.Progress now) {
            if (!started) {
                started = true;
                reporter.start(view.save(now, startNs));
            } else if (!findings.hasSpilled()) {
                reporter.requestCheckpoint(view.save(now, clock.nanoTime()));
            }
        }

        /** Until the conductor has ended or a thread has failed; returns what that threw, else null. */
        private Throwable watch() {
            Conductor conductor = engine.conductor();
            while (!conductor.hasEnded()) {
                conductor.doWork();
                if (signal.get() != 0
                        || reporter.isStandardOutputClosed()
                        || reporter.failingForNs(clock.nanoTime()) > FULL_DISK_PATIENCE_NS) {
                    conductor.interrupt();
                }
                Throwable failure = threads.failure();
                if (failure != null) {
                    return failure;
                }
                LockSupport.parkNanos(watchNs());
            }
            return threads.failure();
        }

        private long watchNs() {
            boolean brisk = engine.closedLoop()
                    .map(loop -> loop.tickNs() < Conductor.TICK_NS)
                    .orElse(false);
            long shareNs = (clock.nanoTime() - startNs) / WATCH_SHARE;
            return brisk ? WATCH_MIN_NS : Math.max(WATCH_MIN_NS, Math.min(WATCH_MAX_NS, shareNs));
        }

        private int conclude(Conductor.Progress end, Throwable threadFailure, String description) {
            long nowNs = clock.nanoTime();
            Measurements total = engine.measure();
            Throwable failure = threadFailure != null ? threadFailure : threads.failure();
            long unrepaired = planner.pending().steps();
            int exitCode = exitCode(failure, unrepaired);
            report(end, failure, unrepaired, nowNs);
            config.output()
                    .metadata()
                    .ifPresent(path -> new RunRecords(config, order, view)
                            .write(
                                    path,
                                    new RunRecord(session.identity()),
                                    new RunRecords.Outcome(
                                            end,
                                            total,
                                            engine,
                                            unrepaired,
                                            exitCode,
                                            description,
                                            clock.epochNs(),
                                            view.elapsedNs(nowNs))));
            return exitCode;
        }

        private void report(Conductor.Progress end, Throwable failure, long unrepaired, long nowNs) {
            reporter.problems().forEach(Scan.this::warn);
            if (failure != null) {
                warn("stopped: " + (failure.getMessage() == null ? failure.toString() : failure.getMessage()));
                if (config.verbosity().debug() > 0) {
                    warn(Arrays.stream(failure.getStackTrace())
                            .map(Object::toString)
                            .collect(Collectors.joining("\n    at ", failure + "\n    at ", "")));
                }
            }
            if (unrepaired > 0) {
                warn(unrepaired + " targets may have been lost on this machine in spite of " + PassPlanner.REPAIRS_MAX
                        + " repairs: lower the rate");
            }
            if (config.verbosity().quiet()) {
                return;
            }
            boolean told = config.report().isEmpty()
                    || config.verbosity().verbose() > 0
                    || unrepaired > 0
                    || failure != null
                    || engine.conductor().wasInterrupted();
            long unreachable = end.measurements().unreachable();
            if (unreachable > 0) {
                warn(unreachable + (unreachable == 1 ? " target was" : " targets were")
                        + " not asked: no route, or no neighbour of that address on the link");
            }
            givenUp(restraints).ifPresent(Scan.this::warn);
            engine.closedLoop()
                    .filter(loop -> isWithoutSignal(loop, end))
                    .ifPresent(loop -> warn("too few answers to"
                            + " judge the path by: stayed at the safe "
                            + Math.round(loop.controller().rate())
                            + " probes per second; --rate N goes faster, at your own risk of loss"));
            Optional<CoverageEstimate> estimate = engine.coverage();
            reportMissedTarget(estimate);
            if (told) {
                summarize(end, unrepaired, nowNs, estimate);
            }
            Optional<Path> checkpoint = session.store().map(CheckpointStore::path);
            if (isCutShort() || failure != null) {
                terminal.line(Summary.interrupted(checkpoint, reporter.isStandardOutputClosed()));
            } else if (!reporter.problems().isEmpty()) {
                checkpoint.ifPresent(path -> terminal.line(Summary.unwritten(path)));
            }
        }

        private void summarize(
                Conductor.Progress end, long unrepaired, long nowNs, Optional<CoverageEstimate> estimate) {
            Summary.lines(
                            view.snapshot(end, nowNs),
                            order.length(),
                            new Summary.Coverage(view.coverage(end, unrepaired), estimate),
                            config.verbosity().verbose())
                    .forEach(terminal::line);
        }

        private boolean isWithoutSignal(ClosedLoop loop, Conductor.Progress end) {
            RateController controller = loop.controller();
            return !controller.hadSignal()
                    && controller.rate() < config.rate().probesPerSecond()
                    && end.measurements().probes() > controller.rate();
        }

        private void reportMissedTarget(Optional<CoverageEstimate> path) {
            OptionalDouble target = config.rate().targetCoverage();
            if (target.isPresent() && path.isEmpty()) {
                warn("--target-coverage: too few answers to estimate the coverage");
            } else if (target.isPresent() && path.get().share() < target.getAsDouble()) {
                warn("--target-coverage: not reached after " + (1 + planner.retriesDone())
                        + " passes; what is still lost is not lost by chance alone");
            }
        }

        private int exitCode(Throwable failure, long unrepaired) {
            if (failure != null || !reporter.problems().isEmpty()) {
                return FAILED;
            }
            if (signal.get() != 0) {
                return SIGNAL_BASE + signal.get();
            }
            return unrepaired > 0 || isCutShort() ? INCOMPLETE : DONE;
        }

        /** Ended before all was asked and followed up. */
        private boolean isCutShort() {
            return engine.conductor().wasInterrupted() || !reporter.isWhole() && threads.failure() == null;
        }
    }

    /** What is said of hosts whose time was over, if there were any. */
    static Optional<String> givenUp(Restraints restraints) {
        int hosts = restraints.clocks().map(HostClocks::givenUp).orElse(0);
        return hosts == 0
                ? Optional.empty()
                : Optional.of(hosts + (hosts == 1 ? " host was" : " hosts were")
                        + " given up after --host-timeout; what was found until then is kept");
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

    private RateLog openRateLog(Path path) {
        try {
            return RateLog.open(path, this::warn);
        } catch (IOException e) {
            throw new ScanException("cannot write the rate log " + path + ": " + e.getMessage());
        }
    }

    private long initialWaitNs(LiveNetwork network) {
        if (network.isLoopbackOnly()) {
            return LOOPBACK_WAIT_NS;
        }
        return switch (config.rate().template()) {
            case INSANE -> 300_000_000L;
            case AGGRESSIVE -> 500_000_000L;
            default -> 1_000_000_000L;
        };
    }

    private int findingSlots() {
        long slots = Math.max(FINDING_SLOTS_MIN, Math.min(FindingRing.DEFAULT_SLOTS, order.length()));
        return Integer.highestOneBit((int) slots);
    }

    private String planDigest() {
        return config.space().digest() + " seed " + config.seed() + " shard "
                + config.shard().number() + "/" + config.shard().count() + " retries " + retries;
    }

    private void warn(String line) {
        terminal.line("hayate: " + line);
    }
}
