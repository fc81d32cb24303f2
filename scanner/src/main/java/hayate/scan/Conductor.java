package hayate.scan;

import hayate.queue.Generator;
import hayate.queue.Pass;
import hayate.queue.ProbeRing;
import hayate.queue.Stretches;
import hayate.rate.ClosedLoop;
import hayate.rate.RateTick;
import hayate.send.LostStretches;
import hayate.send.SendSequence;
import hayate.send.Transmitter;
import hayate.work.Clock;
import hayate.work.Worker;
import java.util.List;
import java.util.Optional;

/**
 * Watches a running scan ten times a second: which losses have to be repaired, whether the pass is over, what comes next,
 * when to checkpoint. Runs on the conductor thread, or as one more worker of a simulation.
 *
 * <pre>
 *  RUNNING ──every block sent──▶ WAITING ──no reply for the reply wait──▶ next pass, or ENDED
 *     └───────── interrupt ─────────┴───────────────────────────────────────────────▶ ENDED
 * </pre>
 */
public final class Conductor implements Worker {
    /** Time between two ticks. */
    public static final long TICK_NS = 100_000_000L;
    /** Time between two checkpoints. */
    public static final long CHECKPOINT_NS = 1_000_000_000L;
    /** A pass waits for stragglers no longer than this many reply waits, however steadily they come. */
    private static final int WAITS_MAX = 8;

    /**
     * What a closed loop sent in so long a time before a checkpoint is asked again after a resume: loss that it would have
     * seen and repaired a little later.
     */
    private static final long RESUME_DOUBT_NS = 3_000_000_000L;

    private static final int STRAY_DROPS_MAX = 5;
    private static final int STRAY_DROPS_SHARE = 2000;

    private enum Phase {
        RUNNING,
        WAITING,
        ENDED
    }

    /** What the conductor reads and steers, beside the stages it is given. */
    public interface Stages {
        /** Counters as of now, folded in from every stage; called once a tick. */
        Measurements measure();

        /** Whether no target of the order is silent any more: then nothing is left to wait for. */
        boolean everyoneAnswered();

        /** Indices of targets that answered with a challenge ACK, as steps to send again. */
        void drainReprobes(Stretches into);

        /** Whether too little was found so far, so that the silent have to be asked once more. */
        PassPlanner.Wish coverageWish();

        /** A pass has ended: all its answers are in. */
        void onPassEnd(Pass pass, Measurements measurements);

        /** What the rate control reads each of its ticks; cheap. */
        ClosedLoop.Counts rateCounts();

        /** Logs what the rate control did. */
        void onRateTick(Pass pass, boolean waiting, RateTick tick);

        /** Shows and logs a tick. */
        void onTick(Progress progress);

        /** Has a checkpoint written; the pass and its stretches as they are now. */
        void checkpoint(Progress progress);
    }

    /**
     * Where a scan stands.
     *
     * @param pass the present pass
     * @param safeStep every step of the pass below this one is sent and was waited for
     * @param sentStep every step of the pass below this one is sent
     * @param pending what has to be sent again
     * @param stepsSentAgain steps that repairs walked
     * @param measurements counters
     * @param replyWaitNs the present reply wait
     * @param waiting whether only late replies are waited for
     */
    public record Progress(
            Pass pass,
            long safeStep,
            long sentStep,
            List<Stretches.Range> pending,
            long stepsSentAgain,
            Measurements measurements,
            long replyWaitNs,
            boolean waiting) {}

    private final Clock clock;
    private final Generator generator;
    private final ProbeRing ring;
    private final List<Transmitter> transmitters;
    private final LostStretches lost;
    private final PassPlanner planner;
    private final ReplyWait replyWait;
    private final Stages stages;
    private final long steps;
    private final Optional<RateSteering> steering;
    private final TickHistory history = new TickHistory();

    private Phase phase = Phase.RUNNING;
    private Pass pass;
    private Measurements last = Measurements.NONE;
    private long lastMeasuredNs;
    private long nextTickNs;
    private long nextCheckpointNs;
    private boolean passSent;
    private long passStartNs;
    private long passSentNs;
    private long lastFindingNs;
    /** No answer so far came later after its probe. */
    private long roundTripBoundNs;

    private volatile boolean interrupted;

