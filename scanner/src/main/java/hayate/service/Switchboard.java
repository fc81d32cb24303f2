package hayate.service;

import hayate.service.db.ServiceDatabase;
import hayate.service.db.ServiceMatch;
import hayate.service.db.ServiceProbe;
import hayate.service.db.StepBudget;
import hayate.work.Clock;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Opens connections as far as pace, machine and the scanner's thread have room for them. Whoever is turned away because of
 * the machine or the thread waits in line, first come first served, and not for a time: thousands that look again every few
 * milliseconds are what a late thread is late with. Owned by the scanner's thread.
 */
final class Switchboard implements Opener {
    private static final int CONNECTIONS_MIN = 8;
    /** Of the connections that the machine has room for one in so many is kept for ports that were not asked yet. */
    private static final int KEPT_FOR_FRESH = 8;

    private static final int UNNAMED_PORT = 1 << 16;
    /** Sessions of TLS at once, since each holds some 50 KB while it begins. */
    private static final int TLS_MAX = 2_000;

    /** So many ports at once make the time between two connections to each of them longer by once, up to five times. */
    private static final int CROWD_PORTS = 1_000;

    private static final int CROWDED_GAPS_MAX = 5;
    private static final int QUIET_PORTS = 100;
    /** This thread is short of time if inquiries are woken later than this. */
    private static final long LAG_MAX_NS = 20_000_000L;

    /** While this thread is short of time. */
    private static final int FIRST_PER_FURTHER = 8;

    private final ServiceDatabase database;
    private final int intensity;
    private final ConnectionPace pace;
    private final Clock clock;
    private final Network network;
    private final Scratch scratch = new Scratch();
    private final LookAlikes lookAlikes = new LookAlikes();
    private final AnswerMemo memo = new AnswerMemo();
    /** By port; all that no probe names have one order. */
    private final Map<Integer, ProbeOrder> orders = new HashMap<>();

    private final Map<Integer, ProbeOrder> tlsOrders = new HashMap<>();
    private final ArrayDeque<Inquiry> line = new ArrayDeque<>();
    /** Those that gave way and those of crowds, who come after the others and have less room. */
    private final ArrayDeque<Inquiry> patientLine = new ArrayDeque<>();

    private int tlsOpen;
    /** Written by the scanner's thread, read by any. */
    private volatile int connectionsMax = Integer.MAX_VALUE;

    private long lagNs;
    private int active;
    private boolean hasArrivals;
    /** First connections to ports, and others, since this thread is short of time. */
    private int firstMade;

    private int furtherMade;

    Switchboard(ServiceDatabase database, int intensity, ConnectionPace pace, Clock clock, Network network) {
        this.database = database;
        this.intensity = intensity;
        this.pace = pace;
        this.clock = clock;
        this.network = network;
    }

    /** How late inquiries are woken now, how many ports are asked at once, and whether others could be begun. */
    void now(long newLagNs, int newActive, boolean newHasArrivals) {
        lagNs = newLagNs;
        active = newActive;
        hasArrivals = newHasArrivals;
        if (!isShort()) {
            firstMade = 0;
            furtherMade = 0;
        }
    }

    /** Whether pace and machine allow one more connection. */
    boolean mayConnect(long nowNs) {
        return network.open() < connectionsMax && pace.waitNs(nowNs) == 0;
    }

    /** Any thread: how many connections there may be at once as far as is known. */
    int connectionsMax() {
        return connectionsMax;
    }

    /** The next that was turned away and may try again now. */
    Optional<Inquiry> nextInLine() {
        if (isForFirst() || network.open() >= connectionsMax) {
            return Optional.empty();
        }
        Inquiry next = line.poll();
        if (next == null && !isFull()) {
            next = patientLine.poll();
        }
        if (next != null) {
            next.inLine = false;
        }
        return Optional.ofNullable(next);
    }

    boolean hasLine() {
        return !line.isEmpty() || !patientLine.isEmpty();
    }

    /** Whether what room is left is for ports that were not asked yet. */
    private boolean isFull() {
        return network.open() > connectionsMax - connectionsMax / KEPT_FOR_FRESH;
    }

