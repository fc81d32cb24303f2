package hayate.service;

import hayate.service.db.ServiceProbe;

/**
 * How long each connection to a port is waited for. A service that something speaks for gets all the time that its probe has;
 * one that nothing speaks for as much as servers of this host, or of this run, have needed. What speaks gets time to end
 * its sentence, but not for ever. Owned by the scanner's thread.
 */
final class Patience {
    /** An answer after which nothing more came for so long is complete: to a probe that something or nothing speaks for. */
    private static final long LIKELY_QUIET_NS = 1_000_000_000L;

    private static final long QUIET_NS = 700_000_000L;
    /** What has spoken for so long without being understood will not be. */
    private static final long LIKELY_TALK_NS = 2_500_000_000L;

    private static final long TALK_NS = 1_200_000_000L;
    /** Among a crowd of look-alikes none of which was understood so much of the time for talk is left. */
    private static final int CROWD_DIVISOR = 2;

    /** Of a banner that does not end so much is heard before the first probe. */
    private static final long BANNER_MAX_NS = 3_000_000_000L;

    /** Between the lines of a greeting that says that more are to come: mail servers let clients wait to see who speaks early. */
    static final long REPLY_QUIET_NS = 6_500_000_000L;

    private static final long REPLY_MAX_NS = 10_000_000_000L;
    /** The rest of a line that comes byte by byte is waited for so long after the last one, and in all. */
    private static final long DRIP_WAIT_NS = 1_000_000_000L;

    private static final long DRIP_WAIT_MAX_NS = 8_000_000_000L;
    private static final long CROWD_BANNER_MAX_NS = 1_000_000_000L;
    /** One of a silent crowd is listened to so long, a quarter longer than nearly all servers of this run took, and some round trips. */
    private static final long CROWD_HEARD_NS = 2_500_000_000L;

    /** The same where hundreds are silent at the same port: a slow server is rather at a port of its own. */
    private static final long SAME_PORT_HEARD_NS = 2_000_000_000L;

    /** Where servers speak first by their protocol: Sendmail's greet_pause and lookups of names take five seconds. */
    private static final long GREETING_HEARD_NS = 6_000_000_000L;

    /** At their ports a greeting that comes with the end of the wait is heard. */
    private static final long GREETING_GRACE_NS = 500_000_000L;

    private static final double CROWD_HEARD_FACTOR = 1.25;
    private static final int CROWD_HEARD_ROUND_TRIPS = 2;
    /** An earlier probe's answer is waited for so long, or four times as long as the later one took. */
    private static final long EARLIER_WAIT_MIN_NS = 150_000_000L;

    private static final int EARLIER_WAIT_FACTOR = 4;
    /** After this part of its wait a silent connection keeps no other from being opened. */
    private static final int STALE_DIVISOR = 2;
    /** The same where few ports are asked at once. */
    private static final int QUIET_STALE_DIVISOR = 4;

    /** The rest of a page, in whose head a service was told, is waited for so long after its last part, and in all. */
    private static final long PAGE_WAIT_NS = 250_000_000L;

    private static final long PAGE_WAIT_MAX_NS = 2_000_000_000L;
    /** A connection that waited behind another is answered within this and four round trips of the other's end. */
    private static final long BEHIND_NS = 75_000_000L;

    private static final int BEHIND_ROUND_TRIPS = 4;
    /** In the last round connections follow each other so closely that in a line each has its turn. */
    private static final int LAST_ROUND_TURNS = 3;

    private static final long LONGER_TURN_NS = 400_000_000L;
    /** The handshake of TLS takes so long at most, or ten times as long as the greeting that told TLS. */
    private static final long HANDSHAKE_NS = 3_000_000_000L;

    private static final long CROWD_HANDSHAKE_NS = 1_500_000_000L;
    private static final int HANDSHAKE_FACTOR = 10;
    private static final long HANDSHAKE_MAX_NS = 8_000_000_000L;

    private final HostMemory memory;
    private final ServiceProbe listening;
    private final Standing standing;
    private long lastDropNs = Long.MIN_VALUE;
    private long lateNs;

    Patience(HostMemory memory, ServiceProbe listening, Standing standing) {
        this.memory = memory;
        this.listening = listening;
        this.standing = standing;
    }

    /** A connection has ended, so that another may be served which waited behind it. */
    void onDrop(long nowNs) {
        lastDropNs = nowNs;
    }

    /** This port has shown that its answers take so long. */
    void late(long newLateNs) {
        lateNs = newLateNs;
    }

    /**
     * Until when one of the last round is kept: all until it was their turn in a line.
     *
     * @param longer whether it is waited for as outside of that round
     * @param again whether it was asked before
     */
    long lastRoundEndNs(Connection connection, boolean longer, boolean again) {
        long roundTripNs = connection.roundTripNs();
        long turnNs = BEHIND_ROUND_TRIPS * roundTripNs + (longer ? LONGER_TURN_NS : BEHIND_NS);
        long turnsNs = Math.max(again ? 0 : LONGER_TURN_NS, LAST_ROUND_TURNS * turnNs);
        long waitNs = longer ? unlikelyWaitNs(roundTripNs) : turnsNs;
        long behindNs = lastDropNs == Long.MIN_VALUE ? lastDropNs : lastDropNs + turnNs;
        long latestNs = connection.askedNs + connection.probe.waitNs();
        return connection.isSilent()
                ? Math.max(
                        connection.askedNs + Math.min(waitNs, connection.probe.waitNs()), Math.min(behindNs, latestNs))
                : Math.min(latestNs, talkEndNs(connection, false, longer));
    }

