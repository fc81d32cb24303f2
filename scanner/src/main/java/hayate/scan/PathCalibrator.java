package hayate.scan;

import hayate.net.FrameReceiver;
import hayate.plan.SendingOrder;
import hayate.plan.Shard;
import hayate.plan.TargetSpace;
import hayate.probe.CookieKey;
import hayate.probe.ProbeConfig;
import hayate.probe.TimestampClock;
import hayate.queue.CanarySource;
import hayate.queue.Generator;
import hayate.queue.Pass;
import hayate.queue.ProbeRing;
import hayate.queue.Stretches;
import hayate.rate.AdjustablePacer;
import hayate.rate.Calibration;
import hayate.rate.CalibrationStep;
import hayate.receive.Receiver;
import hayate.send.LostStretches;
import hayate.send.Restraints;
import hayate.send.Transmitter;
import hayate.status.CalibrationEvidence;
import hayate.verify.ReplyVerifier;
import hayate.verify.VerifyCounters;
import hayate.work.Clock;
import hayate.work.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures what a path carries: asks a space who answers, then those again and again at the rates that a
 * {@link Calibration} wants. In the place of the conductor; generator, transmitter and receiver are a scan's own.
 */
public final class PathCalibrator implements Worker {
    /** Fewer targets than this tell nothing of a path. */
    public static final int TARGETS_MIN = 64;
    /** More targets than this are not needed. */
    public static final int TARGETS_MAX = 4096;
    /** So many probes look for them, at most. */
    public static final int SEARCH_PROBES_MAX = 100_000;
    /** How fast they are looked for. */
    public static final double SEARCH_RATE = 5_000;

    private static final int SEARCH_CHUNK = 2_500;
    private static final long QUIET_NS = 100_000_000;
    private static final long LAG_UNKNOWN_NS = 1_000_000_000;
    private static final long WAIT_MAX_NS = 3_000_000_000L;
    private static final int ATTEMPTS = ProbeConfig.CANARY_ATTEMPT - 1;

    /**
     * What it works with.
     *
     * @param space who may be asked
     * @param seed of the order in which they are
     * @param key of the cookies
     * @param network ways out and in; one lane table
     * @param limits what it may do
     * @param perHostRate how often a second one host is asked, at most
     * @param pollTimeoutMs how long the receiver may sleep in the kernel
     */
    public record Parts(
            TargetSpace space,
            long seed,
            ProbeConfig probe,
            CookieKey key,
            Network network,
            Clock clock,
            Calibration.Limits limits,
            double perHostRate,
            int pollTimeoutMs) {}

    private enum Phase {
        SEARCH,
        SEARCHED,
        STEP,
        STEPPED,
        ENDED
    }

    private final Parts parts;
    private final Clock clock;
    private final SendingOrder order;
    private final CalibrationTargets targets;
    private final ProbeRing ring = new ProbeRing(1);
    private final AdjustablePacer pacer = new AdjustablePacer(SEARCH_RATE);
    private final Generator generator;
    private final Transmitter transmitter;
    private final FrameReceiver frames;
    private final Receiver receiver;
    private final Consumer<CalibrationStep.Reading> onReading;

    private Phase phase = Phase.SEARCH;
    private Calibration calibration;
    private CalibrationTargets.Chosen chosen;
    private CalibrationStep step;
    private String failure = "";
    private volatile boolean interrupted;
    private int passes;
    private long searchedSteps;
    private long startNs = -1;
    private long sentNs;
    private long sentBefore;
    private long answeredBefore;
    private long lossesBefore;
    private long lagNs = LAG_UNKNOWN_NS;
    private long lagOfStepNs;
    private long answeredSeen;
    private long answeredSeenNs;
    private final List<Double> windows = new ArrayList<>();
    private long windowNs;
    private long windowAnswered;

    /** @param onReading told of each step */
    public PathCalibrator(Parts parts, Consumer<CalibrationStep.Reading> onReading) {
        this.parts = parts;
        this.clock = parts.clock();
        this.onReading = onReading;
        this.order = new SendingOrder(parts.space(), parts.seed(), Shard.WHOLE);
        this.targets = new CalibrationTargets(parts.space(), order);
        this.generator = new Generator(parts.space(), order, targets::isLeftOut, ring, CanarySource.NONE);
        this.transmitter = new Transmitter(
                "transmitter",
                ring.source(0),
                parts.network().lanes().get(0),
                pacer,
                clock,
                new TimestampClock(parts.key()),
                new LostStretches(),
                Restraints.NONE);
        this.frames = parts.network().receiver();
        VerifyCounters counters = new VerifyCounters();
        ReplyVerifier verifier = new ReplyVerifier(
                parts.network().sourceAddresses(),
                parts.probe(),
                parts.key(),
                parts.space()::indexOf,
                targets::onReply,
                (index, attempt) -> {},
                counters);
        this.receiver = new Receiver(frames, verifier, () -> {}, () -> false, parts.pollTimeoutMs());
        search();
    }

    /** The generator, for its thread. */
    public Generator generator() {
        return generator;
    }

    /** The transmitter, for its thread. */
    public Transmitter transmitter() {
        return transmitter;
    }

