package hayate.service;

import hayate.service.db.ServiceProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The connections of one port: as many at once as it may have lanes, and a few more whose answer is hardly likely any more;
 * one where it takes no more. Owned by the scanner's thread.
 */
final class Lines {
    /** Beside those whose answer is still likely, for each lane. */
    private static final int LINGERING_PER_LANE = 2;
    /** The same where many ports are asked at once. */
    private static final int LINGERING_MAX = 2;

    /** Where no more were taken. */
    private static final int CROWDED_MAX = 3;

    private final int lanesMax;
    private final Opener opener;
    private final Patience patience;
    private final Alarm alarm;
    private final List<Connection> open = new ArrayList<>(2);
    private boolean alone;
    private boolean crowded;
    private int made;
    private int emptyCloses;

    Lines(int lanesMax, Opener opener, Patience patience, Alarm alarm) {
        this.lanesMax = lanesMax;
        this.opener = opener;
        this.patience = patience;
        this.alarm = alarm;
    }

    /** One more, or empty if there is no room for it now. */
    Optional<Connection> open(Inquiry inquiry, ServiceProbe probe, int order, Optional<TlsSession> tls) {
        Optional<Connection> opened = opener.open(inquiry, probe, order, tls);
        opened.ifPresent(connection -> {
            connection.begunAlone = open.isEmpty();
            open.add(connection);
        });
        made += opened.isPresent() ? 1 : 0;
        return opened;
    }

    /** Those that are open, while some of them may be dropped. */
    List<Connection> all() {
        return List.copyOf(open);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Whether no other than this one is open. */
    boolean isOnly(Connection connection) {
        return open.size() == 1 && open.get(0) == connection;
    }

    /** Hangs up; what was tried on it is over. */
    void drop(Connection connection, boolean told) {
        if (!connection.closed) {
            opener.close(connection);
        }
        if (open.remove(connection)) {
            endTry(connection);
            if (told) {
                connection.triedFor.forEach(group -> group.told(connection.probe));
            }
        }
        patience.onDrop(alarm.nowNs());
    }

    /** Look-alikes wait no longer for what this connection tells. */
    void endTry(Connection connection) {
        if (!connection.tryEnded) {
            connection.tryEnded = true;
            connection.triedFor.forEach(group -> group.end(connection.probe));
        }
    }

    /** From now on one at a time. */
    void oneAtATime() {
        alone = true;
    }

    /** One more was not taken beside those that stand. */
    void crowded() {
        crowded = true;
    }

    /** Whether one that was begun before this one stands. */
    boolean isBehind(Connection connection) {
        for (Connection other : open) {
            if (other != connection && other.connected && !other.ended && other.startNs < connection.startNs) {
                return true;
            }
        }
        return false;
    }

    int count() {
        return open.size();
    }

    /** One was closed without a word. */
    void onEmptyClose() {
        emptyCloses++;
    }

    int emptyCloses() {
        return emptyCloses;
    }

    /** Whether all that were made were closed without a word. */
    boolean allClosedEmpty() {
        return emptyCloses == made;
    }

    /** Forgets what became of them: from here on inside TLS. */
    void startOver() {
        made = 0;
        emptyCloses = 0;
    }

    /** Whether another may be opened beside those whose answer is still likely. */
    boolean hasRoom() {
        boolean quiet = opener.isQuiet();
        int fresh = 0;
        for (Connection connection : open) {
            boolean stale = connection.asked && alarm.isDue(patience.staleNs(connection, quiet));
            fresh += stale ? 0 : 1;
        }
        int openMax = crowded ? CROWDED_MAX : lanesMax + (quiet ? LINGERING_PER_LANE * lanesMax : LINGERING_MAX);
        return alone ? open.isEmpty() : fresh < lanesMax && open.size() < openMax;
    }
}
