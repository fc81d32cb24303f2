package hayate.scan;

import hayate.output.CheckpointStore;
import hayate.output.Reporter;
import hayate.rate.ClosedLoop;
import hayate.rate.CoverageEstimate;
import hayate.rate.RateController;
import hayate.send.HostClocks;
import hayate.send.Restraints;
import hayate.status.Summary;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What is said of a scan by probes that has ended: what was lost, what is not known, how to go on; and its exit code. */
final class LastWords {
    /** So long without a sign of what the path carries is worth a word. */
    private static final long UNJUDGED_SECONDS_TOLD = 10;

    private final ScanContext scan;
    private final ScanSession session;
    private final Engine engine;
    private final Reporter reporter;
    private final PassPlanner planner;
    private final StatusView view;
    private final Conductor.Progress end;
    private final Throwable failure;
    private final long unrepaired;

    /** Of a scan whose threads have stopped; {@code failure} is what a thread threw, else null. */
    LastWords(
            ScanContext scan,
            ScanSession session,
            Engine engine,
            Reporter reporter,
            PassPlanner planner,
            StatusView view,
            Conductor.Progress end,
            Throwable failure) {
        this.scan = scan;
        this.session = session;
        this.engine = engine;
        this.reporter = reporter;
        this.planner = planner;
        this.view = view;
        this.end = end;
        this.failure = failure;
        this.unrepaired = planner.pending().steps();
    }

    /** Targets lost on this machine for good. */
    long unrepaired() {
        return unrepaired;
    }

    int exitCode() {
        boolean failed = failure != null || !reporter.problems().isEmpty();
        return scan.exitCode(failed, unrepaired == 0 && !isCutShort());
    }

    void say(long nowNs) {
        reporter.problems().forEach(scan::warn);
        sayFailure();
        if (unrepaired > 0) {
            scan.warn(unrepaired + " targets may have been lost on this machine in spite of " + PassPlanner.REPAIRS_MAX
                    + " repairs: lower the rate");
        }
        if (scan.config().verbosity().quiet()) {
            return;
        }
        sayNotAsked();
        sayPath(nowNs);
        sayHowToGoOn();
    }

    private void sayFailure() {
        if (failure == null) {
            return;
        }
        scan.warn("stopped: " + (failure.getMessage() == null ? failure.toString() : failure.getMessage()));
        if (scan.config().verbosity().debug() > 0) {
            scan.warn(Arrays.stream(failure.getStackTrace())
                    .map(Object::toString)
                    .collect(Collectors.joining("\n    at ", failure + "\n    at ", "")));
        }
    }

    private void sayNotAsked() {
        long unreachable = end.measurements().unreachable();
        if (unreachable > 0) {
            scan.warn(unreachable + (unreachable == 1 ? " target was" : " targets were")
                    + " not asked: no route, or no neighbour of that address on the link");
        }
        givenUp(scan.restraints()).ifPresent(scan::warn);
    }

    /** What is said of hosts whose time was over, if there were any. */
    static Optional<String> givenUp(Restraints restraints) {
        int hosts = restraints.clocks().map(HostClocks::givenUp).orElse(0);
        return hosts == 0
                ? Optional.empty()
                : Optional.of(hosts + (hosts == 1 ? " host was" : " hosts were")
                        + " given up after --host-timeout; what was found until then is kept");
    }

    private void sayPath(long nowNs) {
        engine.closedLoop().ifPresent(this::sayWithoutSignal);
        Optional<CoverageEstimate> estimate = engine.coverage();
        sayMissedTarget(estimate);
        ScanConfig.Verbosity verbosity = scan.config().verbosity();
        boolean summarized = scan.config().report().isEmpty()
                || verbosity.verbose() > 0
                || unrepaired > 0
                || failure != null
                || engine.conductor().wasInterrupted();
        if (summarized) {
            Summary.Coverage coverage = new Summary.Coverage(view.coverage(end, unrepaired), estimate);
            Summary.lines(view.snapshot(end, nowNs), scan.order().length(), coverage, verbosity.verbose())
                    .forEach(scan.terminal()::line);
        }
    }

    /** Where hardly anything answers, nothing tells what the path carries: said, for it costs time. */
    private void sayWithoutSignal(ClosedLoop loop) {
        RateController controller = loop.controller();
        long safe = Math.round(Math.min(controller.safeRate(), controller.rate()));
        boolean mayGoFaster = safe < scan.config().rate().probesPerSecond();
        long seconds = Math.round(loop.unjudgedNs() / 1e9);
        if (mayGoFaster && !controller.hadSignal() && end.measurements().probes() > controller.rate()) {
            scan.warn("too few answers to judge the path by: stayed at the safe " + safe
                    + " probes per second; --rate N goes faster, at your own risk of loss");
        } else if (mayGoFaster && controller.hadSignal() && seconds >= UNJUDGED_SECONDS_TOLD) {
            scan.warn("too few answers to judge the path by for the first " + seconds + " s: stayed at the safe " + safe
                    + " probes per second until then; --rate N goes faster, at your own risk of loss");
        }
    }

    private void sayMissedTarget(Optional<CoverageEstimate> path) {
        OptionalDouble target = scan.config().rate().targetCoverage();
        if (target.isPresent() && path.isEmpty()) {
            scan.warn("--target-coverage: too few answers to estimate the coverage");
        } else if (target.isPresent() && path.get().share() < target.getAsDouble()) {
            scan.warn("--target-coverage: not reached after " + (1 + planner.retriesDone())
                    + " passes; what is still lost is not lost by chance alone");
        }
    }

    private void sayHowToGoOn() {
        Optional<Path> checkpoint = session.store().map(CheckpointStore::path);
        if (isCutShort() || failure != null) {
            scan.terminal().line(Summary.interrupted(checkpoint, reporter.isStandardOutputClosed()));
        } else if (!reporter.problems().isEmpty()) {
            checkpoint.ifPresent(path -> scan.terminal().line(Summary.unwritten(path)));
        }
    }

    /** Ended before all was asked and followed up. */
    private boolean isCutShort() {
        return engine.conductor().wasInterrupted() || !reporter.isWhole() && failure == null;
    }
}
