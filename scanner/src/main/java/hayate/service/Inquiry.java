package hayate.service;

import hayate.report.ScriptReport;
import hayate.report.ServiceReport;
import hayate.service.db.ServiceDatabase;
import hayate.service.db.ServiceMatch;
import hayate.service.db.ServiceProbe;
import hayate.service.db.StepBudget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One port being asked what it is. First it is listened to; soon after, while that goes on, the likeliest probes follow, on
 * connections of their own, a few at once. The first hard match decides; a soft one narrows what is still asked; a match for
 * TLS begins anew inside of it.
 *
 * <p>So a silent service costs a fraction of a second instead of the whole wait for a banner, and a late banner still counts
 * until something else has matched. On ports where clients speak first, the first probe goes over the connection that was
 * listened on: a server that serves one client at a time then answers at once. Owned by the scanner's thread.
 */
final class Inquiry {
    private static final int CONNECTIONS_MAX = 3;
    private static final long EAGER_MIN_NS = 200_000_000L;
    private static final int EAGER_ROUND_TRIPS = 6;
    /** An answer after which nothing more came for so long is complete. */
    private static final long QUIET_NS = 700_000_000L;
    /** The wait for an answer to a probe that nothing speaks for. */
    private static final long UNLIKELY_WAIT_NS = 1_200_000_000L;

    private static final int CONFIDENCE_MATCH = 10;
    private static final int CONFIDENCE_WRAPPED = 8;
    private static final String TLS_SERVICE = "ssl";

    /** Opens connections. */
    interface Opener {
        /** A new connection, or empty if the machine has no room for it now. */
        Optional<Connection> open(Inquiry inquiry, ServiceProbe probe, Optional<TlsSession> tls);

        /** Closes one. */
        void close(Connection connection);
    }

    final ServiceTarget target;

    private final ServiceDatabase database;
    private final ServiceConfig config;
    private final Opener opener;
    private final ServiceListener listener;
    private final long startNs;
    private final StepBudget budget = StepBudget.ofPort();
    private final List<Connection> open = new ArrayList<>();
    private final Set<ServiceProbe> waiting = new LinkedHashSet<>();
    private Connection listening;
    private long nextOpenNs;
    private long lastAnswerNs;
    private boolean tls;
    private boolean begun;
    private boolean answered;
    private int emptyCloses;
    private int refusals;
    private boolean done;
    private ServiceMatch soft;
    private List<ScriptReport> httpEvidence = List.of();
    private List<ScriptReport> tlsEvidence = List.of();

    Inquiry(
            ServiceTarget target,
            ServiceDatabase database,
            ServiceConfig config,
            Opener opener,
            ServiceListener listener,
            long nowNs) {
        this.target = target;
        this.database = database;
        this.config = config;
        this.opener = opener;
        this.listener = listener;
        this.startNs = nowNs;
        plan();
    }

    boolean isDone() {
        return done;
    }

    /** What is to be tried: probes for this port, TLS before all others, then the rest by how often they are answered. */
    private void plan() {
        waiting.clear();
        int port = target.port();
        List<ServiceProbe> probes = database.tcpProbes();
        probes.stream()
                .filter(probe -> isLikely(probe, port))
                .sorted(Comparator.comparing(
                        probe -> !probe.knows(TLS_SERVICE) || !probe.name().startsWith("TLS")))
                .forEach(waiting::add);
        probes.stream()
                .filter(probe -> probe.rarity() <= config.intensity())
                .filter(probe -> !tls || !probe.name().startsWith("TLS"))
                .sorted(Comparator.comparingInt(ServiceProbe::rarity))
                .forEach(waiting::add);
    }

    private boolean isLikely(ServiceProbe probe, int port) {
        return tls
                ? (probe.likesPort(port, true) || probe.likesPort(port, false))
                        && !probe.name().startsWith("TLS")
                : probe.likesPort(port, false);
    }

