package hayate.service;

import hayate.report.ServiceReport;
import hayate.service.db.ServiceMatch;
import hayate.service.db.ServiceProbe;
import hayate.service.db.StepBudget;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * One port being asked what it is. First it is listened to; soon after, the likeliest probe goes over the same connection,
 * and the others follow on connections of their own, a few at once, while earlier ones may still answer. So a silent service
 * costs a fraction of a second instead of the whole wait for a banner, and a late banner still counts.
 *
 * <p>What overlapping could make worse is made good: a hard match waits a moment for the answers of earlier probes; a banner
 * that our probe may have cut short is listened to again on a fresh connection; where connections beside others are refused
 * or hung up, the probe is repeated alone; and to a port that said nothing while the first connection stood, which a server
 * of one client at a time may have been busy with, the likeliest probes go once more, one at a time.
 *
 * <p>A state machine over events and time: {@link #step} does what is due and {@link #wakeNs} tells when something will be.
 * Bounded: {@code 2 * lanes} connections at once, each probe at most twice, {@link ServiceConfig#targetTimeoutNs} in all.
 * Owned by the scanner's thread.
 */
final class Inquiry {
    private static final int LISTENING = -1;
    private static final int NONE = -2;
    private static final long EAGER_MIN_NS = 200_000_000L;
    private static final int EAGER_ROUND_TRIPS = 6;
    /** Between probes that nothing speaks for. */
    private static final long UNLIKELY_GAP_NS = 100_000_000L;

    /** A banner after which nothing more came for so long is complete, as far as can be told. */
    private static final long BANNER_QUIET_NS = 350_000_000L;
    /** The same of an answer, to a probe that something or that nothing speaks for. */
    private static final long LIKELY_QUIET_NS = 1_000_000_000L;

    private static final long QUIET_NS = 700_000_000L;
    /** An earlier probe's answer is waited for so long, or four times as long as the later one took. */
    private static final long EARLIER_WAIT_MIN_NS = 150_000_000L;

    private static final int EARLIER_WAIT_FACTOR = 4;
    /** The rest of a page, in whose head a service was told, is waited for so long after its last part, and in all. */
    private static final long PAGE_WAIT_NS = 250_000_000L;

    private static final long PAGE_WAIT_MAX_NS = 2_000_000_000L;
    /** A connection that waited behind another is answered within this and four round trips of the other's end. */
    private static final long BEHIND_NS = 100_000_000L;

    private static final int BEHIND_ROUND_TRIPS = 4;
    private static final long HANDSHAKE_MAX_NS = 8_000_000_000L;
    private static final long NO_ROOM_WAIT_NS = 50_000_000L;
    private static final int REFUSALS_MAX = 3;
    private static final int INTENSITY_ALL = 9;

    /** What the scanner does for an inquiry. */
    interface Opener {
        /** A new connection, or empty if the machine has no room for it now. */
        Optional<Connection> open(Inquiry inquiry, ServiceProbe probe, int order, Optional<TlsSession> tls);

        /** A new session of TLS. */
        TlsSession session(ServiceTarget target);

        /** In which order a port is asked. */
        ProbeOrder order(int port, boolean tls);

        /** The probe that only listens. */
        ServiceProbe listening();

        /** Closes one. */
        void close(Connection connection);
    }

    final ServiceTarget target;
    /** The scanner's: when it will step this inquiry at the latest. */
    long scheduledNs = Long.MAX_VALUE;

    private final ServiceConfig config;
    private final Opener opener;
    private final HostMemory memory;
    private final InquiryOutcome outcome;
    private final ServiceTrace trace;
    private final long startNs;
    private final StepBudget budget = StepBudget.ofPort();
    private final List<Connection> open = new ArrayList<>(2);
    private final ArrayDeque<Integer> again = new ArrayDeque<>(2);
    private BitSet repeated = new BitSet(0);
    private ProbeOrder order;
    private int next;
    private int lanes;
    private Connection first;
    private Verdict verdict = new Verdict();
    /** The time of the present step. */
    private long nowNs;

    private long wakeNs = Long.MIN_VALUE;
    private long nextOpenNs;
    private long lastDropNs = Long.MIN_VALUE;
    private boolean tls;
    private boolean spoken;
    /** A banner may have been cut short by our probe: to be listened to once more. */
    private boolean listenAgain;

    private boolean heardOut;
    private boolean secondRound;
    private boolean closedUnasked;
    private boolean everConnected;
    private boolean done;
    private int emptyCloses;
    private int connectionsMade;
    private int refusals;

    Inquiry(
            ServiceTarget target,
            ServiceConfig config,
            Opener opener,
            HostMemory memory,
            InquiryOutcome outcome,
            ServiceTrace trace,
            long startNs) {
        this.target = target;
        this.config = config;
        this.opener = opener;
        this.memory = memory;
        this.outcome = outcome;
        this.trace = trace;
        this.startNs = startNs;
        this.nowNs = startNs;
        this.lanes = config.lanes();
        this.order = opener.order(target.port(), false);
    }

    boolean isDone() {
        return done;
    }

    /** When {@link #step} has something to do even if nothing happens. */
    long wakeNs() {
        return wakeNs;
    }

    private boolean isDue(long atNs) {
        if (nowNs - atNs >= 0) {
            return true;
        }
        wakeNs = Math.min(wakeNs, atNs);
        return false;
    }

    /** Moves on, as far as time and answers allow. */
    void step(long timeNs) {
        if (done) {
            return;
        }
        nowNs = timeNs;
        wakeNs = Long.MAX_VALUE;
        if (isDue(startNs + config.targetTimeoutNs())) {
            trace.tell(target, () -> "out of time");
            finish();
            return;
        }
        if (first == null && !begin()) {
            return;
        }
        for (Connection connection : List.copyOf(open)) {
            if (!done && !connection.closed) {
                look(connection);
            }
        }
        if (!done && verdict.hard().isPresent()) {
            settle();
        }
        if (!done && first != null) {
            ask();
        }
        if (!done && open.isEmpty() && first != null && !hasMore()) {
            finish();
        }
    }

    private boolean begin() {
        Optional<TlsSession> session = tls ? Optional.of(opener.session(target)) : Optional.empty();
        Optional<Connection> opened = opener.open(this, opener.listening(), LISTENING, session);
        if (opened.isEmpty()) {
            wakeNs = Math.min(wakeNs, nowNs + NO_ROOM_WAIT_NS);
            return false;
        }
        first = opened.get();
        connectionsMade++;
        open.add(first);
        return true;
    }

    private void look(Connection connection) {
        if (!connection.connected) {
            if (connection.failed || isDue(connection.startNs + config.connectTimeoutNs())) {
                refused(connection);
            }
            return;
        }
        everConnected = true;
        if (!connection.asked) {
            if (connection.ended || isDue(connection.connectedNs + HANDSHAKE_MAX_NS)) {
                handshakeFailed(connection);
            }
            return;
        }
        if (connection.isUnjudged() && isDue(connection.lookNs())) {
            judge(connection);
        }
        if (!connection.closed) {
            retire(connection);
        }
    }

    private void judge(Connection connection) {
        connection.onJudged(nowNs);
        if (connection.order != LISTENING) {
            memory.onAnswer(connection.lastDataNs - connection.askedNs);
        }
        outcome.onAnswer(connection);
        Optional<ServiceMatch> found = connection.probe.match(connection.answer(), connection.answerBytes(), budget);
        boolean ownWord =
                found.isPresent() && connection.probe.knows(found.get().service());
        if (connection == first && spoken && !ownWord && !heardOut) {
            heardOut = true;
            listenAgain = true;
        }
        if (found.isEmpty() || isForeignTo(connection)) {
            return;
        }
        ServiceMatch match = found.get();
        trace.tell(
                target,
                () -> (match.soft() ? "softly " : "") + match.service() + " " + match.product() + " " + match.version()
                        + " by the answer to " + connection.probe.name());
        if (!match.soft()) {
            verdict.offerHard(match, connection.order, nowNs - connection.askedNs);
            outcome.onTls(connection);
        } else if (verdict.offerSoft(match)) {
            narrow(connection.order);
        }
    }

    /** Whether a probe would not have been sent had the service been known. */
    private boolean isForeignTo(Connection connection) {
        return connection.order != LISTENING && !fits(connection.probe);
    }

    private boolean fits(ServiceProbe probe) {
        return verdict.soft().isEmpty()
                || config.intensity() == INTENSITY_ALL
                || probe.knows(verdict.soft().get().service());
    }

    /** The service is known by name: only what knows more of it is asked from here. */
    private void narrow(int at) {
        for (Connection other : List.copyOf(open)) {
            if (other.order > at && isForeignTo(other) && other != first) {
                drop(other);
            }
        }
        while (next > 0 && !order.isUsual(next - 1)) {
            next--;
        }
    }

    /** Decides for the hard match, unless an earlier probe may still have a better one or the rest of a page is to come. */
    private void settle() {
        if (outcome.unfinishedPage().filter(this::mayGoOn).isPresent()) {
            return;
        }
        for (Connection connection : open) {
            if (connection.order < verdict.order() && mayStillAnswer(connection)) {
                return;
            }
        }
        if (verdict.isTls() && !tls) {
            enterTls();
        } else {
            finish();
        }
    }

    private boolean mayGoOn(Connection page) {
        return !page.closed
                && !page.ended
                && !isDue(Math.min(page.lastDataNs + PAGE_WAIT_NS, page.askedNs + PAGE_WAIT_MAX_NS));
    }

    private boolean mayStillAnswer(Connection connection) {
        if (connection.isUnjudged()) {
            return !connection.ended;
        }
        long waitNs = Math.max(EARLIER_WAIT_MIN_NS, EARLIER_WAIT_FACTOR * verdict.afterNs());
        long sinceNs = !connection.asked
                ? connection.startNs
                : connection.isSilent() ? connection.askedNs : connection.lastDataNs;
        return !connection.ended && !isDue(sinceNs + waitNs);
    }

    private void enterTls() {
        trace.tell(target, () -> "TLS: asking inside");
        tls = true;
        List.copyOf(open).forEach(this::drop);
        verdict = new Verdict();
        outcome.enterTls();
        order = opener.order(target.port(), true);
        first = null;
        next = 0;
        again.clear();
        repeated = new BitSet(0);
        spoken = false;
        listenAgain = false;
        heardOut = false;
        closedUnasked = false;
        emptyCloses = 0;
        connectionsMade = 0;
        wakeNs = nowNs;
    }

    /** Ends a connection that has told all that it will tell. */
    private void retire(Connection connection) {
        outcome.onTls(connection);
        if (connection.ended) {
            drop(connection);
            onEnd(connection);
        } else if (connection.isFull() || isDue(endNs(connection))) {
            drop(connection);
            nextOpenNs = Math.min(nextOpenNs, nowNs);
        }
    }

    private void onEnd(Connection connection) {
        nextOpenNs = Math.min(nextOpenNs, nowNs);
        if (connection == first && spoken && !heardOut) {
            heardOut = true;
            listenAgain = true;
        }
        if (!connection.isSilent()) {
            return;
        }
        emptyCloses++;
        if (connection.order == LISTENING) {
            closedUnasked |= nowNs - connection.startNs < connection.probe.tcpWrappedNs();
        } else if (!open.isEmpty()) {
            repeatAlone(connection.order);
        }
    }

    private void repeatAlone(int number) {
        if (!repeated.get(number)) {
            repeated.set(number);
            again.add(number);
            lanes = 1;
        }
    }

    /** Until when a connection is kept if nothing happens. */
    private long endNs(Connection connection) {
        boolean likely = connection.order == LISTENING || order.isLikely(connection.order);
        long latestNs = connection.askedNs + connection.probe.waitNs();
        if (connection == first) {
            latestNs =
                    Math.max(latestNs, connection.startNs + opener.listening().waitNs());
        }
        if (!connection.isSilent()) {
            return Math.min(latestNs, connection.lastDataNs + (likely ? LIKELY_QUIET_NS : QUIET_NS));
        }
        if ((connection == first || likely) && !secondRound) {
            return latestNs;
        }
        long behindNs = lastDropNs == Long.MIN_VALUE
                ? lastDropNs
                : lastDropNs + BEHIND_NS + BEHIND_ROUND_TRIPS * connection.roundTripNs();
        return Math.max(
                connection.askedNs + Math.min(memory.unlikelyWaitNs(), connection.probe.waitNs()),
                Math.min(behindNs, latestNs));
    }

    /** Sends the next probe if it is time. */
    private void ask() {
        if (!outcome.saidAnything() && closedUnasked && emptyCloses > 1) {
            deliver(Optional.of(Verdict.wrapped()));
        } else if (!first.closed && !spoken) {
            speak();
        } else if (isDue(nextOpenNs) && hasRoom()) {
            int number = take();
            if (number != NONE) {
                openFor(number);
            }
        }
    }

    /** The first probe goes over the connection that was listened on, banner or not. */
    private void speak() {
        if (!first.asked) {
            return;
        }
        long eagerNs = Math.max(EAGER_MIN_NS, EAGER_ROUND_TRIPS * first.roundTripNs());
        long atNs = first.isSilent() ? first.askedNs + eagerNs : first.lastDataNs + BANNER_QUIET_NS;
        if (!isDue(atNs) || first.isUnjudged()) {
            return;
        }
        int number = take();
        if (number == NONE) {
            return;
        }
        spoken = true;
        heardOut = !first.isSilent();
        listenAgain = heardOut;
        nextOpenNs = nowNs + EAGER_MIN_NS;
        trace.tell(target, () -> order.at(number).name() + " on the connection that was listened on");
        try {
            first.askNext(order.at(number), number, nowNs);
        } catch (IOException e) {
            first.end();
        }
        isDue(endNs(first));
    }

    /** Whether another connection may be opened beside those whose answer is still likely. */
    private boolean hasRoom() {
        int fresh = 0;
        for (Connection connection : open) {
            boolean stale =
                    connection.asked && connection.isSilent() && isDue(connection.askedNs + memory.unlikelyWaitNs());
            fresh += stale ? 0 : 1;
        }
        return fresh < lanes && open.size() < 2 * config.lanes();
    }

    /** The next thing to ask. */
    private int take() {
        if (listenAgain && verdict.hard().isEmpty()) {
            listenAgain = false;
            return LISTENING;
        }
        if (!again.isEmpty()) {
            return open.isEmpty() ? again.poll() : NONE;
        }
        while (next < order.size()) {
            int number = next++;
            if (isWanted(number)) {
                return number;
            }
        }
        return NONE;
    }

    private boolean isWanted(int number) {
        ServiceProbe probe = order.at(number);
        if (verdict.soft().isPresent()) {
            return config.intensity() == INTENSITY_ALL ? order.isUsual(number) : fits(probe);
        }
        boolean worthwhile = order.isLikely(number) || probe.rarity() == 1 || !memory.opensEverything();
        return order.isUsual(number) && worthwhile;
    }

    /** Whether anything is left to ask once no connection is open. */
    private boolean hasMore() {
        if (!again.isEmpty() || listenAgain && verdict.hard().isEmpty()) {
            return true;
        }
        for (int number = next; number < order.size(); number++) {
            if (isWanted(number)) {
                return true;
            }
        }
        return beginSecondRound();
    }

    /** A server of one client at a time was busy with the first connection: the likeliest probes once more. */
    private boolean beginSecondRound() {
        boolean allHungUp = emptyCloses == connectionsMade;
        if (secondRound || outcome.saidAnything() || allHungUp || tls || memory.opensEverything()) {
            return false;
        }
        secondRound = true;
        for (int number = 0; number < order.size(); number++) {
            boolean worthwhile = order.isLikely(number) || order.at(number).rarity() == 1;
            if (worthwhile && number != first.order && order.isUsual(number)) {
                repeated.set(number);
                again.add(number);
            }
        }
        wakeNs = startNs;
        return !again.isEmpty();
    }

    private void openFor(int number) {
        ServiceProbe probe = number == LISTENING ? opener.listening() : order.at(number);
        Optional<TlsSession> session = tls ? Optional.of(opener.session(target)) : Optional.empty();
        Optional<Connection> opened = opener.open(this, probe, number, session);
        if (opened.isEmpty()) {
            giveBack(number);
            nextOpenNs = nowNs + NO_ROOM_WAIT_NS;
        } else {
            trace.tell(target, () -> probe.name() + " on a new connection");
            connectionsMade++;
            open.add(opened.get());
            nextOpenNs = nowNs + (order.isLikely(Math.max(0, number)) ? EAGER_MIN_NS : UNLIKELY_GAP_NS);
        }
        wakeNs = Math.min(wakeNs, nextOpenNs);
    }

    private void giveBack(int number) {
        if (number == LISTENING) {
            listenAgain = true;
        } else {
            again.addFirst(number);
        }
    }

    /** A connection could not be made: the port is closed meanwhile, or takes no more at once. */
    private void refused(Connection connection) {
        drop(connection);
        trace.tell(target, () -> "no connection");
        refusals++;
        if (connection == first || refusals > REFUSALS_MAX) {
            finish();
            return;
        }
        lanes = 1;
        nextOpenNs = nowNs + (NO_ROOM_WAIT_NS << refusals);
        if (connection.order != LISTENING) {
            repeatAlone(connection.order);
        }
    }

    private void handshakeFailed(Connection connection) {
        trace.tell(target, () -> "the TLS handshake failed");
        drop(connection);
        if (connection == first) {
            finish();
        }
    }

    private void drop(Connection connection) {
        if (!connection.closed) {
            opener.close(connection);
        }
        open.remove(connection);
        lastDropNs = nowNs;
    }

    /** Ends it with what is known. */
    void finish() {
        Optional<ServiceReport> report = verdict.report(tls);
        if (report.isEmpty() && tls) {
            report = Optional.of(Verdict.tlsOnly());
        } else if (report.isEmpty()
                && !outcome.saidAnything()
                && emptyCloses > 0
                && emptyCloses == connectionsMade
                && open.isEmpty()) {
            report = Optional.of(Verdict.wrapped());
        }
        deliver(report);
    }

    private void deliver(Optional<ServiceReport> service) {
        done = true;
        List.copyOf(open).forEach(this::drop);
        if (everConnected) {
            memory.onDone(outcome.saidAnything());
        }
        outcome.deliver(target, service, everConnected);
    }
}
