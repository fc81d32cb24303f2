package hayate.service;

import hayate.service.db.ServiceDatabase;
import hayate.service.db.ServiceProbe;
import hayate.work.Clock;
import hayate.work.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Asks open ports what they are, thousands at once: an event loop over non-blocking connections, one thread. Ports are
 * handed over from any thread; results go to a {@link ServiceListener} on this one.
 *
 * <p>An inquiry is stepped when something happens to one of its connections and when it asked to be woken, so an idle one
 * costs nothing but its memory: about a kilobyte with its socket, and what its peer has sent, 4 KiB at most. When the machine
 * runs out of descriptors or ports, it goes on with as many connections as there are.
 */
public final class ServiceScanner implements Worker {
    private static final long POLL_MAX_NS = 10_000_000L;
    /** A poll waits no shorter for the pace to let the next port begin. */
    private static final long PACED_POLL_MIN_NS = 1_000_000L;
    /** The longest sleep of an inquiry, so that a host's own time is noticed to be over. */
    private static final long STEP_MAX_NS = 500_000_000L;

    private static final int CONNECTIONS_MIN = 8;
    /** Of the connections that the machine has room for one in so many is kept for ports that were not asked yet. */
    private static final int KEPT_FOR_FRESH = 8;
    /** Sessions of TLS at once, since each holds some 50 KB while it begins. */
    private static final int TLS_MAX = 2_000;

    /** So many ports at once make the time between two connections to each of them longer by once, up to five times. */
    private static final int CROWD_PORTS = 1_000;

    private static final int CROWDED_GAPS_MAX = 5;
    /** This thread is behind if inquiries are woken later than this. */
    private static final long LAG_MAX_NS = 20_000_000L;

    private final ServiceDatabase database;
    private final ServiceConfig config;
    private final ConnectionPace pace;
    private final Clock clock;
    private final ServiceListener listener;
    private final Predicate<InetAddress> isOver;
    private final ServiceTrace trace;
    private final Network network;
    private final Scratch scratch = new Scratch();
    private final Admission admission;
    private final RareProbes rareProbes = new RareProbes();
    private final ConcurrentLinkedQueue<ServiceTarget> submitted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>();
    private final Map<Integer, ProbeOrder> orders = new HashMap<>();
    private final Map<Integer, ProbeOrder> tlsOrders = new HashMap<>();
    private final Opener opener = new NetworkOpener();
    private final Network.Events events = new Stepper();
    private int active;
    private int lingering;
    private int tlsOpen;
    /** Written by the scanner's thread, read by any. */
    private volatile int connectionsMax = Integer.MAX_VALUE;

    /** How late the inquiry that is being stepped was woken. */
    private long lagNs;

    /** An inquiry that wants to be stepped at some time; one of several may be outdated, which costs a step. */
    private record Wake(long atNs, Inquiry inquiry) implements Comparable<Wake> {
        @Override
        public int compareTo(Wake other) {
            return Long.compare(atNs - other.atNs, 0);
        }
    }

    /**
     * @param pace when connections may be begun
     * @param listener takes results
     * @param isOver hosts that have had their time: what was found until then is told, and no more asked
     * @param trace takes what is done, for people
     * @throws UncheckedIOException if the system gives no selector
     */
    public ServiceScanner(
            ServiceDatabase database,
            ServiceConfig config,
            ConnectionPace pace,
            Clock clock,
            ServiceListener listener,
            Predicate<InetAddress> isOver,
            ServiceTrace trace) {
        this(database, config, pace, clock, listener, isOver, trace, new SelectorNetwork());
    }

    ServiceScanner(
            ServiceDatabase database,
            ServiceConfig config,
            ConnectionPace pace,
            Clock clock,
            ServiceListener listener,
            Predicate<InetAddress> isOver,
            ServiceTrace trace,
            Network network) {
        this.database = database;
        this.config = config;
        this.pace = pace;
        this.clock = clock;
        this.listener = listener;
        this.isOver = isOver;
        this.trace = trace;
        this.network = network;
        this.admission = new Admission(config.perHostMax(), config.perNetMax());
    }

    /** Any thread: asks a port, sooner or later. */
    public void submit(ServiceTarget target) {
        unfinished.incrementAndGet();
        submitted.add(target);
    }

    /** Any thread: whether every port that was submitted is done. */
    public boolean isIdle() {
        return unfinished.get() == 0;
    }

    /** Any thread: ports not done yet. */
    public int unfinished() {
        return unfinished.get();
    }

