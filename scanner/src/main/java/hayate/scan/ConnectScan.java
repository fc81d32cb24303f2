package hayate.scan;

import hayate.net.NativeException;
import hayate.output.CheckpointStore;
import hayate.output.FindingSource;
import hayate.output.Reporter;
import hayate.output.ResultFollower;
import hayate.output.ScanProgress;
import hayate.plan.AddressSet;
import hayate.plan.SendingOrder;
import hayate.rate.Pacer;
import hayate.rate.SharedBudget;
import hayate.rate.Unlimited;
import hayate.result.AnsweredMap;
import hayate.result.FindingRing;
import hayate.result.State;
import hayate.send.Allowance;
import hayate.status.Summary;
import hayate.status.Terminal;
import hayate.work.ParkIdle;
import hayate.work.SystemClock;
import hayate.work.WorkerThread;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A scan by the kernel's connections ({@code -sT}): a sweep and passes over the silent, one thread that asks and one that
 * reports, journal and checkpoint as of any scan. Runs on the main thread.
 */
final class ConnectScan {
    private static final long REPORTER_PARK_NS = 10_000_000;
    private static final long TICK_NS = 200_000_000L;
    private static final int TICKS_PER_CHECKPOINT = 5;

    private final ScanContext scan;
    private final ScanConfig config;
    private final SendingOrder order;
    private final Scan.Follow follow;
    private final SharedBudget budget = new SharedBudget();
    private final SystemClock clock;
    private final Terminal terminal;
    private final long startNs;
    private final FindingRing findings;
    private int pass;
    private long nextTickNs;
    private int ticks;
    private long lastSafeStep;

    ConnectScan(ScanContext scan, Scan.Follow follow) {
        this.scan = scan;
        this.config = scan.config();
        this.order = scan.order();
        this.follow = follow;
        this.clock = scan.clock();
        this.terminal = scan.terminal();
        this.startNs = clock.nanoTime();
        this.nextTickNs = startNs + TICK_NS;
        this.findings = scan.findingRing();
    }

    /** Runs it and returns the exit code. */
    int run(ScanSession session) {
        try (AnsweredMap answered = scan.answeredMap()) {
            Reporter reporter = new Reporter(FindingSource.of(findings), session.outputs(), session.store(), clock);
            reporter.beforePrinting(terminal::clearStatus);
            ResultFollower follower = follow.of(config.space(), answered, scan.settled(), budget);
            reporter.follow(follower);
            session.resumed()
                    .ifPresent(state -> state.forEachFinding(finding -> {
                        answered.raise(finding.index, finding.state);
                        follower.onFinding(finding);
                    }));
            ScanProgress before =
                    session.resumed().map(state -> state.progress()).orElse(ScanProgress.START);
            reporter.start(before);
            WorkerThread reporting = new WorkerThread(reporter, new ParkIdle(REPORTER_PARK_NS));
            reporting.start();
            String failure = ask(answered, reporter, before);
            boolean complete = failure.isEmpty() && scan.signal().get() == 0 && !reporter.isStandardOutputClosed();
            reporter.finish(progress(before, lastSafeStep), complete);
            findings.drainSpill();
            while (findings.hasSpilled() && reporting.failure() == null) {
                findings.drainSpill();
                Thread.onSpinWait();
            }
            reporting.stop();
            return conclude(session, answered, reporter, failure, complete);
        }
    }

    /** All passes; what went wrong, empty if nothing did. */
    private String ask(AnsweredMap answered, Reporter reporter, ScanProgress before) {
        ConnectProber[] prober = new ConnectProber[1];
        prober[0] = new ConnectProber(
                config.space(),
                order,
                answered,
                findings::publish,
                budget.over(allowance(config)),
                clock,
                inFlightMax(config),
                timeoutNs(config),
                config.timeouts(),
                () -> scan.isToEnd(reporter),
                () -> tick(prober[0], answered, reporter, before),
                config.verbosity().steering().packets(),
                scan.restraints());
        try {
            // Who was given up before a kill was not asked everything: all that are silent are asked again.
            long from = scan.restraints().clocks().isPresent() ? 0 : before.safeStep();
            for (pass = before.pass(); pass <= scan.retries() && scan.signal().get() == 0; pass++) {
                if (answered.answered() < order.length()) {
                    prober[0].pass(from, pass);
                }
                from = 0;
            }
            pass = Math.min(pass, scan.retries());
            lastSafeStep = prober[0].safeStep();
            return "";
        } catch (NativeException e) {
            lastSafeStep = prober[0].safeStep();
            return String.valueOf(e.getMessage());
        }
    }

