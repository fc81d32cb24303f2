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
import hayate.send.Restraints;
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
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A scan by the kernel's connections ({@code -sT}): a sweep and passes over the silent, one thread that asks and one that
 * reports, journal and checkpoint as of any scan. Runs on the main thread.
 */
final class ConnectScan {
    private static final long ANSWERED_BITMAP_MAX_BYTES = 1L << 30;
    private static final long REPORTER_PARK_NS = 10_000_000;
    private static final long TICK_NS = 200_000_000L;
    private static final int TICKS_PER_CHECKPOINT = 5;
    private static final long FULL_DISK_PATIENCE_NS = 30_000_000_000L;
    private static final int FINDING_SLOTS_MIN = 1024;

    private final ScanConfig config;
    private final SendingOrder order;
    private final int retries;
    private final AtomicInteger signal;
    private final Scan.Follow follow;
    private final SharedBudget budget = new SharedBudget();
    private final SystemClock clock;
    private final Terminal terminal;
    private final Restraints restraints;
    private final long startNs;
    private final FindingRing findings;
    private int pass;
    private long nextTickNs;
    private int ticks;
    private long lastSafeStep;

    ConnectScan(
            ScanConfig config,
            SendingOrder order,
            int retries,
            AtomicInteger signal,
            Scan.Follow follow,
            SystemClock clock,
            Terminal terminal,
            Restraints restraints) {
        this.config = config;
        this.order = order;
        this.retries = retries;
        this.signal = signal;
        this.follow = follow;
        this.clock = clock;
        this.terminal = terminal;
        this.restraints = restraints;
        this.startNs = clock.nanoTime();
        this.nextTickNs = startNs + TICK_NS;
        this.findings = new FindingRing(Integer.highestOneBit(
                (int) Math.max(FINDING_SLOTS_MIN, Math.min(FindingRing.DEFAULT_SLOTS, order.length()))));
    }

    /** Runs it and returns the exit code. */
    int run(ScanSession session) {
        try (AnsweredMap answered = AnsweredMap.forSize(config.space().size(), ANSWERED_BITMAP_MAX_BYTES)) {
            Reporter reporter = new Reporter(FindingSource.of(findings), session.outputs(), session.store(), clock);
            reporter.beforePrinting(terminal::clearStatus);
            ResultFollower follower = follow.of(config.space(), answered, budget);
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
            boolean complete = failure.isEmpty() && signal.get() == 0 && !reporter.isStandardOutputClosed();
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
                () -> signal.get() != 0
                        || reporter.isStandardOutputClosed()
                        || reporter.failingForNs(clock.nanoTime()) > FULL_DISK_PATIENCE_NS,
                () -> tick(prober[0], answered, reporter, before),
                restraints);
        try {
            // Who was given up before a kill was not asked everything: all that are silent are asked again.
            long from = restraints.clocks().isPresent() ? 0 : before.safeStep();
            for (pass = before.pass(); pass <= retries && signal.get() == 0; pass++) {
                if (answered.answered() < order.length()) {
                    prober[0].pass(from, pass);
                }
                from = 0;
            }
            pass = Math.min(pass, retries);
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
                retries + 1,
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
        reporter.problems().forEach(problem -> terminal.line("hayate: " + problem));
        if (!failure.isEmpty()) {
            terminal.line("hayate: stopped: " + failure);
        }
        if (!config.verbosity().quiet()) {
            Scan.givenUp(restraints).ifPresent(line -> terminal.line("hayate: " + line));
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
        if (!failure.isEmpty() || !reporter.problems().isEmpty()) {
            return Scan.FAILED;
        }
        if (signal.get() != 0) {
            return Scan.SIGNAL_BASE + signal.get();
        }
        return whole ? Scan.DONE : Scan.INCOMPLETE;
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
