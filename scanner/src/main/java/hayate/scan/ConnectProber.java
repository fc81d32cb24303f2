package hayate.scan;

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
import hayate.work.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Asks targets by the kernel's connect(2), for users without the privilege to send packets of their own: many connections
 * at once on one thread, each closed as soon as it is decided (by a reset, so that no port stays in TIME_WAIT).
 *
 * <p>The states are those of errno: connected is open, ECONNREFUSED closed; EHOSTUNREACH, ENETUNREACH, EACCES and
 * ENOPROTOOPT say who refused; silence is decided by a time that follows the measured round trips (RFC 6298). Out of
 * descriptors or ports it waits for those in flight, and asks again.
 */
final class ConnectProber {
    private static final long TIMEOUT_MIN_NS = 100_000_000L;
    private static final long TIMEOUT_MAX_NS = 10_000_000_000L;
    private static final long SELECT_MAX_MS = 20;
    private static final long NS_PER_MS = 1_000_000;
    /** After the machine ran out of descriptors or ports. */
    private static final long ROOM_WAIT_NS = 50_000_000L;

    private static final int STARTS_AT_ONCE = 64;
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
    private int open;
    private long timeoutNs;
    private final long timeoutMinNs;
    private final long timeoutMaxNs;
    private double smoothedNs;
    private double variationNs;
    private long probes;
    private long nextStep;
    private long triedStep = NO_STEP;
    private long waitUntilNs;

    private static final class Attempt {
        private final long step;
        private final long index;
        private final SocketChannel channel;
        private final long startNs;
        private final int number;
        private boolean decided;

