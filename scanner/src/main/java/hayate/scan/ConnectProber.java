package hayate.scan;

import hayate.net.ConnectSockets;
import hayate.net.Connector;
import hayate.plan.Addresses;
import hayate.plan.SendingOrder;
import hayate.plan.Target;
import hayate.plan.TargetSpace;
import hayate.result.AnsweredMap;
import hayate.result.Finding;
import hayate.result.FindingSink;
import hayate.result.Reason;
import hayate.result.State;
import hayate.send.Allowance;
import hayate.send.HostClocks;
import hayate.send.Restraints;
import hayate.send.TargetGate;
import hayate.status.PacketTrace;
import hayate.work.BackoffIdle;
import hayate.work.SystemClock;
import hayate.work.WorkerThread;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Asks targets by the kernel's connect(2), for users without the privilege to send packets of their own: many connections
 * at once, each closed as soon as it is decided (by a reset, so that no port stays in TIME_WAIT). All on one thread, but for
 * the call itself where many are begun at a time: {@link ConnectHelper}.
 *
 * <p>The states are those of errno: connected is open, ECONNREFUSED closed; EHOSTUNREACH, ENETUNREACH, EACCES and
 * ENOPROTOOPT say who refused; silence is decided by a time that follows the measured round trips (RFC 6298). Out of
 * descriptors or ports it waits for those in flight, and asks again.
 */
final class ConnectProber {
    private static final long TIMEOUT_MIN_NS = 100_000_000L;
    private static final long TIMEOUT_MAX_NS = 10_000_000_000L;
    private static final long POLL_MAX_MS = 20;
    private static final long NS_PER_MS = 1_000_000;
    private static final long PAUSE_MIN_NS = 50_000;
    /** After the machine ran out of descriptors or ports. */
    private static final long ROOM_WAIT_NS = 50_000_000L;

    /** Steps that are looked at before those in flight are looked at again. */
    private static final int STEPS_AT_ONCE = 128;
    /** So many at a time are worth a second thread. */
    private static final int HELP_MIN = 32;

    private static final long HELPER_PARK_MAX_NS = 5_000_000L;
    private static final int NO_TTL = 0;
    private static final long NO_STEP = -1;

    private final TargetSpace space;
    private final SendingOrder order;
    private final AnsweredMap answered;
    private final FindingSink sink;
    private final Allowance allowance;
    private final SystemClock clock;
    private final BooleanSupplier stop;
    private final Runnable onTick;
    private final Optional<TargetGate> gate;
    private final Optional<HostClocks> hostClocks;
    private final Finding finding = new Finding();
    /** Attempts in flight, oldest first. */
    private final ArrayDeque<Attempt> inFlight = new ArrayDeque<>();

    private int inFlightMax;
    /** Those in flight by the slot of their connection. */
    private Attempt[] bySlot = new Attempt[0];

    private final PacketTrace trace;
    private int open;
    private final RoundTripTimeout timeout;
    private long probes;
    private long nextStep;
    /** For which the machine had no room. */
    private final ArrayDeque<Long> triedSteps = new ArrayDeque<>();

    private final ConnectBatch batch = new ConnectBatch();
    private Optional<WorkerThread> helper = Optional.empty();
    private long waitUntilNs;
    private int passNumber;

    /** A connection that is not decided yet. */
    private static final class Attempt {
        private final long step;
        private final long index;
        private final int slot;
        private final long startNs;
        private boolean decided;

        Attempt(long step, long index, int slot, long startNs) {
            this.step = step;
            this.index = index;
            this.slot = slot;
            this.startNs = startNs;
        }
    }

    /**
     * @param sink told of every answer that is news
     * @param allowance the rate
     * @param inFlightMax how many connections at once
     * @param timeoutNs how long to wait while no round trip is known
     * @param timeouts bounds of the wait
     * @param stop tells to end early
     * @param onTick called now and then while it works
     * @param trace sees what becomes of connections
     * @param restraints what keeps it from asking single targets
     */
    ConnectProber(
            TargetSpace space,
            SendingOrder order,
            AnsweredMap answered,
            FindingSink sink,
            Allowance allowance,
            SystemClock clock,
            int inFlightMax,
            long timeoutNs,
            Timeouts timeouts,
            BooleanSupplier stop,
            Runnable onTick,
            PacketTrace trace,
            Restraints restraints) {
        this.trace = trace;
        this.space = space;
        this.order = order;
        this.answered = answered;
        this.sink = sink;
        this.allowance = allowance;
        this.clock = clock;
        this.inFlightMax = inFlightMax;
        this.timeout = new RoundTripTimeout(timeoutNs, timeouts.minNs(TIMEOUT_MIN_NS), timeouts.maxNs(TIMEOUT_MAX_NS));
        this.stop = stop;
        this.onTick = onTick;
        this.gate = restraints.gate();
        this.hostClocks = restraints.clocks();
    }