    /**
     * Until when a connection is kept if nothing happens.
     *
     * @param first whether it is the port's first, which was listened on
     * @param likely whether something speaks for its probe
     */
    long endNs(Connection connection, boolean first, boolean likely) {
        long latestNs = connection.askedNs + connection.probe.waitNs();
        if (first) {
            long graceNs = standing.mayGreet() ? GREETING_GRACE_NS : 0;
            latestNs = Math.max(latestNs, connection.startNs + listening.waitNs() + graceNs);
        }
        if (!connection.isSilent()) {
            return Math.min(latestNs, talkEndNs(connection, first, likely));
        }
        if (first || likely) {
            return first || !standing.isInCrowd() ? latestNs : Math.min(latestNs, heardNs(connection));
        }
        long behindNs = lastDropNs == Long.MIN_VALUE
                ? lastDropNs
                : lastDropNs + BEHIND_NS + BEHIND_ROUND_TRIPS * connection.roundTripNs();
        return Math.max(
                connection.askedNs + Math.min(unlikelyWaitNs(connection.roundTripNs()), connection.probe.waitNs()),
                Math.min(behindNs, latestNs));
    }

    private long talkEndNs(Connection connection, boolean first, boolean likely) {
        long quietNs = connection.lastDataNs + (likely ? LIKELY_QUIET_NS : QUIET_NS);
        boolean banner = first && connection.order == Agenda.LISTENING;
        if (banner && connection.isAmidReply() && !standing.isInCrowd()) {
            return connection.lastDataNs + REPLY_QUIET_NS;
        }
        return banner ? quietNs : Math.min(quietNs, connection.firstDataNs + talkNs(likely));
    }

    private long talkNs(boolean likely) {
        return (likely ? LIKELY_TALK_NS : TALK_NS) / (standing.isInCrowd() ? CROWD_DIVISOR : 1);
    }

    /** How much of a banner is heard before the first probe. */
    long bannerNs(Connection connection) {
        return standing.isInCrowd() ? CROWD_BANNER_MAX_NS : connection.isAmidReply() ? REPLY_MAX_NS : BANNER_MAX_NS;
    }

    /** From when on nothing more is expected of a connection to one of a silent crowd. */
    long heardNs(Connection connection) {
        return heardNs(connection, Math.min(crowdHeardNs(), standing.enoughHeardNs()));
    }

    /** The same of a port's first connection: greetings of mail and files are worth as long a wait as some servers make of it. */
    long greetedNs(Connection connection) {
        return standing.mayGreet() && !memory.opensEverything()
                ? heardNs(connection, GREETING_HEARD_NS)
                : heardNs(connection);
    }

    /** The same, had others of the crowd not been heard before. */
    long heardOutNs(Connection connection) {
        return heardNs(connection, crowdHeardNs());
    }

    private long crowdHeardNs() {
        return standing.isSilentAsOthersHere() ? SAME_PORT_HEARD_NS : CROWD_HEARD_NS;
    }

    private long heardNs(Connection connection, long leastNs) {
        return connection.silentSinceNs()
                + Math.max(leastNs, (long) (CROWD_HEARD_FACTOR * memory.nearlyAllToldNs()))
                + CROWD_HEARD_ROUND_TRIPS * connection.roundTripNs();
    }

    /** From when on look-alikes do not wait for what a connection tells. */
    long doubtNs(Connection connection) {
        return connection.askedNs + unlikelyWaitNs(connection.roundTripNs());
    }

    private long unlikelyWaitNs(long roundTripNs) {
        return standing.isInCrowd() ? usualWaitNs(roundTripNs) : Math.max(lateNs, usualWaitNs(roundTripNs));
    }

    private long usualWaitNs(long roundTripNs) {
        return standing.isInCrowd() ? memory.crowdWaitNs(roundTripNs) : memory.unlikelyWaitNs(roundTripNs);
    }

    /** From when on a connection that has told nothing keeps no other from being opened. */
    long staleNs(Connection connection, boolean quiet) {
        return connection.isSilent()
                ? connection.askedNs
                        + usualWaitNs(connection.roundTripNs()) / (quiet ? QUIET_STALE_DIVISOR : STALE_DIVISOR)
                : connection.firstDataNs + talkNs(false) / 2;
    }

    /** Until when a probe before the one that told the service may still tell it better. */
    static long earlierNs(Connection connection, long tookNs) {
        long sinceNs = !connection.asked
                ? connection.startNs
                : connection.isSilent() ? connection.askedNs : connection.lastDataNs;
        return sinceNs + Math.max(EARLIER_WAIT_MIN_NS, EARLIER_WAIT_FACTOR * tookNs);
    }

    /** Until when the rest of a page is waited for. */
    static long pageNs(Connection page) {
        return Math.min(page.lastDataNs + PAGE_WAIT_NS, page.askedNs + PAGE_WAIT_MAX_NS);
    }

    /** Until when the rest of a line is waited for. */
    static long dripNs(Connection line) {
        return Math.min(line.lastDataNs + DRIP_WAIT_NS, line.firstDataNs + DRIP_WAIT_MAX_NS);
    }

    /** Until when a handshake is waited for. */
    long handshakeNs(Connection connection, long greetedAfterNs) {
        long mostNs = standing.isInCrowd() ? CROWD_HANDSHAKE_NS : HANDSHAKE_MAX_NS;
        return connection.connectedNs + Math.min(mostNs, Math.max(HANDSHAKE_NS, HANDSHAKE_FACTOR * greetedAfterNs));
    }
}