    private void tick(ConnectProber prober, AnsweredMap answered, Reporter reporter, ScanProgress before) {
        findings.drainSpill();
        long nowNs = clock.nanoTime();
        if (nowNs < nextTickNs) {
            return;
        }
        nextTickNs = nowNs + TICK_NS;
        lastSafeStep = prober.safeStep();
        if (!findings.hasSpilled()) {
            scan.settled().reached(pass, lastSafeStep, List.of(), 0, 0);
        }
        if (++ticks % TICKS_PER_CHECKPOINT == 0 && !findings.hasSpilled()) {
            reporter.requestCheckpoint(progress(before, lastSafeStep));
        }
        tellStatus(answered);
    }

    private void tellStatus(AnsweredMap answered) {
        boolean wanted = config.verbosity().steering().takeStatusWanted();
        if (config.verbosity().quiet() && !wanted) {
            return;
        }
        String line = String.format(
                Locale.ROOT,
                "pass %d of %d  %.1f%%  %d open  %d closed",
                pass + 1,
                scan.retries() + 1,
                100.0 * lastSafeStep / order.length(),
                answered.count(State.OPEN),
                answered.count(State.CLOSED));
        if (wanted) {
            terminal.line(line);
        } else {
            terminal.status(line);
        }
    }

    private ScanProgress progress(ScanProgress before, long safeStep) {
        return new ScanProgress(
                pass, pass, safeStep, List.of(), Map.of(), before.elapsedNs() + clock.nanoTime() - startNs);
    }

    private int conclude(
            ScanSession session, AnsweredMap answered, Reporter reporter, String failure, boolean complete) {
        terminal.clearStatus();
        reporter.problems().forEach(scan::warn);
        if (!failure.isEmpty()) {
            scan.warn("stopped: " + failure);
        }
        if (!config.verbosity().quiet()) {
            LastWords.givenUp(scan.restraints()).ifPresent(scan::warn);
        }
        boolean told = config.report().isEmpty() || config.verbosity().verbose() > 0;
        if (told && !config.verbosity().quiet()) {
            terminal.line(String.format(
                    Locale.ROOT,
                    "found %d open, %d closed, %d filtered of %d targets in %.2f s, by connect",
                    answered.count(State.OPEN),
                    answered.count(State.CLOSED),
                    answered.count(State.FILTERED),
                    order.length(),
                    (clock.nanoTime() - startNs) / 1e9));
        }
        boolean whole = complete && reporter.isWhole();
        if (!whole && !config.verbosity().quiet()) {
            Optional<Path> checkpoint = session.store().map(CheckpointStore::path);
            terminal.line(Summary.interrupted(checkpoint, reporter.isStandardOutputClosed()));
        }
        return scan.exitCode(!failure.isEmpty() || !reporter.problems().isEmpty(), whole);
    }

    /** The rate; this host itself may be asked as fast as it answers, unless a rate was given. */
    static Allowance allowance(ScanConfig config) {
        double rate = config.rate().probesPerSecond();
        boolean given = rate != config.rate().template().capProbesPerSecond();
        boolean closed = config.rate().closedLoop().isPresent();
        return Double.isInfinite(rate)
                        || (closed && !given && isLoopback(config.space().addresses()))
                ? new Unlimited()
                : new Pacer(rate);
    }

    private static boolean isLoopback(AddressSet addresses) {
        return addresses
                .minus(AddressSet.ofRange(127 << 24, (127 << 24) + 0xFF_FFFF))
                .isEmpty();
    }

    /** Connections at once. */
    static int inFlightMax(ScanConfig config) {
        return config.parallelismMax()
                .orElse(
                        switch (config.rate().template()) {
                            case PARANOID, SNEAKY, POLITE -> 1;
                            case NORMAL -> 500;
                            case AGGRESSIVE -> 1_000;
                            case INSANE -> 4_000;
                        });
    }

    /** The wait for an answer while no round trip is known. */
    static long timeoutNs(ScanConfig config) {
        return config.timeouts()
                .initialNs(
                        switch (config.rate().template()) {
                            case INSANE -> 250_000_000L;
                            case AGGRESSIVE -> 500_000_000L;
                            default -> 1_000_000_000L;
                        });
    }
}