    /** How many connections were begun. */
    long probes() {
        return probes;
    }

    /** Every step of the present pass below this one is decided. */
    long safeStep() {
        long lowest = nextStep;
        for (long step : triedSteps) {
            lowest = Math.min(lowest, step);
        }
        for (int i = 0; i < batch.size(); i++) {
            lowest = Math.min(lowest, batch.entry(i).step);
        }
        lowest = Math.min(lowest, gate.map(g -> g.lowestStep(clock.nanoTime())).orElse(Long.MAX_VALUE));
        for (Attempt attempt : inFlight) {
            lowest = attempt.decided ? lowest : Math.min(lowest, attempt.step);
        }
        return lowest;
    }

    /**
     * Asks those from a step on that have not answered yet.
     *
     * @param attempt 0 for the first pass
     */
    void pass(long fromStep, int attempt) {
        nextStep = fromStep;
        passNumber = attempt;
        waitUntilNs = Long.MIN_VALUE;
        try (ConnectSockets sockets = new ConnectSockets()) {
            while (!stop.getAsBoolean() && (isAsking() || !inFlight.isEmpty())) {
                boolean began = beginSome(sockets);
                if (!began || !inFlight.isEmpty()) {
                    await(sockets, began ? 0 : pauseNs());
                    expire(sockets, clock.nanoTime());
                }
                onTick.run();
            }
        } finally {
            helper.ifPresent(WorkerThread::stop);
            helper = Optional.empty();
            inFlight.clear();
            open = 0;
        }
    }

    private boolean isAsking() {
        return nextStep < order.length()
                || !triedSteps.isEmpty()
                || gate.map(TargetGate::held).orElse(0) > 0;
    }

    /** Begins as many connections as rate, room and the patience of those in flight allow; whether there were any. */
    private boolean beginSome(ConnectSockets sockets) {
        long nowNs = clock.nanoTime();
        boolean began = false;
        int looked = 0;
        batch.clear();
        while (nowNs >= waitUntilNs && isAsking() && open + batch.size() < inFlightMax && looked++ < STEPS_AT_ONCE) {
            if (allowance.available(nowNs, 1) == 0) {
                break;
            }
            long before = nextStep;
            long step = takeStep(nowNs);
            if (step == NO_STEP && nextStep == before) {
                break;
            }
            began = true;
            if (step != NO_STEP) {
                add(step);
                gate.ifPresent(g -> g.left(nowNs));
                allowance.consume(nowNs, 1);
            }
        }
        beginBatch(sockets.connector());
        settleBatch(sockets);
        return began;
    }

    /** The step to ask now, {@link #NO_STEP} if there is none: all wait, or the next one has answered or is kept. */
    private long takeStep(long nowNs) {
        if (!triedSteps.isEmpty()) {
            long step = triedSteps.remove();
            gate.ifPresent(g -> g.again(space.targetAt(order.indexAt(step)), nowNs));
            return step;
        }
        if (gate.isPresent() && gate.get().poll(nowNs)) {
            return gate.get().step();
        }
        if (nextStep == order.length() || (gate.isPresent() && !gate.get().hasRoom(nowNs))) {
            return NO_STEP;
        }
        long step = nextStep++;
        long index = order.indexAt(step);
        long target = space.targetAt(index);
        boolean goes = answered.stateOf(index) == State.SILENT
                && !(hostClocks.isPresent() && hostClocks.get().refuses(Target.address(target), nowNs))
                && (gate.isEmpty() || gate.get().offer(target, step, nowNs));
        return goes ? step : NO_STEP;
    }

    private void add(long step) {
        ConnectBatch.Entry entry = batch.add();
        entry.step = step;
        entry.index = order.indexAt(step);
        long target = space.targetAt(entry.index);
        entry.host = Target.address(target);
        entry.port = Target.port(target);
    }

    private void beginBatch(Connector connector) {
        if (batch.size() >= HELP_MIN && helper.isEmpty() && Runtime.getRuntime().availableProcessors() > 1) {
            WorkerThread thread =
                    new WorkerThread(new ConnectHelper(batch, clock), new BackoffIdle(HELPER_PARK_MAX_NS));
            thread.start();
            helper = Optional.of(thread);
        }
        batch.open();
        while (batch.help(connector, clock) > 0) {}
        while (!batch.isBegun()) {
            Thread.yield();
        }
    }

