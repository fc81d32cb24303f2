package hayate.service;

import hayate.report.ServiceReport;
import hayate.service.db.ServiceMatch;
import hayate.service.db.ServiceProbe;
import hayate.service.db.StepBudget;
import java.io.IOException;
import java.util.Optional;

/**
 * One port being asked what it is. First it is listened to; soon after, the likeliest probe goes over the same connection,
 * and the others follow on connections of their own, a few at once, while earlier ones may still answer. So a silent service
 * costs a fraction of a second instead of the whole wait for a banner, and a late banner still counts.
 *
 * <p>What overlapping could make worse is made good: a hard match waits a moment for the answers of earlier probes; a banner
 * that our probe may have cut short is listened to again on a fresh connection; where connections beside others are refused
 * or hung up, the probe is repeated alone; and a port that said nothing while another connection stood, which a server
 * of one client at a time may have been busy with, is asked once more behind none ({@link InLine}).
 *
 * <p>A state machine over events and time: {@link #step} does what is due and {@link #wakeNs} tells when something will be.
 * Bounded: three times {@link ServiceConfig#lanes} connections at once, each probe at most twice, {@link ServiceConfig#targetTimeoutNs} in all.
 * Owned by the scanner's thread.
 */
final class Inquiry {
    private static final long EAGER_MIN_NS = 200_000_000L;
    private static final int EAGER_ROUND_TRIPS = 6;
    /** Between probes that nothing speaks for. */
    private static final long UNLIKELY_GAP_NS = 100_000_000L;
    /** The same where few ports are asked at once. */
    private static final long QUIET_GAP_NS = 75_000_000L;

    /** A banner after which nothing more came for so long is complete, as far as can be told. */
    private static final long BANNER_QUIET_NS = 350_000_000L;

    private static final long NO_ROOM_WAIT_NS = 50_000_000L;
    /** It is stepped sooner, once there is room. */
    private static final long IN_LINE_WAIT_NS = 10_000_000_000L;

    private static final long PACE_WAIT_MAX_NS = 500_000_000L;
    private static final long TURN_WAIT_NS = 250_000_000L;
    private static final int REFUSALS_MAX = 3;

    final ServiceTarget target;
    /** The scanner's: when it will step this inquiry at the latest. */
    long scheduledNs = Long.MAX_VALUE;
    /** The scanner's: whether it has given up its place among those asked at once. */
    boolean gaveWay;
    /** The switchboard's: whether it is to be stepped once there is room. */
    boolean inLine;

    final long startNs;

    private final ServiceConfig config;
    private final Opener opener;
    private final HostMemory memory;
    private final InquiryOutcome outcome;
    private final ServiceTrace trace;
    private final StepBudget budget = StepBudget.ofPort();
    private final Alarm alarm;
    private final Patience patience;
    private final Lines lines;
    private final Standing standing;
    private final Leaving leaving;
    private final InLine waiting;
    private Round round;
    private long nextOpenNs;
    /** How long the pace of the scan has kept it from going on. */
    private long pacedNs;

    /** How long the greeting of TLS took. */
    private long greetedAfterNs;