    /**
     * @param lost where transmitters report what did not leave
     * @param planner decides the passes
     * @param steps length of the order
     * @param closedLoop sets the rate, if it is not fixed
     * @param sequence what the closed loop takes for steps if probes do not leave in the order of steps
     */
    public Conductor(
            Clock clock,
            Generator generator,
            ProbeRing ring,
            List<Transmitter> transmitters,
            LostStretches lost,
            PassPlanner planner,
            ReplyWait replyWait,
            Stages stages,
            long steps,
            Optional<ClosedLoop> closedLoop,
            Optional<SendSequence> sequence) {
        this.clock = clock;
        this.generator = generator;
        this.ring = ring;
        this.transmitters = transmitters;
        this.lost = lost;
        this.planner = planner;
        this.replyWait = replyWait;
        this.stages = stages;
        this.steps = steps;
        this.steering = closedLoop.map(loop -> new RateSteering(loop, sequence, planner));
    }

    /** Of the sweep of a resumed scan, steps below this one were asked before: who answers now is no fair sample. */
    void fairFrom(long step) {
        steering.ifPresent(rate -> rate.fairFrom(step));
    }

    /** Of the sweep, steps from here on are of other hosts than those before. */
    void fairTo(long step) {
        steering.ifPresent(rate -> rate.fairTo(step));
    }

    /** Starts with this pass, and writes the first checkpoint before the first probe leaves. */
    public void start(Pass first) {
        long nowNs = clock.nanoTime();
        lastMeasuredNs = nowNs;
        nextTickNs = nowNs + TICK_NS;
        nextCheckpointNs = nowNs + CHECKPOINT_NS;
        open(first);
        stages.checkpoint(progress(nowNs));
        generator.begin(first);
    }

    private void open(Pass next) {
        pass = next;
        long firstStep = next.ranges().isEmpty() ? steps : next.ranges().get(0).from();
        history.restart(firstStep);
        transmitters.forEach(transmitter -> transmitter.restartAt(firstStep));
        phase = Phase.RUNNING;
        passSent = false;
        passStartNs = clock.nanoTime();
        steering.ifPresent(rate -> rate.open(passStartNs, next, firstStep, stages.rateCounts()));
    }

    @Override
    public int doWork() {
        if (phase == Phase.ENDED) {
            return 0;
        }
        long nowNs = clock.nanoTime();
        int done = 0;
        if (nowNs >= nextTickNs) {
            tick(nowNs);
            done++;
        }
        if (steering.isPresent() && steering.get().isDue(nowNs)) {
            controlRate(steering.get(), nowNs);
            done++;
        }
        if (interrupted) {
            end();
            return 1;
        }
        return done + (advance(nowNs) ? 1 : 0);
    }

    private void tick(long nowNs) {
        nextTickNs = Math.max(nextTickNs + TICK_NS, nowNs + TICK_NS / 2);
        measure(nowNs);
        long sent = sentStep();
        history.record(nowNs, sent);
        steering.ifPresent(rate -> rate.sentUpTo(sent));
        Progress progress = progress(nowNs);
        stages.onTick(progress);
        if (nowNs >= nextCheckpointNs) {
            nextCheckpointNs = nowNs + CHECKPOINT_NS;
            stages.checkpoint(progress);
        }
    }

    private void controlRate(RateSteering rate, long nowNs) {
        boolean busy = phase == Phase.RUNNING;
        rate.tick(nowNs, clock.epochNs(), pass, cursorStep(), sentStep(), reachedStep(), busy, stages.rateCounts());
        stages.onRateTick(pass, phase == Phase.WAITING, rate.loop().lastTick());
    }

    /** The step that is sent next, to within a batch. */
    private long cursorStep() {
        return passSent
                ? sentStep()
                : transmitters.stream().mapToLong(Transmitter::cursorStep).min().orElse(0);
    }

    /**
     * Folds in the counters, and turns new losses into stretches to send again. Whatever was dropped was dropped since the
     * counters were last read, however long ago a busy machine let that be.
     */
    private void measure(long nowNs) {
        Measurements now = stages.measure();
        Stretches pending = planner.pending();
        lost.drainTo(pending);
        stages.drainReprobes(pending);
        if (now.receiveDrops() > last.receiveDrops() || devicesDropReplies(now)) {
            pending.add(history.stepAt(lastMeasuredNs - TICK_NS - replyWait.waitNs(now.roundTripsUs())), reachedStep());
        }
        if (now.deviceDrops() > last.deviceDrops()) {
            pending.add(history.stepAt(lastMeasuredNs - TICK_NS), reachedStep());
        }
        if (now.findings() > last.findings()) {
            lastFindingNs = nowNs;
            roundTripBoundNs = Math.max(roundTripBoundNs, nowNs - passStartNs);
        }
        last = now;
        lastMeasuredNs = nowNs;
    }