    /** The receiver, for its thread. */
    public Receiver receiver() {
        return receiver;
    }

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        if (interrupted && phase != Phase.ENDED) {
            end("interrupted");
            return 1;
        }
        return switch (phase) {
            case SEARCH -> isSent() ? onSearchSent(nowNs) : 0;
            case SEARCHED -> nowNs - sentNs >= LAG_UNKNOWN_NS ? onSearched() : 0;
            case STEP -> onSending(nowNs);
            case STEPPED -> isQuiet(nowNs) ? onStepOver() : 0;
            case ENDED -> 0;
        };
    }

    private void search() {
        long to = Math.min(order.length(), searchedSteps + SEARCH_CHUNK);
        generator.begin(new Pass(passes++, Pass.Kind.SWEEP, 0, List.of(new Stretches.Range(searchedSteps, to)), false));
        searchedSteps = to;
    }

    private int onSearchSent(long nowNs) {
        boolean enough = targets.closedPorts() >= TARGETS_MAX || searchedSteps >= SEARCH_PROBES_MAX;
        if (enough || searchedSteps == order.length()) {
            phase = Phase.SEARCHED;
            sentNs = nowNs;
        } else {
            search();
        }
        return 1;
    }

    private int onSearched() {
        chosen = targets.choose(searchedSteps, TARGETS_MIN, TARGETS_MAX);
        if (chosen.targets() < TARGETS_MIN) {
            failure = "too few answer to measure a path by: " + chosen.closed() + " closed and " + chosen.open()
                    + " open ports of " + chosen.asked() + " asked, " + TARGETS_MIN + " of a kind are wanted";
            phase = Phase.ENDED;
            return 1;
        }
        double hostsAllow = chosen.hosts() * parts.perHostRate();
        Calibration.Limits limits = parts.limits();
        calibration = new Calibration(new Calibration.Limits(
                Math.min(limits.maxRate(), hostsAllow), limits.maxProbes(), limits.maxSeconds()));
        beginStep();
        return 1;
    }

    private void beginStep() {
        Optional<CalibrationStep> next = calibration.next();
        if (next.isEmpty()) {
            phase = Phase.ENDED;
            return;
        }
        step = next.get();
        phase = Phase.STEP;
        startNs = -1;
        sentBefore = transmitter.probes();
        answeredBefore = targets.answered();
        answeredSeen = answeredBefore;
        lossesBefore = losses();
        lagOfStepNs = -1;
        windows.clear();
        int attempt = 1 + passes % ATTEMPTS;
        targets.count(attempt);
        pacer.rate(step.rate());
        generator.begin(new Pass(passes++, Pass.Kind.RETRY, attempt, targets.next(step.probes()), true));
    }

    private int onSending(long nowNs) {
        if (startNs < 0) {
            if (transmitter.probes() == sentBefore && !isSent()) {
                return 0;
            }
            startNs = nowNs;
            windowNs = nowNs;
            windowAnswered = targets.answered();
        }
        watchAnswers(nowNs);
        double windowSeconds = step.seconds() / step.windows();
        if (step.windows() > 1 && nowNs - windowNs >= windowSeconds * 1e9) {
            long answers = targets.answered();
            windows.add((answers - windowAnswered) * 1e9 / (nowNs - windowNs));
            windowNs = nowNs;
            windowAnswered = answers;
        }
        if (!isSent()) {
            return 0;
        }
        sentNs = nowNs;
        phase = Phase.STEPPED;
        return 1;
    }

    private void watchAnswers(long nowNs) {
        long answers = targets.answered();
        if (answers != answeredSeen) {
            answeredSeen = answers;
            answeredSeenNs = nowNs;
            lagOfStepNs = lagOfStepNs < 0 ? nowNs - startNs : lagOfStepNs;
        }
    }

    /** Answers come for as long after the last probe as the first took to come, and then some. */
    private boolean isQuiet(long nowNs) {
        watchAnswers(nowNs);
        long lag = lagOfStepNs < 0 ? lagNs : lagOfStepNs;
        long last = Math.max(answeredSeenNs, sentNs + lag);
        return nowNs - last >= QUIET_NS || nowNs - sentNs >= WAIT_MAX_NS;
    }

    private int onStepOver() {
        lagNs = lagOfStepNs < 0 ? lagNs : lagOfStepNs;
        CalibrationStep.Reading reading = new CalibrationStep.Reading(
                step,
                transmitter.probes() - sentBefore,
                Math.max(1, sentNs - startNs) / 1e9,
                targets.answered() - answeredBefore,
                windows,
                losses() > lossesBefore);
        calibration.done(reading);
        onReading.accept(reading);
        beginStep();
        return 1;
    }

    private long losses() {
        long failed = transmitter.exits().stream()
                .mapToLong(exit -> exit.sender().failedFrames() + exit.sender().deviceDrops())
                .sum();
        return failed + frames.droppedPackets();
    }

    private boolean isSent() {
        return generator.isDone() && ring.backlog() == 0 && transmitter.held() == 0;
    }

    private void end(String why) {
        if (calibration == null) {
            failure = why;
        } else {
            calibration.end(why);
        }
        generator.stop();
        phase = Phase.ENDED;
    }

    /** Any thread: ends it as soon as possible. */
    public void interrupt() {
        interrupted = true;
    }

    /** Whether there is nothing more to do. */
    public boolean hasEnded() {
        return phase == Phase.ENDED;
    }

    /** Why nothing was measured, empty if something was. */
    public String failure() {
        return failure;
    }

    /** What was measured; nothing if there was a {@link #failure}. */
    public Optional<CalibrationEvidence> evidence() {
        return calibration == null
                ? Optional.empty()
                : Optional.of(new CalibrationEvidence(
                        calibration.result(),
                        chosen.asked(),
                        chosen.closed(),
                        chosen.open(),
                        chosen.usesClosed(),
                        chosen.targets(),
                        chosen.hosts(),
                        parts.perHostRate(),
                        parts.network().description()));
    }

    @Override
    public String roleName() {
        return "calibrator";
    }
}
