package hayate.scan;

import hayate.net.FrameHandler;
import hayate.plan.SendingOrder;
import hayate.plan.TargetSpace;
import hayate.probe.CookieKey;
import hayate.probe.PingProbe;
import hayate.probe.ProbeConfig;
import hayate.probe.TimestampClock;
import hayate.queue.CanarySource;
import hayate.queue.Generator;
import hayate.queue.Pass;
import hayate.queue.ProbeRing;
import hayate.queue.Stretches;
import hayate.rate.AdjustablePacer;
import hayate.rate.AnswerBook;
import hayate.rate.AnswerLedger;
import hayate.rate.Canaries;
import hayate.rate.ClosedLoop;
import hayate.rate.CoverageEstimate;
import hayate.rate.RateController;
import hayate.rate.RateLimits;
import hayate.rate.RateTick;
import hayate.receive.Receiver;
import hayate.result.AnsweredMap;
import hayate.result.Answers;
import hayate.result.FindingRing;
import hayate.result.State;
import hayate.send.Allowance;
import hayate.send.HostClocks;
import hayate.send.LaneTable;
import hayate.send.LostStretches;
import hayate.send.Restraints;
import hayate.send.SendSequence;
import hayate.send.TargetGate;
import hayate.send.Transmitter;
import hayate.verify.PingVerifier;
import hayate.verify.Reply;
import hayate.verify.ReplyVerifier;
import hayate.verify.ReprobeRequests;
import hayate.verify.VerifyCounters;
import hayate.work.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;

/**
 * The stages of one scan, joined: everything between the plan and the findings. It starts no thread and opens no socket,
 * so that the same engine runs on threads over the kernel's network and in one thread over a simulated one.
 */
public final class Engine {
    private static final int REPROBES_MAX = 1 << 16;
    private static final int SPACE_LEFT_SHIFT = 1;

    private final AnsweredMap answered;
    private final FindingRing findings;
    private final VerifyCounters verifyCounters = new VerifyCounters();
    private final ReprobeRequests reprobes = new ReprobeRequests(REPROBES_MAX);
    private final SendingOrder order;
    private final Generator generator;
    private final List<Transmitter> transmitters = new ArrayList<>();
    private final Receiver receiver;
    private final Answers answers;
    private final HostAnswers hosts;
    private final Gauges gauges;
    private final PassYields yields;
    private final Conductor conductor;
    private final Optional<ClosedLoop> closedLoop;
    private final List<AdjustablePacer> pacers = new ArrayList<>();
    private long lastRestoredStep = -1;

    /**
     * What an engine is made of.
     *
     * @param space what is probed
     * @param order in which order
     * @param probe how TCP probes look, the source port chosen
     * @param pings what host discovery asks, whose numbers then are the space's ports; empty for a scan of ports
     * @param key the key that the network's templates use
     * @param network ways out and in
     * @param allowances makes each transmitter's share of the rate
     * @param rateLimits what the closed loop may do; empty for a fixed rate, which the allowances keep
     * @param targetCoverage found share of answering targets, 0..1, that is worth further passes over the silent
     * @param untilQuiet ask the silent again while passes over them find enough
     * @param answered what is known of every target, empty or restored
     * @param findings where news goes
     * @param clock the time
     * @param planner decides the passes
     * @param replyWait how long replies may take
     * @param pollTimeoutMs how long the receiver may sleep in the kernel
     * @param gate holds single targets back; then there is one transmitter, and no canaries
     * @param hostClocks which hosts have had their time
     */
    public record Parts(
            TargetSpace space,
            SendingOrder order,
            ProbeConfig probe,
            List<PingProbe> pings,
            CookieKey key,
            Network network,
            Function<Optional<Allowance>, Allowance> allowances,
            Optional<RateLimits> rateLimits,
            OptionalDouble targetCoverage,
            boolean untilQuiet,
            AnsweredMap answered,
            FindingRing findings,
            Clock clock,
            PassPlanner planner,
            ReplyWait replyWait,
            int pollTimeoutMs,
            Optional<TargetGate> gate,
            Optional<HostClocks> hostClocks) {
        /** A gate keeps its accounts with one transmitter. */
        public Parts {
            assert gate.isEmpty() || network.lanes().size() == 1;
        }
    }