    /** Devices also drop what was never for us (unknown protocols), so a few are no sign. */
    private boolean devicesDropReplies(Measurements now) {
        long received = now.received() - last.received();
        return now.deviceReceiveDrops() - last.deviceReceiveDrops()
                > Math.max(STRAY_DROPS_MAX, received / STRAY_DROPS_SHARE);
    }

    /** Moves between phases; true if it did. */
    private boolean advance(long nowNs) {
        if (phase == Phase.RUNNING) {
            if (!generator.isDone() || ring.backlog() > 0 || holdsTargets()) {
                return false;
            }
            phase = Phase.WAITING;
            passSent = true;
            passSentNs = nowNs;
            return true;
        }
        boolean everyoneAnswered = stages.everyoneAnswered();
        if (!everyoneAnswered && !replyWaitIsOver(nowNs)) {
            return false;
        }
        measure(nowNs);
        if (!everyoneAnswered && last.unread() > 0 && !patienceIsOver(nowNs)) {
            lastFindingNs = nowNs;
            return false;
        }
        boolean judging = steering.isPresent() && steering.get().isJudging(nowNs - passSentNs);
        if (!everyoneAnswered && judging) {
            return false;
        }
        stages.onPassEnd(pass, last);
        Optional<Pass> next = planner.next(everyoneAnswered, stages.coverageWish());
        if (next.isEmpty()) {
            end();
        } else {
            open(next.get());
            generator.begin(next.get());
        }
        return true;
    }

    private boolean holdsTargets() {
        for (Transmitter transmitter : transmitters) {
            if (transmitter.held() > 0) {
                return true;
            }
        }
        return false;
    }

    private boolean replyWaitIsOver(long nowNs) {
        long waitNs = replyWait.waitNs(last.roundTripsUs(), roundTripBoundNs);
        return nowNs - Math.max(passSentNs, lastFindingNs) >= waitNs || patienceIsOver(nowNs);
    }

    private boolean patienceIsOver(long nowNs) {
        return nowNs - passSentNs >= WAITS_MAX * replyWait.waitNs(last.roundTripsUs(), roundTripBoundNs);
    }

    private void end() {
        generator.stop();
        phase = Phase.ENDED;
    }

    /** Where the scan stands now. */
    public Progress progress(long nowNs) {
        long waitNs = replyWait.waitNs(last.roundTripsUs());
        boolean waiting = phase == Phase.WAITING;
        long doubtNs = steering.isPresent() ? RESUME_DOUBT_NS : 0;
        long sentLongAgo = history.stepAt(nowNs - waitNs - 2 * TICK_NS - doubtNs);
        long safeStep = steering.isEmpty()
                ? sentLongAgo
                : Math.max(
                        history.stepAt(Long.MIN_VALUE),
                        Math.min(sentLongAgo, steering.get().judgedStep()));
        return new Progress(
                pass,
                safeStep,
                sentStep(),
                planner.pending().ranges(),
                planner.stepsSentAgain(),
                last,
                waitNs,
                waiting);
    }

    /** The end of the pass once its last block is sent; until then what every transmitter has reached. */
    private long sentStep() {
        if (passSent) {
            return pass.ranges().isEmpty()
                    ? steps
                    : pass.ranges().get(pass.ranges().size() - 1).to();
        }
        return transmitters.stream().mapToLong(Transmitter::sentEndStep).min().orElse(0);
    }

    /** Every step of the pass at or beyond this one is unsent: {@link #sentStep} plus what is being sent right now. */
    private long reachedStep() {
        return passSent
                ? sentStep()
                : transmitters.stream()
                        .mapToLong(Transmitter::reachedStep)
                        .max()
                        .orElse(0);
    }

    /** Any thread: ends the scan as soon as possible, resumable. */
    public void interrupt() {
        interrupted = true;
    }

    /** Whether it ended because it was told to. */
    public boolean wasInterrupted() {
        return interrupted;
    }

    /** Whether there is nothing more to do. */
    public boolean hasEnded() {
        return phase == Phase.ENDED;
    }

    @Override
    public String roleName() {
        return "conductor";
    }
}