    /** Whether this thread has less time than there is to do. */
    private boolean isShort() {
        return hasArrivals || lagNs > LAG_MAX_NS;
    }

    /**
     * First connections to other ports come before further ones then; but for a few, since what one port says to them may
     * spare thousands of others the same.
     */
    private boolean isForFirst() {
        return isShort() && furtherMade * FIRST_PER_FURTHER >= firstMade;
    }

    @Override
    public Optional<Connection> open(Inquiry inquiry, ServiceProbe probe, int order, Optional<TlsSession> tls) {
        long nowNs = clock.nanoTime();
        if (pace.waitNs(inquiry.target.address(), nowNs) > 0) {
            return Optional.empty();
        }
        if (isForOthers(inquiry) || network.open() >= connectionsMax || tls.isPresent() && tlsOpen >= TLS_MAX) {
            return turnAway(inquiry);
        }
        Connection connection = new Connection(inquiry, probe, order, tls, scratch, nowNs);
        try {
            connection.attach(network.connect(inquiry.target.address(), inquiry.target.port(), connection));
            tlsOpen += tls.isPresent() ? 1 : 0;
        } catch (Network.NoRoomException e) {
            connectionsMax = Math.max(CONNECTIONS_MIN, network.open());
            return turnAway(inquiry);
        } catch (IOException e) {
            connection.failed = true;
        }
        firstMade += inquiry.isBegun() ? 0 : 1;
        furtherMade += inquiry.isBegun() ? 1 : 0;
        pace.connecting(inquiry.target.address(), nowNs);
        return Optional.of(connection);
    }

    private Optional<Connection> turnAway(Inquiry inquiry) {
        if (!inquiry.inLine) {
            inquiry.inLine = true;
            (inquiry.isPatient() ? patientLine : line).add(inquiry);
        }
        return Optional.empty();
    }

    private boolean isForOthers(Inquiry inquiry) {
        return inquiry.isPatient() && isFull() || inquiry.isBegun() && isForFirst();
    }

    @Override
    public TlsSession session(ServiceTarget target) {
        return new TlsSession(target.hostName(), scratch);
    }

    @Override
    public boolean enterTls(Connection connection) throws IOException {
        if (tlsOpen >= TLS_MAX) {
            return false;
        }
        tlsOpen++;
        connection.beginTls(session(connection.inquiry.target));
        return true;
    }

    @Override
    public ProbeOrder order(int port, boolean tls) {
        int asked = isNamed(port) ? port : UNNAMED_PORT;
        return (tls ? tlsOrders : orders)
                .computeIfAbsent(asked, number -> new ProbeOrder(database, number, tls, intensity));
    }

    /** Whether any probe names a port, so that its order is its own. */
    private boolean isNamed(int port) {
        for (ServiceProbe probe : database.tcpProbes()) {
            if (probe.likesPort(port, false) || probe.likesPort(port, true)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long paceWaitNs(ServiceTarget target) {
        return pace.waitNs(target.address(), clock.nanoTime());
    }

    /**
     * A server that answers at all mostly answers the first probe, and a second connection meanwhile is for nothing: with
     * thousands of ports at once, that work is for those who need it.
     */
    @Override
    public long gapNs(long aloneNs) {
        return aloneNs + aloneNs * Math.min(CROWDED_GAPS_MAX, active / CROWD_PORTS);
    }

    @Override
    public boolean isQuiet() {
        return active < QUIET_PORTS && !isShort();
    }

    @Override
    public LookAlikes lookAlikes() {
        return lookAlikes;
    }

    @Override
    public Optional<ServiceMatch> match(ServiceProbe probe, byte[] answer, int lengthBytes, StepBudget stepBudget) {
        return memo.match(probe, answer, lengthBytes, stepBudget);
    }

    @Override
    public ServiceProbe listening() {
        return database.nullProbe();
    }

    @Override
    public void close(Connection connection) {
        tlsOpen -= connection.tls.isPresent() && connection.isAttached() ? 1 : 0;
        connection.close();
    }
}