    /** Moves on, as far as time and answers allow. */
    void step(long nowNs) {
        if (done) {
            return;
        }
        if (!begun) {
            begin(nowNs);
            return;
        }
        for (Connection connection : List.copyOf(open)) {
            if (!done && !connection.closed) {
                look(connection, nowNs);
            }
        }
        if (!done && nowNs - startNs > config.targetTimeoutNs()) {
            finish();
        }
        if (!done) {
            ask(nowNs);
        }
        if (!done && open.isEmpty() && waiting.isEmpty()) {
            finish();
        }
    }

    private void begin(long nowNs) {
        Optional<Connection> first = opener.open(this, database.nullProbe(), session());
        begun = first.isPresent();
        if (begun) {
            listening = first.get();
            open.add(listening);
            nextOpenNs = Long.MAX_VALUE;
            lastAnswerNs = nowNs;
        }
    }

    private Optional<TlsSession> session() {
        return tls ? Optional.of(new TlsSession(target.hostName())) : Optional.empty();
    }

    private void look(Connection connection, long nowNs) {
        if (!connection.connected) {
            if (nowNs - connection.startNs > config.connectTimeoutNs()) {
                failed(connection);
            }
            return;
        }
        if (connection == listening && nextOpenNs == Long.MAX_VALUE && connection.asked) {
            nextOpenNs = nowNs + eagerNs(connection);
        }
        if (!connection.judged) {
            connection.judged = true;
            lastAnswerNs = nowNs;
            judge(connection);
        }
        if (!done && !connection.closed) {
            retire(connection, nowNs);
        }
    }

    private long eagerNs(Connection connection) {
        return Math.max(EAGER_MIN_NS, EAGER_ROUND_TRIPS * connection.roundTripNs);
    }

    private void judge(Connection connection) {
        if (connection.answerBytes() == 0) {
            return;
        }
        answered = true;
        if (httpEvidence.isEmpty()) {
            httpEvidence = Evidence.ofHttp(connection.answer(), connection.answerBytes());
        }
        Optional<ServiceMatch> match = connection.probe.match(connection.answer(), connection.answerBytes(), budget);
        if (match.isEmpty()) {
            return;
        }
        if (!match.get().soft()) {
            decide(connection, match.get());
        } else if (soft == null) {
            soft = match.get();
            waiting.removeIf(probe -> config.intensity() < 9 && !probe.knows(soft.service()));
        }
    }

    private void decide(Connection connection, ServiceMatch match) {
        if (match.service().equals(TLS_SERVICE) && !tls) {
            tls = true;
            soft = null;
            httpEvidence = List.of();
            List.copyOf(open).forEach(this::drop);
            listening = null;
            begun = false;
            emptyCloses = 0;
            plan();
            return;
        }
        noteTls(connection);
        report(match);
    }

    private void noteTls(Connection connection) {
        if (tlsEvidence.isEmpty()
                && connection.tls.isPresent()
                && connection.tls.get().isOpen()) {
            tlsEvidence = Evidence.ofTls(connection.tls.get());
        }
    }

    /** Ends a connection that has told all that it will tell. */
    private void retire(Connection connection, long nowNs) {
        noteTls(connection);
        boolean silent = connection.answerBytes() == 0;
        if (connection.ended) {
            noteClose(connection, silent && nowNs - connection.startNs < connection.probe.tcpWrappedNs());
            drop(connection);
            nextOpenNs = Math.min(nextOpenNs, nowNs);
            return;
        }
        boolean quiet = !silent && (connection.isFull() || nowNs - lastAnswerNs > QUIET_NS);
        boolean over = connection.asked && nowNs - connection.askedNs > waitNs(connection.probe);
        boolean stuck = !connection.asked && nowNs - connection.startNs > 2 * config.connectTimeoutNs();
        if (over || stuck || (quiet && (connection != listening || soft == null || waiting.isEmpty()))) {
            drop(connection);
            nextOpenNs = Math.min(nextOpenNs, nowNs);
        }
    }