    /**
     * Joins the parts.
     *
     * @param onTick called by the conductor each tick
     * @param onCheckpoint called by the conductor when a checkpoint is due
     * @param onRateTick called by the conductor after each decision on the rate
     */
    public Engine(
            Parts parts,
            Consumer<Conductor.Progress> onTick,
            Consumer<Conductor.Progress> onCheckpoint,
            RateListener onRateTick) {
        answered = parts.answered();
        findings = parts.findings();
        order = parts.order();
        List<LaneTable> lanes = parts.network().lanes();
        ProbeRing ring = new ProbeRing(lanes.size());
        hosts = new HostAnswers(
                answered, order.length(), Math.max(1, parts.pings().size()));
        Canaries canaries = new Canaries(parts.clock());
        boolean withCanaries = parts.rateLimits().isPresent() && parts.gate().isEmpty();
        Optional<SendSequence> sequence =
                parts.rateLimits().isPresent() && parts.gate().isPresent()
                        ? Optional.of(new SendSequence(order.length()))
                        : Optional.empty();
        generator =
                new Generator(parts.space(), order, hosts::isDone, ring, withCanaries ? canaries : CanarySource.NONE);
        LongUnaryOperator bookedAt =
                sequence.isEmpty() ? order::stepOf : index -> sequence.get().numberOf(order.stepOf(index));
        AnswerLedger ledger = new AnswerLedger(bookedAt, canaries, ProbeConfig.CANARY_ATTEMPT);
        closedLoop = parts.rateLimits()
                .map(limits -> new RateController(
                        limits, sequence.map(SendSequence::remembered).orElse(Long.MAX_VALUE)))
                .map(controller -> closedLoop(controller, ledger, canaries, lanes.size()));
        LostStretches lost = new LostStretches();
        TimestampClock timestamps = new TimestampClock(parts.key());
        for (int i = 0; i < lanes.size(); i++) {
            Optional<Allowance> pacer = closedLoop.isPresent() ? Optional.of(pacers.get(i)) : Optional.empty();
            transmitters.add(new Transmitter(
                    "transmitter-" + i,
                    ring.source(i),
                    lanes.get(i),
                    parts.allowances().apply(pacer),
                    parts.clock(),
                    timestamps,
                    lost,
                    new Restraints(parts.gate(), sequence, parts.hostClocks())));
        }
        answers = new Answers(
                answered,
                findings,
                verifyCounters,
                closedLoop.isPresent() ? ledger : AnswerBook.NONE,
                parts.probe().type());
        gauges = new Gauges(transmitters, parts.network(), verifyCounters, answered, answers, findings);
        yields = new PassYields(
                answered, order.length(), parts.planner(), closedLoop, parts.targetCoverage(), parts.untilQuiet());
        receiver = new Receiver(
                parts.network().receiver(),
                verifier(parts),
                findings::drainSpill,
                findings::hasSpilled,
                parts.pollTimeoutMs());
        conductor = new Conductor(
                parts.clock(),
                generator,
                ring,
                transmitters,
                lost,
                parts.planner(),
                parts.replyWait(),
                new Stages(onTick, onCheckpoint, onRateTick),
                order.length(),
                closedLoop,
                sequence);
    }

    private FrameHandler verifier(Parts parts) {
        if (parts.pings().isEmpty()) {
            return new ReplyVerifier(
                    parts.network().sourceAddresses(),
                    parts.probe(),
                    parts.key(),
                    parts.space()::indexOf,
                    answers,
                    reprobes,
                    verifyCounters);
        }
        return new PingVerifier(
                parts.pings(),
                parts.network().sourceAddresses(),
                parts.probe().sourcePort(),
                parts.key(),
                parts.space()::indexOf,
                this::onPingReply,
                verifyCounters);
    }

    /** Receiver's thread. */
    private void onPingReply(Reply reply) {
        hosts.onAnswer(reply.index);
        answers.onReply(reply);
    }

    private ClosedLoop closedLoop(RateController controller, AnswerLedger ledger, Canaries canaries, int transmitters) {
        for (int i = 0; i < transmitters; i++) {
            pacers.add(new AdjustablePacer(controller.rate() / transmitters));
        }
        return new ClosedLoop(controller, ledger, canaries, pacers);
    }

