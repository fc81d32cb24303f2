package hayate.service;

import java.io.IOException;

/** An errand over its connection: bounded by the time it takes and by what a connection keeps. Owned by the scanner's thread. */
final class ErrandRun {
    private static final long TALK_MAX_NS = 6_000_000_000L;
    private static final int MOVES_MAX = 64;

    final Connection connection;
    private final Errand errand;
    private final Opener opener;
    private int moves;
    private int seenBytes = -1;
    private boolean over;

    ErrandRun(Errand errand, Connection connection, Opener opener) {
        this.errand = errand;
        this.connection = connection;
        this.opener = opener;
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
            return true;
        }
        if (!connection.connected) {
            return false;
        }
        if (connection.tls.isPresent()) {
            return connection.tls.get().isOpen();
        }
        if (seenBytes != connection.answerBytes()) {
            seenBytes = connection.answerBytes();
            converse();
        }
        return over || connection.ended || connection.tls.isEmpty() && connection.isFull();
    }

    private void converse() {
        try {
            Errand.Move move = moves++ < MOVES_MAX ? next() : Errand.Move.DONE;
            while (move.kind() == Errand.Kind.SAY) {
                connection.say(move.text());
                move = moves++ < MOVES_MAX ? next() : Errand.Move.DONE;
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
        return errand.next(connection.answer(), connection.answerBytes());
    }
}
