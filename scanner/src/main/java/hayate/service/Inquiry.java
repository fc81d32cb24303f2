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
 * or hung up, the probe is repeated alone; and to a port that said nothing while the first connection stood, which a server
 * of one client at a time may have been busy with, the likeliest probes go once more, one at a time.
 *
 * <p>A state machine over events and time: {@link #step} does what is due and {@link #wakeNs} tells when something will be.
 * Bounded: {@code lanes + 2} connections at once, each probe at most twice, {@link ServiceConfig#targetTimeoutNs} in all.
 * Owned by the scanner's thread.
 */
final class Inquiry {
    private static final long EAGER_MIN_NS = 200_000_000L;
    private static final int EAGER_ROUND_TRIPS = 6;
    /** Between probes that nothing speaks for. */
    private static final long UNLIKELY_GAP_NS = 100_000_000L;

    /** A banner after which nothing more came for so long is complete, as far as can be told. */
    private static final long BANNER_QUIET_NS = 350_000_000L;

    /** One of those that say the same, whatever they are asked, is listened to so long, that it may go on otherwise. */
    private static final long PARROT_HEARD_NS = 500_000_000L;

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
    private Sameness sameness = new Sameness();
    private Agenda agenda;
    private Connection first;
    private Verdict verdict = new Verdict();
    private long nextOpenNs;
    /** How long the pace of the scan has kept it from going on. */
    private long pacedNs;

    private boolean tls;
    /** How long the greeting of TLS took. */
    private long greetedAfterNs;

    private boolean spoken;
    private boolean talksUnasked;
    private boolean heardOut;
    private boolean closedUnasked;
    private boolean everConnected;
    private boolean done;
    /** What is asked once the service is known, and how far that is. */
    private Optional<Errand> errand = Optional.empty();

    private ErrandRun errandRun;
    /** The look-alikes for which it is tried whether they say more when asked one probe at a time. */
    private Optional<LookAlikes.Group> secondRoundFor = Optional.empty();

    /** Whether nothing is left but to go on listening to one of a silent crowd. */
    private boolean heardEnough;

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
        this.standing = new Standing(opener.lookAlikes(), config.intensity() < ServiceConfig.INTENSITY_ALL);
        this.patience = new Patience(memory, opener.listening(), standing);
        this.lines = new Lines(config.lanes(), opener, patience, alarm);
        this.agenda = agenda();
    }

    private Agenda agenda() {
        return new Agenda(
                opener.order(target.port(), tls),
                opener.listening(),
                config.intensity(),
                verdict,
                memory,
                sameness,
                standing);
    }

    boolean isDone() {
        return done;
    }

    /** Whether its first connection was made. */
    boolean isBegun() {
        return first != null;
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
        if (errand.isPresent()) {
            runErrand();
            return;
        }
        if (first == null && !begin()) {
            return;
        }
        for (Connection connection : lines.all()) {
            if (!done && !connection.closed) {
                look(connection);
            }
        }
        boolean drips =
                !done && verdict.hard().isPresent() && lines.all().stream().anyMatch(this::dripsOn);
        if (!done && verdict.hard().isPresent() && !drips) {
            settle();
        }
        if (!done && !drips && errand.isEmpty() && first != null) {
            stand();
            if (repeatsItselfAsOthers()) {
                trace.tell(target, () -> "says no more when asked, as others that say the same");
                finish();
                return;
            }
            ask();
        }
        if (!done && errand.isEmpty() && lines.isEmpty() && first != null && !hasMore()) {
            conclude();
        }
    }

    /** Finds its look-alikes, and whether it is one of a silent crowd of whom enough was heard. */
    private void stand() {
        boolean forLong = first.connected && alarm.isDue(first.connectedNs + Standing.KNOWN_AFTER_NS);
        String manner = (tls ? Verdict.TLS_SERVICE + " " : "") + manner();
        standing.now(manner, outcome.words(), sameness.floods(), forLong);
        heardEnough = standing.isInCrowd()
                && (agenda.isSecondRound()
                        || !lines.isEmpty() && lines.all().stream().allMatch(this::isHeard) && !agenda.hasMore());
        if (standing.isInCrowd() && first.isSilent() && first.asked && alarm.isDue(patience.heardOutNs(first))) {
            standing.heardOut();
        }
    }

    /**
     * Whether it was heard for long enough to be one of those who say no more than this, whatever they are asked; one that is slow
     * may have been asked before it said it.
     */
    private boolean repeatsItselfAsOthers() {
        return standing.isAmongParrots()
                && (!talksUnasked || sameness.isUnbroken())
                && (first.isFull() || alarm.isDue(first.firstDataNs + PARROT_HEARD_NS));
    }

    private boolean isHeard(Connection line) {
        return line.asked && line.isSilent() && alarm.isDue(patience.heardNs(line));
    }

    private String manner() {
        if (verdict.soft().isPresent()) {
            return verdict.soft().get().service();
        }
        if (outcome.saidAnything()) {
            return sameness.floods() ? "floods" : talksUnasked ? "talks unasked" : "talks when asked";
        }
        return lines.emptyCloses() > 0 ? "hangs up" : "is silent";
    }

    /** Whether nothing is left but to go on listening, and where so many others say nothing either that is not worth waiting for. */
    boolean isHeardEnough() {
        return heardEnough && !done;
    }

    /** What the service can be asked beyond its name is asked before the port is done. */
    private void conclude() {
        Optional<Errand> wanted = outcome.iconErrand(target);
        if (wanted.isEmpty() && config.intensity() > 0) {
            wanted = verdict.report(tls).flatMap(report -> Errand.of(report, target));
        }
        if (wanted.isEmpty()) {
            finish();
            return;
        }
        dropAll();
        standing.told();
        errand = wanted;
        runErrand();
    }

    private void runErrand() {
        if (errandRun == null) {
            Optional<TlsSession> session = tls ? Optional.of(opener.session(target)) : Optional.empty();
            Optional<Connection> line = lines.open(this, opener.listening(), Agenda.LISTENING, session);
            if (line.isEmpty()) {
                alarm.at(alarm.nowNs() + waitForRoomNs());
                return;
            }
            trace.tell(target, () -> "one more connection for evidence");
            errandRun = new ErrandRun(errand.orElseThrow(), line.get(), opener);
        }
        if (errandRun.step() || alarm.isDue(errandRun.endNs(config.connectTimeoutNs()))) {
            outcome.onErrand(errandRun);
            finish();
        }
    }

    private boolean begin() {
        Optional<TlsSession> session = tls ? Optional.of(opener.session(target)) : Optional.empty();
        Optional<Connection> opened = lines.open(this, opener.listening(), Agenda.LISTENING, session);
        if (opened.isEmpty()) {
            alarm.at(alarm.nowNs() + waitForRoomNs());
            return false;
        }
        first = opened.get();
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
        talksUnasked |= connection.order == Agenda.LISTENING;
        if (!outcome.saidAnything()) {
            standing.brokeSilence(connection.firstDataNs - connection.askedNs);
        }
        outcome.onAnswer(connection);
        Optional<ServiceMatch> found =
                opener.match(connection.probe, connection.answer(), connection.answerBytes(), budget);
        boolean ownWord =
                found.isPresent() && connection.probe.knows(found.get().service());
        if (connection == first && spoken && !ownWord && !heardOut) {
            heardOut = true;
            agenda.listenAgain(true);
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
            verdict.offerHard(match, connection.order, alarm.nowNs() - connection.askedNs);
            outcome.onTls(connection);
        } else if (verdict.offerSoft(match, connection.order)) {
            narrow(connection.order);
        }
    }

    /** Whether a probe would not have been sent had the service been known. */
    private boolean isForeignTo(Connection connection) {
        return connection.order != Agenda.LISTENING && !agenda.fits(connection.probe);
    }

    /** The service is known by name: only what knows more of it is asked from here. */
    private void narrow(int at) {
        for (Connection other : lines.all()) {
            if (other.order > at && isForeignTo(other) && other != first) {
                drop(other);
            }
        }
    }

    /** Decides for the hard match, unless an earlier probe may still have a better one or the rest of a page is to come. */
    private void settle() {
        if (outcome.unfinishedPage().filter(this::mayGoOn).isPresent()) {
            return;
        }
        for (Connection connection : lines.all()) {
            if (connection.order < verdict.order() && mayStillAnswer(connection)) {
                return;
            }
        }
        if (verdict.isTls() && !tls) {
            enterTls();
        } else {
            conclude();
        }
    }

    /** Whether the line that told the service still comes, so that a version may be cut off. */
    private boolean dripsOn(Connection connection) {
        return verdict.isToldBy(connection.order)
                && connection.isDripping()
                && !alarm.isDue(Patience.dripNs(connection));
    }

    private boolean mayGoOn(Connection page) {
        return !page.closed && !page.ended && !alarm.isDue(Patience.pageNs(page));
    }

    private boolean mayStillAnswer(Connection connection) {
        if (connection.isUnjudged()) {
            return !connection.ended;
        }
        return !connection.ended && !alarm.isDue(Patience.earlierNs(connection, verdict.afterNs()));
    }

    private void enterTls() {
        trace.tell(target, () -> "TLS: asking inside");
        tls = true;
        dropAll();
        greetedAfterNs = verdict.afterNs();
        verdict = new Verdict();
        outcome.enterTls();
        sameness = new Sameness();
        agenda = agenda();
        first = null;
        spoken = false;
        heardOut = false;
        closedUnasked = false;
        lines.startOver();
        alarm.at(alarm.nowNs());
    }

    /** Ends a connection that has told all that it will tell. */
    private void retire(Connection connection) {
        outcome.onTls(connection);
        boolean over = connection.ended || connection.isFull() || alarm.isDue(endNs(connection));
        if (over) {
            retireNow(connection);
        }
    }

    private void retireNow(Connection connection) {
        trace.tell(
                target,
                () -> connection.probe.name() + " is over: " + connection.answerBytes() + " bytes"
                        + (connection.ended ? ", hung up" : ""));
        drop(connection);
        nextOpenNs = Math.min(nextOpenNs, alarm.nowNs());
        if (connection.order == Agenda.LISTENING) {
            sameness.addUnasked(connection);
        } else {
            Sameness.Sign sign = sameness.add(connection);
            if (talksUnasked) {
                standing.heard(connection.probe, sign);
            }
        }
        if (connection.ended) {
            onEnd(connection);
        }
    }

    private long endNs(Connection connection) {
        return patience.endNs(
                connection, connection == first, agenda.isLikely(connection.order), agenda.isSecondRound());
    }

    private void onEnd(Connection connection) {
        if (connection == first && spoken && !heardOut) {
            heardOut = true;
            agenda.listenAgain(true);
        }
        if (!connection.isSilent()) {
            return;
        }
        lines.onEmptyClose();
        if (connection.order == Agenda.LISTENING) {
            closedUnasked |= alarm.nowNs() - connection.startNs < connection.probe.tcpWrappedNs();
        } else if (!lines.isEmpty()) {
            repeatAlone(connection.order);
        }
    }

    private void repeatAlone(int number) {
        if (agenda.repeat(number)) {
            lines.oneAtATime();
        }
    }

    /** Sends the next probe if it is time. */
    private void ask() {
        agenda.commonOnly(closedUnasked && !outcome.saidAnything());
        if (!outcome.saidAnything() && closedUnasked && lines.emptyCloses() > 1) {
            deliver(Optional.of(Verdict.wrapped()));
        } else if (!first.closed && !spoken) {
            speak();
        } else if (alarm.isDue(nextOpenNs) && lines.hasRoom()) {
            int number = agenda.take(lines.isEmpty());
            if (number != Agenda.NONE) {
                openFor(number);
            } else if (agenda.waitsForTurn()) {
                nextOpenNs = alarm.nowNs() + TURN_WAIT_NS;
                alarm.at(nextOpenNs);
            }
        }
    }

    /** The first probe goes over the connection that was listened on, banner or not. */
    private void speak() {
        if (!first.asked) {
            return;
        }
        long eagerNs = Math.max(EAGER_MIN_NS, EAGER_ROUND_TRIPS * first.roundTripNs());
        long atNs = first.isSilent()
                ? first.askedNs + eagerNs
                : Math.min(
                        first.lastDataNs + (first.isAmidReply() ? Patience.REPLY_QUIET_NS : BANNER_QUIET_NS),
                        first.firstDataNs + patience.bannerNs(first));
        if (!alarm.isDue(atNs) || first.isUnjudged()) {
            return;
        }
        int number = agenda.take(lines.isEmpty());
        if (number == Agenda.NONE) {
            leaveUnasked();
            return;
        }
        spoken = true;
        heardOut = !first.isSilent();
        agenda.listenAgain(heardOut);
        nextOpenNs = alarm.nowNs() + opener.gapNs(EAGER_MIN_NS);
        sameness.addUnasked(first);
        trace.tell(target, () -> agenda.probe(number).name() + " on the connection that was listened on");
        try {
            first.askNext(agenda.probe(number), number, alarm.nowNs());
            if (talksUnasked) {
                tryFor(first);
            }
        } catch (IOException e) {
            first.end();
        }
        alarm.isDue(endNs(first));
    }

    /** What talks as a crowd does that told nothing, whatever it was asked, is not listened to until it ends. */
    private void leaveUnasked() {
        if (agenda.waitsForTurn()) {
            alarm.at(alarm.nowNs() + TURN_WAIT_NS);
        } else if (!first.isSilent() && standing.isInCrowd()) {
            retireNow(first);
        }
    }

    /** Whether anything is left to ask once no connection is open. */
    private boolean hasMore() {
        return agenda.hasMore() || beginSecondRound();
    }

    private boolean beginSecondRound() {
        if (agenda.isSecondRound()
                || outcome.saidAnything()
                || lines.allClosedEmpty()
                || tls
                || memory.opensEverything()) {
            return false;
        }
        if (standing.isInCrowd()) {
            if (standing.group().turn(opener.listening(), true) != LookAlikes.Turn.ASK) {
                return false;
            }
            secondRoundFor = Optional.of(standing.group());
            standing.group().begin(opener.listening());
        }
        alarm.at(startNs);
        return agenda.beginSecondRound(first.order);
    }

    private void openFor(int number) {
        ServiceProbe probe = number == Agenda.LISTENING ? opener.listening() : agenda.probe(number);
        Optional<TlsSession> session = tls ? Optional.of(opener.session(target)) : Optional.empty();
        Optional<Connection> opened = lines.open(this, probe, number, session);
        if (opened.isEmpty()) {
            agenda.giveBack(number);
            nextOpenNs = alarm.nowNs() + waitForRoomNs();
        } else {
            trace.tell(target, () -> probe.name() + " on a new connection");
            tryFor(opened.get());
            nextOpenNs = alarm.nowNs() + opener.gapNs(agenda.isLikely(number) ? EAGER_MIN_NS : UNLIKELY_GAP_NS);
        }
        alarm.at(nextOpenNs);
    }

    /** A connection could not be made: the port is closed meanwhile, or takes no more at once. */
    private void refused(Connection connection) {
        drop(connection);
        trace.tell(target, () -> "no connection");
        refusals++;
        if (connection == first || refusals > REFUSALS_MAX && lines.isEmpty()) {
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
        if (connection == first) {
            finish();
        }
    }

    private void drop(Connection connection) {
        outcome.onDrop(connection);
        lines.drop(connection, verdict.isToldBy(connection.order));
    }

    private void dropAll() {
        lines.all().forEach(this::drop);
    }

    /** What becomes of a probe on this port is told its look-alikes. */
    private void tryFor(Connection connection) {
        if (!agenda.isSecondRound()) {
            connection.triedFor = standing.groups();
            connection.triedFor.forEach(group -> group.begin(connection.probe));
        }
    }

    /** Ends it with what is known. */
    void finish() {
        Optional<ServiceReport> report = verdict.report(tls);
        if (report.isEmpty() && tls) {
            report = Optional.of(Verdict.tlsOnly());
        } else if (report.isEmpty()
                && !outcome.saidAnything()
                && lines.emptyCloses() > 0
                && lines.allClosedEmpty()
                && lines.isEmpty()) {
            report = Optional.of(Verdict.wrapped());
        }
        deliver(report);
    }

    private void deliver(Optional<ServiceReport> service) {
        done = true;
        dropAll();
        secondRoundFor.ifPresent(group -> {
            group.end(opener.listening());
            if (outcome.saidAnything()) {
                group.told(opener.listening());
            }
        });
        if (verdict.hard().isPresent()) {
            standing.told();
            memory.onTold(verdict.afterNs());
        } else {
            standing.untold();
        }
        if (everConnected) {
            memory.onDone(outcome.saidAnything());
        }
        outcome.deliver(target, service, everConnected);
    }
}