        Attempt(long step, long index, SocketChannel channel, long startNs, int number) {
            this.step = step;
            this.index = index;
            this.channel = channel;
            this.startNs = startNs;
            this.number = number;
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
            Restraints restraints) {
        this.space = space;
        this.order = order;
        this.answered = answered;
        this.sink = sink;
        this.allowance = allowance;
        this.clock = clock;
        this.inFlightMax = inFlightMax;
        this.timeoutNs = timeoutNs;
        this.timeoutMinNs = timeouts.minNs(TIMEOUT_MIN_NS);
        this.timeoutMaxNs = timeouts.maxNs(TIMEOUT_MAX_NS);
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
        long lowest = triedStep == NO_STEP ? nextStep : Math.min(triedStep, nextStep);
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
    void pass(long fromStep, int attempt) throws IOException {
        nextStep = fromStep;
        waitUntilNs = Long.MIN_VALUE;
        try (Selector selector = Selector.open()) {
            while (!stop.getAsBoolean() && (isAsking() || !inFlight.isEmpty())) {
                boolean began = beginSome(selector, attempt);
                finish(selector, began);
                expire(clock.nanoTime());
                onTick.run();
            }
        } finally {
            inFlight.stream().filter(a -> !a.decided).forEach(this::close);
            inFlight.clear();
        }
    }

    private boolean isAsking() {
        return nextStep < order.length()
                || triedStep != NO_STEP
                || gate.map(TargetGate::held).orElse(0) > 0;
    }

    /** Begins as many connections as rate, room and the patience of those in flight allow; whether there were any. */
    private boolean beginSome(Selector selector, int attempt) {
        long nowNs = clock.nanoTime();
        boolean began = false;
        int looked = 0;
        while (nowNs >= waitUntilNs && isAsking() && open < inFlightMax && looked++ < STARTS_AT_ONCE) {
            if (allowance.available(nowNs, 1) == 0) {
                break;
            }
            long before = nextStep;
            long step = takeStep(nowNs);
            if (step == NO_STEP && nextStep == before) {
                break;
            }
            began = true;
            if (step == NO_STEP) {
                continue;
            }
            if (!begin(selector, step, attempt)) {
                triedStep = step;
                waitUntilNs = nowNs + ROOM_WAIT_NS;
                break;
            }
            gate.ifPresent(g -> g.left(clock.nanoTime()));
            allowance.consume(nowNs, 1);
        }
        return began;
    }

    /** The step to ask now, {@link #NO_STEP} if there is none: all wait, or the next one has answered or is kept. */
    private long takeStep(long nowNs) {
        if (triedStep != NO_STEP) {
            long step = triedStep;
            triedStep = NO_STEP;
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

    /** False if the machine has no room for another connection now. */
    private boolean begin(Selector selector, long step, int attempt) {
        long index = order.indexAt(step);
        long target = space.targetAt(index);
        SocketChannel channel = null;
        long startNs = clock.nanoTime();
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            boolean connected =
                    channel.connect(new InetSocketAddress(address(Target.address(target)), Target.port(target)));
            probes++;
            hostClocks.ifPresent(clocks -> clocks.asked(Target.address(target), startNs));
            Attempt begun = new Attempt(step, index, channel, startNs, attempt);
            open++;
            if (connected) {
                decide(begun, Optional.empty());
            } else {
                channel.register(selector, SelectionKey.OP_CONNECT, begun);
                inFlight.add(begun);
            }
            return true;
        } catch (IOException e) {
            close(channel);
            if (isLocal(e)) {
                inFlightMax = Math.max(1, Math.min(inFlightMax, open));
                return false;
            }
            probes++;
            open++;
            decide(new Attempt(step, index, channel, startNs, attempt), Optional.of(e));
            return true;
        }
    }

    private static InetAddress address(int address) throws IOException {
        return InetAddress.getByAddress(
                new byte[] {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address});
    }

    private void finish(Selector selector, boolean began) throws IOException {
        if (began) {
            selector.selectNow();
        } else {
            selector.select(pauseMs());
        }
        Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
        while (keys.hasNext()) {
            SelectionKey key = keys.next();
            keys.remove();
            Attempt attempt = (Attempt) key.attachment();
            try {
                if (attempt.channel.finishConnect()) {
                    decide(attempt, Optional.empty());
                }
            } catch (IOException e) {
                decide(attempt, Optional.of(e));
            }
        }
        dropDecided();
    }

    private long pauseMs() {
        long nowNs = clock.nanoTime();
        long waitNs = gate.map(g -> g.nextNs(nowNs)).orElse(Long.MAX_VALUE) - nowNs;
        return Math.max(1, Math.min(SELECT_MAX_MS, waitNs / NS_PER_MS));
    }

    private void expire(long nowNs) {
        for (Attempt attempt : inFlight) {
            if (nowNs - attempt.startNs < timeoutNs) {
                break;
            }
            if (!attempt.decided) {
                attempt.decided = true;
                close(attempt);
            }
        }
        dropDecided();
    }

    private void dropDecided() {
        while (!inFlight.isEmpty() && inFlight.peek().decided) {
            inFlight.poll();
        }
    }

    private void decide(Attempt attempt, Optional<IOException> failure) {
        attempt.decided = true;
        boolean self = failure.isEmpty() && isSelf(attempt.channel);
        close(attempt);
        Reason reason = self
                ? Reason.CONN_REFUSED
                : failure.map(ConnectProber::reasonOf).orElse(Reason.SYN_ACK);
        if (reason == Reason.NO_RESPONSE) {
            return;
        }
        State state = switch (reason) {
            case SYN_ACK -> State.OPEN;
            case CONN_REFUSED -> State.CLOSED;
            default -> State.FILTERED;
        };
        long roundTripNs = clock.nanoTime() - attempt.startNs;
        if (state != State.FILTERED) {
            sample(roundTripNs);
        }
        if (answered.raise(attempt.index, state)) {
            publish(attempt, state, reason, roundTripNs);
        }
    }

    private void publish(Attempt attempt, State state, Reason reason, long roundTripNs) {
        long target = space.targetAt(attempt.index);
        finding.index = attempt.index;
        finding.address = Target.address(target);
        finding.port = Target.port(target);
        finding.state = state;
        finding.reason = reason;
        finding.ttl = NO_TTL;
        finding.rttUs = state == State.FILTERED ? Finding.RTT_UNKNOWN : (int) Math.max(1, roundTripNs / 1_000);
        finding.responder = finding.address;
        finding.attempt = attempt.number;
        finding.timeNs = clock.epochNs();
        sink.onFinding(finding);
    }

    /** RFC 6298, within bounds. */
    private void sample(long roundTripNs) {
        if (smoothedNs == 0) {
            smoothedNs = roundTripNs;
            variationNs = roundTripNs / 2.0;
        } else {
            variationNs += (Math.abs(roundTripNs - smoothedNs) - variationNs) / 4;
            smoothedNs += (roundTripNs - smoothedNs) / 8;
        }
        timeoutNs = Math.min(timeoutMaxNs, Math.max(timeoutMinNs, (long) (smoothedNs + 4 * variationNs)));
    }

    /** A connection whose two ends are the same socket: the kernel chose the port that was asked, where nobody listens. */
    private static boolean isSelf(SocketChannel channel) {
        try {
            return channel.getLocalAddress().equals(channel.getRemoteAddress());
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isLocal(IOException failure) {
        String text = text(failure);
        return text.contains("too many open files")
                || text.contains("cannot assign requested address")
                || text.contains("no buffer space")
                || text.contains("cannot allocate memory");
    }

    private static Reason reasonOf(IOException failure) {
        String text = text(failure);
        if (text.contains("connection refused")) {
            return Reason.CONN_REFUSED;
        } else if (text.contains("no route to host") || text.contains("host is unreachable")) {
            return Reason.HOST_UNREACH;
        } else if (text.contains("network is unreachable")) {
            return Reason.NET_UNREACH;
        } else if (text.contains("permission denied") || text.contains("not permitted")) {
            return Reason.ADMIN_PROHIBITED;
        } else if (text.contains("protocol not available")) {
            return Reason.PROTO_UNREACH;
        }
        return Reason.NO_RESPONSE;
    }

    private static String text(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    }

    private void close(Attempt attempt) {
        open--;
        close(attempt.channel);
    }

    private static void close(SocketChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(ConnectProber.class.getName()).log(System.Logger.Level.TRACE, "close", e);
        }
    }
}
