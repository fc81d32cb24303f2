package hayate.scan;

import hayate.output.Reporter;
import hayate.output.RunRecord;
import hayate.queue.Pass;
import hayate.rate.RateTick;
import hayate.result.FindingRing;
import hayate.status.Progress;
import hayate.status.RateLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The engine of a scan on its threads, from its first probe to its exit code. Runs on the main thread, the conductor's. */
final class ScanRun {
    private static final long WATCH_MIN_NS = 2_000_000;
    private static final long WATCH_MAX_NS = 50_000_000;
    /** The end of a pass is noticed at most so much later than it could be, as a share of the time since the start. */
    private static final int WATCH_SHARE = 50;

    private static final long RECALIBRATE_NS = 1_000_000_000L;

    private final ScanContext scan;
    private final ScanSession session;
    private final PassPlanner planner;
    private final FindingRing findings;
    private final Reporter reporter;
    private final Engine engine;
    private final Optional<RateLog> rateLog;
    private final ScanThreads threads;
    private final StatusView view;
    private final Progress progress;
    private final long startNs;
    private boolean started;

    ScanRun(ScanContext scan, ScanSession session, Engine.Parts parts, Reporter reporter) {
        this.scan = scan;
        this.session = session;
        this.planner = parts.planner();
        this.findings = parts.findings();
        this.reporter = reporter;
        this.startNs = scan.clock().nanoTime();
        this.engine = new Engine(parts, this::onTick, this::checkpoint, this::onRateTick);
        this.rateLog = scan.config().rateLog().map(this::openRateLog);
        this.threads = new ScanThreads(engine, reporter);
        Carried carried =
                session.resumed().map(state -> Carried.of(state.progress())).orElse(Carried.NOTHING);
        this.view = new StatusView(scan.order().length(), scan.retries(), carried, startNs, engine.verifyCounters());
        ScanConfig.Verbosity verbosity = scan.config().verbosity();
        this.progress =
                new Progress(scan.terminal(), verbosity.quiet(), verbosity.steering(), verbosity.statsEveryNs());
    }

    /**
     * Runs it.
     *
     * @param first the pass to begin with
     * @param description backends and interfaces
     * @return the exit code
     */
    int run(Pass first, String description) {
        if (scan.config().verbosity().verbose() > 0) {
            scan.terminal().line("hayate: " + scan.order().length() + " targets, " + description);
        }
        session.resumed().ifPresent(state -> state.forEachFinding(f -> engine.restored(f.index, f.state)));
        engine.start(first);
        threads.start();
        Throwable failure = watch();
        threads.stopNetwork();
        boolean complete = failure == null && !engine.conductor().wasInterrupted();
        Conductor.Progress end = engine.conductor().progress(scan.clock().nanoTime());
        reporter.finish(view.save(end, scan.clock().nanoTime()), complete);
        threads.stopReporter();
        rateLog.ifPresent(RateLog::close);
        progress.end();
        return conclude(end, failure, description);
    }

    private void onTick(Conductor.Progress now) {
        long nowNs = scan.clock().nanoTime();
        progress.tick(view.snapshot(now, nowNs), engine.closedLoop().map(StatusView::rateControl), nowNs);
        if (!findings.hasSpilled()) {
            scan.settled().reached(now);
        }
        if (now.measurements().backlog() == 0 && nowNs % RECALIBRATE_NS < Conductor.TICK_NS) {
            scan.clock().recalibrate();
        }
    }

    private void onRateTick(Pass pass, boolean waiting, RateTick tick) {
        String phase = waiting ? "wait" : tick.phase().name().toLowerCase(Locale.ROOT);
        rateLog.ifPresent(log -> log.write(
                view.elapsedNs(scan.clock().nanoTime()),
                pass.number(),
                pass.kind().name(),
                phase,
                tick));
    }

    private void checkpoint(Conductor.Progress now) {
        if (!started) {
            started = true;
            reporter.start(view.save(now, startNs));
        } else if (!findings.hasSpilled()) {
            reporter.requestCheckpoint(view.save(now, scan.clock().nanoTime()));
        }
    }

    /** Until the conductor has ended or a thread has failed; returns what that threw, else null. */
    private Throwable watch() {
        Conductor conductor = engine.conductor();
        while (!conductor.hasEnded()) {
            conductor.doWork();
            if (scan.isToEnd(reporter)) {
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
        long shareNs = (scan.clock().nanoTime() - startNs) / WATCH_SHARE;
        return brisk ? WATCH_MIN_NS : Math.max(WATCH_MIN_NS, Math.min(WATCH_MAX_NS, shareNs));
    }

    private int conclude(Conductor.Progress end, Throwable threadFailure, String description) {
        long nowNs = scan.clock().nanoTime();
        Measurements total = engine.measure();
        Throwable failure = threadFailure != null ? threadFailure : threads.failure();
        LastWords lastWords = new LastWords(scan, session, engine, reporter, planner, view, end, failure);
        lastWords.say(nowNs);
        int exitCode = lastWords.exitCode();
        RunRecords.Outcome outcome = new RunRecords.Outcome(
                end,
                total,
                engine,
                lastWords.unrepaired(),
                exitCode,
                description,
                scan.clock().epochNs(),
                view.elapsedNs(nowNs));
        scan.config()
                .output()
                .metadata()
                .ifPresent(path -> new RunRecords(scan.config(), scan.order(), view)
                        .write(path, new RunRecord(session.identity()), outcome));
        return exitCode;
    }

    private RateLog openRateLog(Path path) {
        try {
            return RateLog.open(path, scan::warn);
        } catch (IOException e) {
            throw new ScanException("cannot write the rate log " + path + ": " + e.getMessage());
        }
    }
}