    @Override
    public int doWork() {
        int admitted = admit();
        try {
            network.poll(pollNs(clock.nanoTime()), events);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return admitted + wake();
    }

    private long pollNs(long nowNs) {
        long wakeNs = wakes.isEmpty() ? POLL_MAX_NS : wakes.peek().atNs() - nowNs;
        long admitNs = admission.isWaiting() && active < config.concurrency()
                ? Math.max(PACED_POLL_MIN_NS, pace.waitNs(nowNs))
                : POLL_MAX_NS;
        return Math.max(0, Math.min(POLL_MAX_NS, Math.min(wakeNs, admitNs)));
    }

    private int admit() {
        for (ServiceTarget target = submitted.poll(); target != null; target = submitted.poll()) {
            admission.add(target);
        }
        int admitted = 0;
        while (active < config.concurrency() && mayConnect(clock.nanoTime())) {
            Optional<ServiceTarget> target = admission.next();
            if (target.isEmpty()) {
                break;
            }
            start(target.get());
            admitted++;
        }
        return admitted;
    }

    private void start(ServiceTarget target) {
        boolean excluded = database.isExcluded(target.port()) && !config.allPorts();
        if (excluded || isOver.test(target.address())) {
            trace.tell(
                    target, () -> excluded ? "left alone: the database excludes this port" : "its host is out of time");
            admission.done(target);
            listener.onService(ServiceResult.unasked(target));
            unfinished.decrementAndGet();
            return;
        }
        active++;
        long nowNs = clock.nanoTime();
        Inquiry inquiry = new Inquiry(
                target,
                config,
                opener,
                admission.memory(target.address()),
                new InquiryOutcome(listener, config.banners()),
                trace,
                nowNs);
        step(inquiry, nowNs);
    }

    private int wake() {
        int woken = 0;
        lagNs = 0;
        long nowNs = clock.nanoTime();
        while (!wakes.isEmpty() && wakes.peek().atNs() - nowNs <= 0) {
            Wake wake = wakes.poll();
            Inquiry inquiry = wake.inquiry();
            if (!inquiry.isDone() && inquiry.scheduledNs - nowNs <= 0) {
                lagNs = nowNs - wake.atNs();
                inquiry.scheduledNs = Long.MAX_VALUE;
                step(inquiry, nowNs);
                woken++;
            }
        }
        return woken;
    }

    private void step(Inquiry inquiry, long nowNs) {
        if (inquiry.isDone()) {
            return;
        }
        if (isOver.test(inquiry.target.address())) {
            inquiry.finish();
        } else {
            inquiry.step(nowNs);
        }
        if (inquiry.isDone()) {
            release(inquiry);
            return;
        }
        if (!inquiry.gaveWay
                && lingering < config.lingeringMax()
                && nowNs - inquiry.startNs > ServiceConfig.LINGERING_AFTER_NS) {
            inquiry.gaveWay = true;
            active--;
            lingering++;
            admission.giveWay(inquiry.target);
        }
        long wakeNs = Math.min(inquiry.wakeNs(), nowNs + STEP_MAX_NS);
        if (wakeNs < inquiry.scheduledNs) {
            inquiry.scheduledNs = wakeNs;
            wakes.add(new Wake(wakeNs, inquiry));
        }
    }

    private void release(Inquiry inquiry) {
        if (inquiry.gaveWay) {
            lingering--;
            admission.doneAfterGivingWay(inquiry.target);
        } else {
            active--;
            admission.done(inquiry.target);
        }
        unfinished.decrementAndGet();
    }

    /** Whether pace and machine allow one more connection. */
    private boolean mayConnect(long nowNs) {
        return network.open() < connectionsMax && pace.waitNs(nowNs) == 0;
    }

    /** Any thread: how many connections the machine had room for, if more were wanted. */
    public OptionalInt roomMax() {
        return connectionsMax == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(connectionsMax);
    }

    /** Tells connections what happened, and their inquiries to go on. */
    private final class Stepper implements Network.Events {
        @Override
        public void connected(Connection connection, IOException failure) {
            if (connection.closed) {
                return;
            }
            long nowNs = clock.nanoTime();
            if (failure == null) {
                run(connection, nowNs, () -> connection.onConnected(nowNs));
            } else {
                connection.failed = true;
                step(connection.inquiry, nowNs);
            }
        }

        @Override
        public void readable(Connection connection) {
            long nowNs = clock.nanoTime();
            run(connection, nowNs, () -> connection.onReadable(nowNs));
        }

        @Override
        public void writable(Connection connection) {
            run(connection, clock.nanoTime(), connection::onWritable);
        }

        /** A reset, or bytes that are no TLS, end a connection as a close does. */
        private void run(Connection connection, long nowNs, Action action) {
            if (connection.closed) {
                return;
            }
            try {
                action.run();
            } catch (IOException | IllegalArgumentException | IllegalStateException e) {
                connection.end();
            }
            step(connection.inquiry, nowNs);
        }
    }

    /** What may fail as connections do. */
    private interface Action {
        void run() throws IOException;
    }

    /** Connections over the network. */
    private final class NetworkOpener implements Opener {
        @Override
        public Optional<Connection> open(Inquiry inquiry, ServiceProbe probe, int order, Optional<TlsSession> tls) {
            long nowNs = clock.nanoTime();
            boolean early = pace.waitNs(inquiry.target.address(), nowNs) > 0;
            if (early
                    || isForOthers(inquiry)
                    || network.open() >= connectionsMax
                    || tls.isPresent() && tlsOpen >= TLS_MAX) {
                return Optional.empty();
            }
            pace.connecting(inquiry.target.address(), nowNs);
            Connection connection = new Connection(inquiry, probe, order, tls, scratch, nowNs);
            try {
                connection.attach(network.connect(inquiry.target.address(), inquiry.target.port(), connection));
                tlsOpen += tls.isPresent() ? 1 : 0;
            } catch (Network.NoRoomException e) {
                connectionsMax = Math.max(CONNECTIONS_MIN, network.open());
                return Optional.empty();
            } catch (IOException e) {
                connection.failed = true;
            }
            return Optional.of(connection);
        }

        /** Where this thread or the machine is short, first connections to other ports come before further ones. */
        private boolean isForOthers(Inquiry inquiry) {
            boolean full = network.open() > connectionsMax - connectionsMax / KEPT_FOR_FRESH;
            return inquiry.gaveWay && full || inquiry.isBegun() && lagNs > LAG_MAX_NS;
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
            return (tls ? tlsOrders : orders)
                    .computeIfAbsent(port, number -> new ProbeOrder(database, number, tls, config.intensity()));
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
        public RareProbes rareProbes() {
            return rareProbes;
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

    @Override
    public void onClose() {
        network.close();
    }

    @Override
    public String roleName() {
        return "service-scanner";
    }
}