    private boolean everConnected;
    private boolean done;
    /** What is asked once the service is known. */
    private final Errands errands;

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
        this.alarm = new Alarm(startNs);
        this.standing =
                new Standing(opener.lookAlikes(), target.port(), config.intensity() < ServiceConfig.INTENSITY_ALL);
        this.patience = new Patience(memory, opener.listening(), standing);
        this.lines = new Lines(config.lanes(), opener, patience, alarm);
        this.leaving = new Leaving(lines, outcome, standing, patience, alarm, memory, opener.listening());
        this.waiting = new InLine(this::drop, this::tell, lines, standing, patience, leaving, alarm);
        this.errands = new Errands(target, config, opener, outcome, lines, alarm);
        this.round = round(false);
    }

    private Round round(boolean tls) {
        return new Round(target.port(), tls, config.intensity(), opener, memory, standing);
    }

    boolean isDone() {
        return done;
    }

    /** Whether its first connection was made. */
    boolean isBegun() {
        return round.first != null;
    }

    /** Whether others come before it: it has told nothing for long, or is one of a crowd that has not. */
    boolean isPatient() {
        return !errands.isBegun() && (gaveWay || standing.isInCrowd());
    }

    /** When {@link #step} has something to do even if nothing happens. */
    long wakeNs() {
        return alarm.wakeNs();
    }

    /** What it was turned away from it may try again. */
    void thereIsRoom(long timeNs) {
        nextOpenNs = timeNs;
    }

    /** Moves on, as far as time and answers allow. */
    void step(long timeNs) {
        if (done) {
            return;
        }
        alarm.begin(timeNs);
        if (alarm.isDue(startNs + pacedNs + config.targetTimeoutNs())) {
            trace.tell(target, () -> "out of time");
            finish();
            return;
        }
        if (errands.isBegun()) {
            runErrands();
            return;
        }
        if (round.first == null && !begin()) {
            return;
        }
        for (Connection connection : lines.all()) {
            if (!done && !connection.closed) {
                look(connection);
            }
        }
        boolean hard = !done && round.verdict.hard().isPresent();
        boolean lineToCome = hard && leaving.isLineToCome(round);
        if (hard && !lineToCome && leaving.isSettled(round)) {
            settle();
        }
        if (!done && !lineToCome && !errands.isBegun() && round.first != null) {
            goOn();
        }
        if (!done && !errands.isBegun() && lines.isEmpty() && round.first != null && !leaving.isOpen(round)) {
            conclude();
        }
    }

    private void goOn() {
        leaving.stand(round);
        if (leaving.saysNoMore(round)) {
            trace.tell(target, () -> "says no more when asked, as others that say the same");
            finish();
        } else {
            ask();
        }
    }

    /** Whether nothing is left but to go on listening, and where so many others say nothing either that is not worth waiting for. */
    boolean isHeardEnough() {
        return !done && leaving.isHeardEnough();
    }

    /** What the service can be asked beyond its name is asked before the port is done. */
    private void conclude() {
        if (errands.plan(round.verdict.report(round.tls), round.tls)) {
            trace.tell(target, () -> "more connections for evidence");
            dropAll();
            standing.told();
            runErrands();
        } else {
            finish();
        }
    }

    private void runErrands() {
        switch (errands.step(this)) {
            case DONE -> finish();
            case NO_ROOM -> alarm.at(alarm.nowNs() + waitForRoomNs());
            case GOES_ON -> {}
        }
    }

    private boolean begin() {
        Optional<TlsSession> session = round.tls ? Optional.of(opener.session(target)) : Optional.empty();
        Optional<Connection> opened = lines.open(this, opener.listening(), Agenda.LISTENING, session);
        if (opened.isEmpty()) {
            alarm.at(alarm.nowNs() + waitForRoomNs());
            return false;
        }
        round.first = opened.get();
        return true;
    }

    /** What the pace of the scan takes is not this port's time. */
    private long waitForRoomNs() {
        long paceNs = Math.min(PACE_WAIT_MAX_NS, opener.paceWaitNs(target));
        pacedNs += paceNs;
        return inLine ? IN_LINE_WAIT_NS : Math.max(NO_ROOM_WAIT_NS, paceNs);
    }

    private void look(Connection connection) {
        if (!connection.connected) {
            if (connection.failed || alarm.isDue(connection.startNs + config.connectTimeoutNs())) {
                refused(connection);
            } else if (waiting.isOneTooMany(connection, round)) {
                waiting.outside(connection, round);
            }
            return;
        }
        everConnected = true;
        if (!connection.asked) {
            if (connection.ended || alarm.isDue(patience.handshakeNs(connection, greetedAfterNs))) {
                handshakeFailed(connection);
            }
            return;
        }
        if (connection.isUnjudged() && alarm.isDue(connection.lookNs())) {
            judge(connection);
        }
        if (!connection.closed) {
            retire(connection);
        }
        if (!connection.tryEnded && !connection.triedFor.isEmpty() && alarm.isDue(patience.doubtNs(connection))) {
            lines.endTry(connection);
        }
    }

    private void judge(Connection connection) {
        connection.onJudged(alarm.nowNs());
        if (connection.order != Agenda.LISTENING) {
            memory.onAnswer(connection.lastDataNs - connection.askedNs, connection.roundTripNs());
        }
        round.talksUnasked |= connection.order == Agenda.LISTENING;
        if (!outcome.saidAnything()) {
            standing.brokeSilence(connection.firstDataNs - connection.askedNs);
        }
        outcome.onAnswer(connection);
        Optional<ServiceMatch> found =
                opener.match(connection.probe, connection.answer(), connection.answerBytes(), budget);
        boolean ownWord =
                found.isPresent() && connection.probe.knows(found.get().service());
        if (connection == round.first && round.spoken && !ownWord && !round.heardOut) {
            round.heardOut = true;
            round.agenda.listenAgain(true);
        }
        if (found.isEmpty() || round.isForeign(connection)) {
            return;
        }
        ServiceMatch match = found.get();
        trace.tell(
                target,
                () -> (match.soft() ? "softly " : "") + match.service() + " " + match.product() + " " + match.version()
                        + " by the answer to " + connection.probe.name());
        if (!match.soft()) {
            round.verdict.offerHard(match, connection.order, alarm.nowNs() - connection.askedNs);
            outcome.onTls(connection);
        } else if (round.verdict.offerSoft(match, connection.order)) {
            narrow(connection.order);
        }
    }

    /** The service is known by name: only what knows more of it is asked from here. */
    private void narrow(int at) {
        for (Connection other : lines.all()) {
            if (other.order > at && round.isForeign(other) && other != round.first) {
                drop(other);
            }
        }
    }

    /** Decides for the hard match. */
    private void settle() {
        if (round.verdict.isTls() && !round.tls) {
            enterTls();
        } else {
            conclude();
        }
    }

    private void enterTls() {
        trace.tell(target, () -> "TLS: asking inside");
        dropAll();
        greetedAfterNs = round.verdict.afterNs();
        outcome.enterTls();
        round = round(true);
        lines.startOver();
        alarm.at(alarm.nowNs());
    }

    /** Ends a connection that has told all that it will tell. */
    private void retire(Connection connection) {
        outcome.onTls(connection);
        boolean over = connection.ended || connection.isFull() || alarm.isDue(waiting.endNs(connection, round));
        if (over) {
            retireNow(connection);
        }
    }

    private void retireNow(Connection connection) {
        boolean behind = lines.isBehind(connection);
        boolean reacted = connection.ended || !connection.isSilent();
        if (!reacted) {
            waiting.leaveInOrder(connection, round);
        }
        trace.tell(
                target,
                () -> connection.probe.name() + " is over: " + connection.answerBytes() + " bytes"
                        + (connection.ended ? ", hung up" : ""));
        drop(connection);
        nextOpenNs = Math.min(nextOpenNs, alarm.nowNs());
        waiting.onRetired(connection, reacted, behind, round);
        if (connection.order == Agenda.LISTENING) {
            round.sameness.addUnasked(connection);
        } else {
            Sameness.Sign sign = round.sameness.add(connection);
            if (round.talksUnasked) {
                standing.heard(connection.probe, sign);
            }
        }
        if (connection.ended) {
            onEnd(connection);
        }
    }

    private void onEnd(Connection connection) {
        if (connection == round.first && round.spoken && !round.heardOut) {
            round.heardOut = true;
            round.agenda.listenAgain(true);
        }
        if (!connection.isSilent()) {
            return;
        }
        lines.onEmptyClose();
        if (connection.order == Agenda.LISTENING) {
            round.closedUnasked |= alarm.nowNs() - connection.startNs < connection.probe.tcpWrappedNs();
        } else if (!lines.isEmpty() && !round.tempo.isLate(connection, alarm.nowNs())) {
            repeatAlone(connection.order);
        }
    }

    private void repeatAlone(int number) {
        if (round.agenda.repeat(number)) {
            lines.oneAtATime();
        }
    }

    /** Sends the next probe if it is time. */
    private void ask() {
        if (leaving.isLastRoundOver(round)) {
            round.agenda.forgetRepeats();
        }
        round.agenda.firstOnly(round.closedUnasked && !outcome.saidAnything() && standing.isAmongCrowd());
        if (leaving.hangsUp(round)) {
            deliver(Optional.of(Verdict.wrapped()));
        } else if (!round.first.closed && !round.spoken) {
            speak();
        } else if (waiting.isForHolder()) {
            return;
        } else if (alarm.isDue(nextOpenNs) && lines.hasRoom()) {
            int number = round.agenda.take(waiting.mayRepeat(round));
            if (number != Agenda.NONE) {
                openFor(number);
            } else if (round.agenda.waitsForTurn()) {
                nextOpenNs = alarm.nowNs() + opener.gapNs(TURN_WAIT_NS);
                alarm.at(nextOpenNs);
            }
        }
    }

    /** The first probe goes over the connection that was listened on, banner or not. */
    private void speak() {
        if (!round.first.asked) {
            return;
        }
        long eagerNs = Math.max(EAGER_MIN_NS, EAGER_ROUND_TRIPS * round.first.roundTripNs());
        long atNs = round.first.isSilent()
                ? round.first.askedNs + eagerNs
                : Math.min(
                        round.first.lastDataNs
                                + (round.first.isAmidReply() ? Patience.REPLY_QUIET_NS : BANNER_QUIET_NS),
                        round.first.firstDataNs + patience.bannerNs(round.first));
        if (!alarm.isDue(atNs) || round.first.isUnjudged()) {
            return;
        }
        int number = round.agenda.take(lines.isEmpty());
        if (number == Agenda.NONE) {
            leaveUnasked();
            return;
        }
        round.spoken = true;
        round.heardOut = !round.first.isSilent();
        round.agenda.listenAgain(round.heardOut);
        nextOpenNs = alarm.nowNs() + opener.gapNs(EAGER_MIN_NS);
        round.sameness.addUnasked(round.first);
        trace.tell(target, () -> round.agenda.probe(number).name() + " on the connection that was listened on");
        try {
            round.first.askNext(round.agenda.probe(number), number, alarm.nowNs());
            if (round.talksUnasked) {
                tryFor(round.first);
            }
        } catch (IOException e) {
            round.first.end();
        }
        alarm.isDue(waiting.endNs(round.first, round));
    }

    /** What talks as a crowd does that told nothing, whatever it was asked, is not listened to until it ends. */
    private void leaveUnasked() {
        if (round.agenda.waitsForTurn()) {
            alarm.at(alarm.nowNs() + opener.gapNs(TURN_WAIT_NS));
        } else if (!round.first.isSilent() && standing.isInCrowd()) {
            retireNow(round.first);
        }
    }

    private void openFor(int number) {
        ServiceProbe probe = number == Agenda.LISTENING ? opener.listening() : round.agenda.probe(number);
        Optional<TlsSession> session = round.tls ? Optional.of(opener.session(target)) : Optional.empty();
        Optional<Connection> opened = lines.open(this, probe, number, session);
        if (opened.isEmpty()) {
            round.agenda.giveBack(number);
            nextOpenNs = alarm.nowNs() + waitForRoomNs();
        } else {
            trace.tell(target, () -> probe.name() + " on a new connection");
            tryFor(opened.get());
            nextOpenNs = alarm.nowNs() + opener.gapNs(round.agenda.isLikely(number) ? EAGER_MIN_NS : unlikelyGapNs());
        }
        alarm.at(nextOpenNs);
    }

    private long unlikelyGapNs() {
        return opener.isQuiet() ? QUIET_GAP_NS : UNLIKELY_GAP_NS;
    }

    /** A connection could not be made: the port is closed meanwhile, or takes no more at once. */
    private void refused(Connection connection) {
        drop(connection);
        trace.tell(target, () -> "no connection");
        refusals++;
        if (connection == round.first || refusals > REFUSALS_MAX && lines.isEmpty()) {
            finish();
            return;
        }
        lines.oneAtATime();
        nextOpenNs = alarm.nowNs() + (NO_ROOM_WAIT_NS << Math.min(refusals, REFUSALS_MAX));
        if (connection.order != Agenda.LISTENING) {
            repeatAlone(connection.order);
        }
    }

    private void handshakeFailed(Connection connection) {
        trace.tell(target, () -> "the TLS handshake failed");
        outcome.onTls(connection);
        drop(connection);
        if (connection == round.first) {
            finish();
        }
    }

    private void drop(Connection connection) {
        outcome.onDrop(connection, alarm.nowNs());
        lines.drop(connection, round.verdict.isToldBy(connection.order));
    }

    private void tell(String what) {
        trace.tell(target, () -> what);
    }

    private void dropAll() {
        lines.all().forEach(this::drop);
    }

    /** What becomes of a probe on this port is told its look-alikes. */
    private void tryFor(Connection connection) {
        if (!round.agenda.isLastRound()) {
            connection.triedFor = standing.groups();
            connection.triedFor.forEach(group -> group.begin(connection.probe));
        }
    }

    /** Ends it with what is known. */
    void finish() {
        deliver(leaving.lastWord(round));
    }

    private void deliver(Optional<ServiceReport> service) {
        done = true;
        dropAll();
        leaving.left(round, everConnected);
        outcome.deliver(target, service, everConnected);
    }
}