    /** The rate control, if the rate is not fixed. */
    public Optional<ClosedLoop> closedLoop() {
        return closedLoop;
    }

    /** Told of each decision on the rate. */
    @FunctionalInterface
    public interface RateListener {
        /** A tick of the rate control in this pass, {@code waiting} while nothing more is sent. */
        void onRateTick(Pass pass, boolean waiting, RateTick tick);
    }

    /** Whether findings pile up so high that no more questions may be asked. */
    public static boolean isHeldBack(FindingRing findings) {
        return findings.backlog() > findings.slots() >> SPACE_LEFT_SHIFT;
    }

    /** Before the start of a resumed scan: this target had answered. */
    public void restored(long index, State state) {
        answered.raise(index, state);
        lastRestoredStep = Math.max(lastRestoredStep, order.stepOf(index));
        conductor.fairFrom(lastRestoredStep + 1);
        yields.onRestored();
    }

    /** Starts with a pass; workers may run before or after. */
    public void start(Pass first) {
        if (order.groups() > 1) {
            int group = order.groupAt(Math.min(lastRestoredStep + 1, order.length() - 1));
            conductor.fairTo(order.endOfGroup(group));
        }
        conductor.start(first);
    }

    /** The generator. */
    public Generator generator() {
        return generator;
    }

    /** The transmitters. */
    public List<Transmitter> transmitters() {
        return transmitters;
    }

    /** The receiver. */
    public Receiver receiver() {
        return receiver;
    }

    /** The conductor. */
    public Conductor conductor() {
        return conductor;
    }

    /** What became of every received packet. */
    public VerifyCounters verifyCounters() {
        return verifyCounters;
    }

    /** Time between batches, nanoseconds, as of the last tick. */
    public Histogram sendGapsNs() {
        return gauges.sendGapsNs();
    }

    /** Moves findings on that found no room, once the receiver's thread has ended; true while some still wait. */
    boolean moveFindingsOn() {
        findings.drainSpill();
        return findings.hasSpilled();
    }

    /** What share of the answering targets was found, as far as two attempts at some of them tell. */
    public Optional<CoverageEstimate> coverage() {
        return yields.coverage();
    }

    /** Counters now; conductor's thread. */
    public Measurements measure() {
        return gauges.measure();
    }

    private final class Stages implements Conductor.Stages {
        private final Consumer<Conductor.Progress> onTick;
        private final Consumer<Conductor.Progress> onCheckpoint;
        private final RateListener onRateTick;

        Stages(
                Consumer<Conductor.Progress> onTick,
                Consumer<Conductor.Progress> onCheckpoint,
                RateListener onRateTick) {
            this.onTick = onTick;
            this.onCheckpoint = onCheckpoint;
            this.onRateTick = onRateTick;
        }

        @Override
        public PassPlanner.Wish coverageWish() {
            return yields.coverageWish();
        }

        @Override
        public void onPassEnd(Pass pass, Measurements measurements) {
            yields.onPassEnd(pass, measurements);
            closedLoop.ifPresent(loop -> {
                double ceiling = yields.ceilingOfNextPass(loop.controller().rate());
                pacers.forEach(pacer -> pacer.ceiling(ceiling / pacers.size()));
            });
        }

        @Override
        public ClosedLoop.Counts rateCounts() {
            return gauges.rateCounts();
        }

        @Override
        public void onRateTick(Pass pass, boolean waiting, RateTick tick) {
            onRateTick.onRateTick(pass, waiting, tick);
        }

        @Override
        public Measurements measure() {
            return gauges.measure();
        }

        @Override
        public boolean everyoneAnswered() {
            return hosts.isEveryone();
        }

        @Override
        public void drainReprobes(Stretches into) {
            reprobes.poll(
                    (index, attempt) -> {
                        long step = order.stepOf(index);
                        if (step >= 0) {
                            into.add(step, step + 1);
                        }
                    },
                    REPROBES_MAX);
        }

        @Override
        public void onTick(Conductor.Progress progress) {
            onTick.accept(progress);
        }

        @Override
        public void checkpoint(Conductor.Progress progress) {
            onCheckpoint.accept(progress);
        }
    }
}