    /**
     * A wrapper closes before anything was asked. Many a service closes too, but only after a question that it does not
     * understand: the right one may still come.
     */
    private void noteClose(Connection connection, boolean earlyAndSilent) {
        if (earlyAndSilent && (connection.probe.isNull() || emptyCloses > 0)) {
            emptyCloses++;
        }
    }

    private long waitNs(ServiceProbe probe) {
        return probe.isNull() || probe.rarity() == 1 || isLikely(probe, target.port())
                ? probe.waitNs()
                : Math.min(UNLIKELY_WAIT_NS, probe.waitNs());
    }

    /** Sends the next probe if it is time. */
    private void ask(long nowNs) {
        if (isWrapped()) {
            reportWrapped();
            return;
        }
        if (refusals > 1) {
            finish();
            return;
        }
        boolean reading = listening != null && !listening.closed && listening.answerBytes() > 0;
        if (waiting.isEmpty() || nowNs < nextOpenNs || (reading && nowNs - lastAnswerNs < QUIET_NS / 2)) {
            return;
        }
        ServiceProbe next = waiting.iterator().next();
        boolean reuse = listening != null
                && !listening.closed
                && listening.probe.isNull()
                && listening.answerBytes() == 0
                && isLikely(next, target.port());
        if (reuse) {
            waiting.remove(next);
            askOn(listening, next, nowNs);
        } else if (open.size() < CONNECTIONS_MAX) {
            opener.open(this, next, session()).ifPresent(connection -> {
                waiting.remove(next);
                open.add(connection);
            });
        }
        nextOpenNs = nowNs + EAGER_MIN_NS;
    }

    private void askOn(Connection connection, ServiceProbe probe, long nowNs) {
        try {
            connection.askNext(probe, nowNs);
        } catch (IOException e) {
            connection.ended = true;
        }
    }

    private boolean isWrapped() {
        return !answered && emptyCloses > 1 && soft == null;
    }

    /** A connection could not be made or broke before it was asked anything. */
    void failed(Connection connection) {
        if (!connection.connected) {
            refusals++;
        }
        boolean handshake = connection.tls.isPresent() && !connection.asked;
        drop(connection);
        nextOpenNs = 0;
        if (handshake && connection == listening) {
            report(new ServiceMatch(true, TLS_SERVICE, "", "", "", "", "", "", List.of()));
        }
    }

    private void drop(Connection connection) {
        if (!connection.closed) {
            connection.closed = true;
            opener.close(connection);
        }
        open.remove(connection);
    }

    /** Ends it with what is known. */
    void finish() {
        if (soft != null) {
            report(soft);
        } else if (!answered && emptyCloses > 0 && open.isEmpty()) {
            reportWrapped();
        } else if (tls) {
            deliver(Optional.of(new ServiceReport(
                    TLS_SERVICE, "", "", "", "", "", "", TLS_SERVICE, true, CONFIDENCE_WRAPPED, List.of(), "")));
        } else {
            deliver(Optional.empty());
        }
    }

    private void reportWrapped() {
        deliver(Optional.of(
                new ServiceReport("tcpwrapped", "", "", "", "", "", "", "", true, CONFIDENCE_WRAPPED, List.of(), "")));
    }

    private void report(ServiceMatch match) {
        boolean inside = match.service().startsWith("ssl/");
        deliver(Optional.of(new ServiceReport(
                inside ? match.service().substring(4) : match.service(),
                match.product(),
                match.version(),
                match.extraInfo(),
                match.hostname(),
                match.osType(),
                match.deviceType(),
                tls || inside ? TLS_SERVICE : "",
                true,
                CONFIDENCE_MATCH,
                match.cpes(),
                "")));
    }

    private void deliver(Optional<ServiceReport> service) {
        done = true;
        List.copyOf(open).forEach(this::drop);
        List<ScriptReport> evidence = new ArrayList<>(httpEvidence);
        evidence.addAll(tlsEvidence);
        listener.onService(new ServiceResult(target, service, evidence));
    }
}
