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
    /** The longest sleep of an inquiry, so that a host's own time is noticed to be over. */
    private static final long STEP_MAX_NS = 500_000_000L;

    private static final int CONNECTIONS_MIN = 8;
    /** Sessions of TLS at once, since each holds some 50 KB while it begins. */
    private static final int TLS_MAX = 2_000;

    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final ServiceDatabase database;
    private final ServiceConfig config;
    private final Clock clock;
    private final ServiceListener listener;
    private final Predicate<InetAddress> isOver;
    private final ServiceTrace trace;
    private final Network network;
    private final Scratch scratch = new Scratch();
    private final Admission admission;
    private final ConcurrentLinkedQueue<ServiceTarget> submitted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>();
    private final Map<Integer, ProbeOrder> orders = new HashMap<>();
    private final Map<Integer, ProbeOrder> tlsOrders = new HashMap<>();
    private final Inquiry.Opener opener = new NetworkOpener();
    private final Network.Events events = new Stepper();
    private int active;
    private int tlsOpen;
    private int connectionsMax = Integer.MAX_VALUE;
    private long nextConnectNs;
    private volatile boolean shortOfRoom;

    /** An inquiry that wants to be stepped at some time; one of several may be outdated, which costs a step. */
    private record Wake(long atNs, Inquiry inquiry) implements Comparable<Wake> {
        @Override
        public int compareTo(Wake other) {
            return Long.compare(atNs - other.atNs, 0);
        }
    }

    /**
     * @param listener takes results
     * @param isOver hosts that have had their time: what was found until then is told, and no more asked
     * @param trace takes what is done, for people
     * @throws UncheckedIOException if the system gives no selector
     */
    public ServiceScanner(
            ServiceDatabase database,
            ServiceConfig config,
            Clock clock,
            ServiceListener listener,
            Predicate<InetAddress> isOver,
            ServiceTrace trace) {
        this(database, config, clock, listener, isOver, trace, new SelectorNetwork());
    }

    ServiceScanner(
            ServiceDatabase database,
            ServiceConfig config,
            Clock clock,
            ServiceListener listener,
            Predicate<InetAddress> isOver,
            ServiceTrace trace,
            Network network) {
        this.database = database;
        this.config = config;
        this.clock = clock;
        this.listener = listener;
        this.isOver = isOver;
        this.trace = trace;
        this.network = network;
        this.admission = new Admission(config.perHostMax(), config.perNetMax());
        this.nextConnectNs = clock.nanoTime();
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
        return wakes.isEmpty()
                ? POLL_MAX_NS
                : Math.max(0, Math.min(POLL_MAX_NS, wakes.peek().atNs() - nowNs));
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
        long nowNs = clock.nanoTime();
        while (!wakes.isEmpty() && wakes.peek().atNs() - nowNs <= 0) {
            Inquiry inquiry = wakes.poll().inquiry();
            if (!inquiry.isDone() && inquiry.scheduledNs - nowNs <= 0) {
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
            active--;
            admission.done(inquiry.target);
            unfinished.decrementAndGet();
            return;
        }
        long wakeNs = Math.min(inquiry.wakeNs(), nowNs + STEP_MAX_NS);
        if (wakeNs < inquiry.scheduledNs) {
            inquiry.scheduledNs = wakeNs;
            wakes.add(new Wake(wakeNs, inquiry));
        }
    }

    /** Whether the rate allows one more connection. */
    private boolean mayConnect(long nowNs) {
        return nextConnectNs - nowNs <= 0 && network.open() < connectionsMax;
    }

    private void onConnect(long nowNs) {
        if (!Double.isInfinite(config.connectionsPerSecond())) {
            long intervalNs = (long) (NS_PER_SECOND / config.connectionsPerSecond());
            nextConnectNs = Math.max(nextConnectNs, nowNs - intervalNs) + intervalNs;
        }
    }

    /** Any thread: whether the machine had room for fewer connections than were wanted. */
    public boolean isShortOfRoom() {
        return shortOfRoom;
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
    private final class NetworkOpener implements Inquiry.Opener {
        @Override
        public Optional<Connection> open(Inquiry inquiry, ServiceProbe probe, int order, Optional<TlsSession> tls) {
            long nowNs = clock.nanoTime();
            if (!mayConnect(nowNs) || tls.isPresent() && tlsOpen >= TLS_MAX) {
                return Optional.empty();
            }
            onConnect(nowNs);
            Connection connection = new Connection(inquiry, probe, order, tls, scratch, nowNs);
            try {
                connection.attach(network.connect(inquiry.target.address(), inquiry.target.port(), connection));
                tlsOpen += tls.isPresent() ? 1 : 0;
            } catch (Network.NoRoomException e) {
                shortOfRoom = true;
                connectionsMax = Math.max(CONNECTIONS_MIN, network.open());
                return Optional.empty();
            } catch (IOException e) {
                connection.failed = true;
            }
            return Optional.of(connection);
        }

        @Override
        public TlsSession session(ServiceTarget target) {
            return new TlsSession(target.hostName(), scratch);
        }

        @Override
        public ProbeOrder order(int port, boolean tls) {
            return (tls ? tlsOrders : orders)
                    .computeIfAbsent(port, number -> new ProbeOrder(database, number, tls, config.intensity()));
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
