package hayate.service;

import java.util.BitSet;
import java.util.function.Consumer;

/**
 * What is done about connections of a port that may wait behind one another, in the line of a server of one client at a time or
 * outside of it: nothing is asked until the one in front has ended, and then the last round begins. Of a crowd of look-alikes each
 * is spared that. Owned by the scanner's thread.
 */
final class InLine {
    private static final int OUTSIDE_MIN = 2;
    private static final int OUTSIDE_MAX = 16;
    /** Within this TCP has repeated what was lost. */
    private static final long OUTSIDE_NS = 1_300_000_000L;
    /** Connections at once in the last round. */
    private static final int LAST_ROUND_LANES = 3;

    private final Consumer<Connection> drop;
    private final Consumer<String> trace;
    private final Lines lines;
    private final Standing standing;
    private final Patience patience;
    private final Leaving leaving;
    private final Alarm alarm;
    /** While it stands nothing else is asked, since that would wait behind it. */
    private Connection holder;
    /** Connections that were not taken beside others. */
    private int outside;

    /**
     * @param drop lets a connection go
     * @param trace takes what is done, for people
     */
    InLine(
            Consumer<Connection> drop,
            Consumer<String> trace,
            Lines lines,
            Standing standing,
            Patience patience,
            Leaving leaving,
            Alarm alarm) {
        this.drop = drop;
        this.trace = trace;
        this.lines = lines;
        this.standing = standing;
        this.patience = patience;
        this.leaving = leaving;
        this.alarm = alarm;
    }

    /** A connection that brought nothing is to be dropped: it ends in order where it may be in a line. */
    void leaveInOrder(Connection connection, Round round) {
        if (round.tempo.mayQueue() && !standing.isAmongCrowd()) {
            connection.endInOrder();
        }
    }

    /**
     * A connection was let go.
     *
     * @param behind whether one that was begun before it stood
     */
    void onRetired(Connection connection, boolean reacted, boolean behind, Round round) {
        if (round.tls || standing.isAmongCrowd()) {
            return;
        }
        Tempo.Advice advice = reacted
                ? round.tempo.reacted(connection, behind, alarm.nowNs())
                : round.tempo.silent(connection, behind);
        switch (advice) {
            case GO_ON -> {}
            case LATER -> {
                trace.accept("answers late: what was silent is asked again, and waited for");
                patience.late(round.tempo.lateNs());
                round.agenda.restore(round.tempo.takeUnheard());
            }
            case IN_LINE -> {
                trace.accept("takes one client at a time, as it seems: what may have waited is asked again");
                beginLastRound(round);
            }
        }
    }

    private void beginLastRound(Round round) {
        BitSet unheard = round.tempo.takeUnheard();
        for (Connection connection : lines.all()) {
            if (lines.isBehind(connection)) {
                leave(connection, round, unheard);
            } else {
                holder = connection;
            }
        }
        leaving.onLastRound();
        round.agenda.beginLastRound(unheard);
    }

    private void leave(Connection connection, Round round, BitSet unheard) {
        connection.endInOrder();
        drop.accept(connection);
        if (connection.order == Agenda.LISTENING) {
            round.agenda.listenAgain(true);
        } else {
            unheard.set(connection.order);
        }
    }

    /** Whether nothing is asked now. */
    boolean isForHolder() {
        if (holder == null) {
            return false;
        }
        if (holder.closed) {
            holder = null;
            leaving.onLastRound();
        }
        return holder != null;
    }

    /** A queue that is full drops the requests for more connections, which TCP repeats after a second (RFC 6298). */
    boolean isOneTooMany(Connection connection, Round round) {
        return outside < OUTSIDE_MAX
                && !standing.isAmongCrowd()
                && round.first != connection
                && round.first.connected
                && !round.first.closed
                && alarm.isDue(connection.startNs + OUTSIDE_NS + round.first.roundTripNs());
    }

    /** It was not taken, and is asked again. */
    void outside(Connection connection, Round round) {
        trace.accept("no room beside the other connections for " + connection.probe.name());
        outside++;
        drop.accept(connection);
        round.agenda.giveBack(connection.order);
        if (outside >= OUTSIDE_MIN && !round.agenda.isLastRound()) {
            lines.crowded();
            round.tempo.notTaken();
            beginLastRound(round);
        }
    }

    /** Whether what is to be asked again would not be beside too much. */
    boolean mayRepeat(Round round) {
        int lanes = round.agenda.isLastRound() && !round.tempo.isStrict() ? LAST_ROUND_LANES : 1;
        return lines.count() < lanes;
    }

    /** Until when a connection is kept if nothing happens. */
    long endNs(Connection connection, Round round) {
        if (round.agenda.isLastRound() && connection.order != Agenda.LISTENING && connection != holder) {
            boolean longer = round.tempo.isStrict() || round.agenda.isCommon(connection.order);
            return patience.lastRoundEndNs(connection, longer, round.agenda.isRepeated(connection.order));
        }
        return patience.endNs(connection, connection == round.first, round.agenda.isLikely(connection.order));
    }
}