    private void settleBatch(ConnectSockets sockets) {
        for (int i = 0; i < batch.size(); i++) {
            ConnectBatch.Entry entry = batch.entry(i);
            if (entry.outcome < 0 && ConnectErrors.isLocal(~entry.outcome)) {
                inFlightMax = Math.max(1, Math.min(inFlightMax, open));
                triedSteps.add(entry.step);
                waitUntilNs = entry.endNs + ROOM_WAIT_NS;
            } else {
                settle(sockets, entry);
            }
        }
        batch.clear();
    }

    private void settle(ConnectSockets sockets, ConnectBatch.Entry entry) {
        probes++;
        if (hostClocks.isPresent()) {
            hostClocks.get().asked(entry.host, entry.startNs);
        }
        if (entry.outcome < 0) {
            decide(entry.index, entry.endNs - entry.startNs, ~entry.outcome);
        } else {
            int slot = sockets.watch(entry.outcome, entry.host, entry.port);
            keep(new Attempt(entry.step, entry.index, slot, entry.startNs));
        }
    }

    private void keep(Attempt begun) {
        if (begun.slot >= bySlot.length) {
            bySlot = Arrays.copyOf(bySlot, 2 * (begun.slot + 1));
        }
        bySlot[begun.slot] = begun;
        inFlight.add(begun);
        open++;
    }

    private void onDecided(int slot, int errno) {
        Attempt attempt = bySlot[slot];
        end(attempt);
        decide(attempt.index, clock.nanoTime() - attempt.startNs, errno);
        dropDecided();
    }

    private void end(Attempt attempt) {
        attempt.decided = true;
        bySlot[attempt.slot] = null;
        open--;
    }

    /** How long there is nothing to begin: until the gate or the rate lets the next one go, or for want of room. */
    private long pauseNs() {
        long nowNs = clock.nanoTime();
        if (gate.isPresent()) {
            return Math.max(NS_PER_MS, gate.get().nextNs(nowNs) - nowNs);
        }
        boolean waitsForRate = nowNs >= waitUntilNs && isAsking() && open < inFlightMax;
        return waitsForRate ? Math.max(PAUSE_MIN_NS, allowance.nextNs(nowNs) - nowNs) : NS_PER_MS * POLL_MAX_MS;
    }

    /** The kernel waits for answers by whole milliseconds; at 10,000 probes a second ten are due in one. */
    private void await(ConnectSockets sockets, long pauseNs) {
        boolean brief = pauseNs < NS_PER_MS;
        sockets.poll(this::onDecided, brief ? 0 : (int) Math.min(POLL_MAX_MS, pauseNs / NS_PER_MS));
        if (brief && pauseNs > 0) {
            LockSupport.parkNanos(pauseNs);
        }
    }

    private void expire(ConnectSockets sockets, long nowNs) {
        for (Attempt attempt : inFlight) {
            if (nowNs - attempt.startNs < timeout.ns()) {
                break;
            }
            if (!attempt.decided) {
                sockets.cancel(attempt.slot);
                end(attempt);
                show(attempt.index, Reason.NO_RESPONSE.label());
            }
        }
        dropDecided();
    }

    private void dropDecided() {
        while (!inFlight.isEmpty() && inFlight.peek().decided) {
            inFlight.poll();
        }
    }

    private void decide(long index, long roundTripNs, int errno) {
        Reason reason = ConnectErrors.reasonOf(errno);
        show(index, reason.label());
        if (reason == Reason.NO_RESPONSE) {
            return;
        }
        State state = switch (reason) {
            case SYN_ACK -> State.OPEN;
            case CONN_REFUSED -> State.CLOSED;
            default -> State.FILTERED;
        };
        if (state != State.FILTERED) {
            timeout.sample(roundTripNs);
        }
        if (answered.raise(index, state)) {
            publish(index, state, reason, roundTripNs);
        }
    }

    private void show(long index, String outcome) {
        if (trace.isOn()) {
            long target = space.targetAt(index);
            trace.connection(Addresses.format(Target.address(target)) + ":" + Target.port(target), outcome);
        }
    }

    private void publish(long index, State state, Reason reason, long roundTripNs) {
        long target = space.targetAt(index);
        finding.index = index;
        finding.address = Target.address(target);
        finding.port = Target.port(target);
        finding.state = state;
        finding.reason = reason;
        finding.ttl = NO_TTL;
        finding.rttUs = state == State.FILTERED ? Finding.RTT_UNKNOWN : (int) Math.max(1, roundTripNs / 1_000);
        finding.responder = finding.address;
        finding.attempt = passNumber;
        finding.timeNs = clock.epochNs();
        sink.onFinding(finding);
    }
}
