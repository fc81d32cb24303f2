package hayate.service;

import java.io.IOException;

/** An errand over its connection: bounded by the time it takes and by what a connection keeps. Owned by the scanner's thread. */
final class ErrandRun {
    private static final long TALK_MAX_NS = 6_000_000_000L;
    private static final int MOVES_MAX = 64;

    final Connection connection;
    private final Errand errand;
    private final Opener opener;
    private final boolean insideTls;
    private final boolean streams;
    private int moves;
    private int seenBytes = -1;
    private boolean over;

    ErrandRun(Errand errand, Connection connection, Opener opener) {
        this.errand = errand;
        this.connection = connection;
        this.opener = opener;
        this.insideTls = connection.tls.isPresent();
        this.streams = errand.sink().isPresent();
        errand.sink().ifPresent(connection::pourInto);
    }

    Errand errand() {
        return errand;
    }

    /** Until when it is waited for. */
    long endNs(long connectTimeoutNs) {
        return connection.connected ? connection.connectedNs + TALK_MAX_NS : connection.startNs + connectTimeoutNs;
    }

    /** Does what is to be done now; whether nothing more is. */
    boolean step() {
        if (connection.failed || connection.ended) {
            if (!connection.failed) {
                errand.onEnd();
            }
            return true;
        }
        if (!connection.connected || insideTls && !connection.asked) {
            return false;
        }
        if (connection.tls.isPresent() && !insideTls) {
            return connection.tls.get().isOpen();
        }
        if (streams || seenBytes != connection.answerBytes()) {
            seenBytes = connection.answerBytes();
            converse();
        }
        return over || connection.ended || connection.isFull() && (insideTls || connection.tls.isEmpty());
    }

    private void converse() {
        try {
            Errand.Move move = next();
            while (move.kind() == Errand.Kind.SAY) {
                connection.say(move.text());
                move = next();
            }
            if (move.kind() == Errand.Kind.TLS) {
                over = !opener.enterTls(connection);
            } else {
                over = move.kind() == Errand.Kind.DONE;
            }
        } catch (IOException | IllegalStateException e) {
            over = true;
        }
    }

    private Errand.Move next() {
        if (!streams && moves++ >= MOVES_MAX) {
            return Errand.Move.DONE;
        }
        return errand.next(connection.answer(), connection.answerBytes());
    }
}
