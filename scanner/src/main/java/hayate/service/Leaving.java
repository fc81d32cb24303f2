package hayate.service;

import hayate.report.ServiceReport;
import hayate.service.db.ServiceProbe;
import java.util.Optional;

/**
 * When a port is left, and as what: told by a match that nothing may better any more, silent or saying the same as a crowd of
 * others of whom enough was heard, hanging up, or asked all that there is. Owned by the scanner's thread.
 */
final class Leaving {
    /** One of those that say the same, whatever they are asked, is listened to so long, that it may go on otherwise. */
    private static final long PARROT_HEARD_NS = 500_000_000L;

    /** The last round asks no more after this. */
    private static final long LAST_ROUND_NS = 8_000_000_000L;

    private final Lines lines;
    private final InquiryOutcome outcome;
    private final Standing standing;
    private final Patience patience;
    private final Alarm alarm;
    private final HostMemory memory;
    private final ServiceProbe listening;
    /** The look-alikes for which it is tried whether they say more when asked one probe at a time. */
    private Optional<LookAlikes.Group> lastRoundFor = Optional.empty();

    private long lastRoundUntilNs;

    private boolean heardEnough;

    Leaving(
            Lines lines,
            InquiryOutcome outcome,
            Standing standing,
            Patience patience,
            Alarm alarm,
            HostMemory memory,
            ServiceProbe listening) {
        this.lines = lines;
        this.outcome = outcome;
        this.standing = standing;
        this.patience = patience;
        this.alarm = alarm;
        this.memory = memory;
        this.listening = listening;
    }

    /** Finds its look-alikes, and whether it is one of a silent crowd of whom enough was heard. */
    void stand(Round round) {
        Connection first = round.first;
        boolean forLong = round.closedUnasked && !outcome.saidAnything()
                || first.connected && alarm.isDue(first.connectedNs + Standing.KNOWN_AFTER_NS);
        String own = manner(round);
        standing.now(
                round.tls ? Verdict.TLS_SERVICE + " " + own : own, outcome.words(), round.sameness.floods(), forLong);
        heardEnough = standing.isInCrowd()
                && (round.agenda.isLastRound()
                        || !lines.isEmpty()
                                && lines.all().stream().allMatch(line -> isHeard(line, round))
                                && !round.agenda.hasMore());
        if (standing.isInCrowd() && first.isSilent() && first.asked && alarm.isDue(patience.heardOutNs(first))) {
            standing.heardOut();
        }
    }

    private String manner(Round round) {
        if (round.verdict.soft().isPresent()) {
            return round.verdict.soft().get().service();
        }
        if (outcome.saidAnything()) {
            return round.sameness.floods() ? "floods" : round.talksUnasked ? "talks unasked" : "talks when asked";
        }
        if (lines.emptyCloses() > 0) {
            return round.closedUnasked ? "hangs up unasked" : "hangs up when asked";
        }
        return Standing.SILENT;
    }

    private boolean isHeard(Connection line, Round round) {
        return line.asked
                && line.isSilent()
                && alarm.isDue(line == round.first ? patience.greetedNs(line) : patience.heardNs(line));
    }

    /** Whether nothing is left but to go on listening, and where so many others say nothing either that is not worth waiting for. */
    boolean isHeardEnough() {
        return heardEnough;
    }

    /**
     * Whether it was heard for long enough to be one of those who say no more than this, whatever they are asked; one that is slow
     * may have been asked before it said it.
     */
    boolean saysNoMore(Round round) {
        return standing.isAmongParrots()
                && (!round.talksUnasked || round.sameness.isUnbroken())
                && (round.first.isFull() || alarm.isDue(round.first.firstDataNs + PARROT_HEARD_NS));
    }

    /** Whether it hung up twice without a word. */
    boolean hangsUp(Round round) {
        return round.closedUnasked && !outcome.saidAnything() && lines.emptyCloses() > 1;
    }

    /** Whether the line that told the service still comes, so that a version may be cut off. */
    boolean isLineToCome(Round round) {
        return lines.all().stream()
                .anyMatch(line ->
                        round.verdict.isToldBy(line.order) && line.isDripping() && !alarm.isDue(Patience.dripNs(line)));
    }

    /** Whether the hard match counts: no earlier probe may still have a better one, and no rest of a page is to come. */
    boolean isSettled(Round round) {
        return outcome.unfinishedPage().filter(this::mayGoOn).isEmpty()
                && lines.all().stream()
                        .noneMatch(line -> line.order < round.verdict.order() && mayStillAnswer(line, round.verdict));
    }

    /** It begins now. */
    void onLastRound() {
        lastRoundUntilNs = alarm.nowNs() + LAST_ROUND_NS;
    }

    /** Whether the last round has had its time. */
    boolean isLastRoundOver(Round round) {
        return round.agenda.isLastRound() && alarm.isDue(lastRoundUntilNs);
    }

    private boolean mayGoOn(Connection page) {
        return !page.closed && !page.ended && !alarm.isDue(Patience.pageNs(page));
    }

    private boolean mayStillAnswer(Connection connection, Verdict verdict) {
        if (connection.isUnjudged()) {
            return !connection.ended;
        }
        return !connection.ended && !alarm.isDue(Patience.earlierNs(connection, verdict.afterNs()));
    }

    /** Whether anything is left to ask once no connection is open. */
    boolean isOpen(Round round) {
        return round.agenda.hasMore() || beginLastRound(round);
    }

    private boolean beginLastRound(Round round) {
        if (round.agenda.isLastRound()
                || outcome.saidAnything()
                || lines.allClosedEmpty()
                || round.tls
                || memory.opensEverything()) {
            return false;
        }
        if (standing.isInCrowd()) {
            if (standing.group().turn(listening, true) != LookAlikes.Turn.ASK) {
                return false;
            }
            lastRoundFor = Optional.of(standing.group());
            standing.group().begin(listening);
        }
        alarm.at(alarm.nowNs());
        onLastRound();
        boolean commonOnly = standing.isAmongCrowd() || !round.tempo.isUnknown();
        return round.agenda.beginLastRound(round.first.order, commonOnly);
    }

    /** What it is left as if that is not known yet. */
    Optional<ServiceReport> lastWord(Round round) {
        Optional<ServiceReport> report = round.verdict.report(round.tls);
        if (report.isPresent()) {
            return report;
        }
        if (round.tls) {
            return Optional.of(Verdict.tlsOnly());
        }
        boolean wrapped =
                !outcome.saidAnything() && lines.emptyCloses() > 0 && lines.allClosedEmpty() && lines.isEmpty();
        return wrapped ? Optional.of(Verdict.wrapped()) : Optional.empty();
    }

    /** It is left: others learn from that. */
    void left(Round round, boolean everConnected) {
        lastRoundFor.ifPresent(group -> {
            group.end(listening);
            if (outcome.saidAnything()) {
                group.told(listening);
            }
        });
        if (round.verdict.hard().isPresent()) {
            standing.told();
            memory.onTold(round.verdict.afterNs());
        } else {
            standing.untold();
        }
        if (everConnected) {
            memory.onDone(outcome.saidAnything());
        }
    }
}
