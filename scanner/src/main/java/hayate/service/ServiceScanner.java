package hayate.service;

import hayate.service.db.ServiceDatabase;
import hayate.work.Clock;
import hayate.work.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Set;
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

    /** So many ports are begun before events are looked at, some milliseconds' work: a sweep finds them faster than they can be. */
    private static final int ADMITTED_AT_ONCE = 32;

    /** So many of those in line for a connection try again before events are looked at. */
    private static final int IN_LINE_AT_ONCE = 64;
    /** And no longer a wait for events than this while there are any in line. */
    private static final long IN_LINE_POLL_NS = 1_000_000L;

    private final ServiceDatabase database;
    private final ServiceConfig config;
    private final ConnectionPace pace;
    private final Clock clock;
    private final ServiceListener listener;
    private final Predicate<InetAddress> isOver;
    private final ServiceTrace trace;
    private final Network network;
    private final Admission admission;
    /** Of whom nothing more is expected; they are listened to while others are asked. */
    private final Set<Inquiry> heardEnough = new LinkedHashSet<>();

    private final ConcurrentLinkedQueue<ServiceTarget> submitted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>();
    private final Switchboard switchboard;
    private final Network.Events events = new Stepper();
    private int active;
    private int lingering;
    private int crowdsHeard;
    /** Whether ports are waiting that could be begun at once. */
    private boolean hasArrivals;
    /** Written by any thread, read by the scanner's. */
    private volatile boolean allSubmitted;

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
        this.switchboard = new Switchboard(database, config.intensity(), pace, clock, network);
        this.admission = new Admission(config.perHostMax(), config.perNetMax());
    }

    /** Any thread: asks a port, sooner or later. */
    public void submit(ServiceTarget target) {
        unfinished.incrementAndGet();
        submitted.add(target);
    }

    /** Any thread: no more ports will be submitted. */
    public void endOfTargets() {
        allSubmitted = true;
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
        int woken = wake();
        if (switchboard.lookAlikes().crowdsHeard() != crowdsHeard) {
            crowdsHeard = switchboard.lookAlikes().crowdsHeard();
            woken += stepAll();
        }
        if (allSubmitted && !heardEnough.isEmpty() && heardEnough.size() == unfinished.get()) {
            leaveSilentCrowd();
        }
        return admitted + woken;
    }

    /** What was waited for by each of thousands is no longer. */
    private int stepAll() {
        long nowNs = clock.nanoTime();
        List<Inquiry> all = wakes.stream().map(Wake::inquiry).distinct().toList();
        all.forEach(inquiry -> step(inquiry, nowNs));
        return all.size();
    }

    /** Nobody is left but a crowd that says nothing, each for longer than nearly all servers of this run took. */
    private void leaveSilentCrowd() {
        for (Inquiry inquiry : List.copyOf(heardEnough)) {
            trace.tell(inquiry.target, () -> "silent as a crowd of others: no longer listened to");
            inquiry.finish();
            release(inquiry);
        }
    }

    private long pollNs(long nowNs) {
        if (switchboard.hasLine() && !hasArrivals) {
            return IN_LINE_POLL_NS;
        }
        long wakeNs = wakes.isEmpty() ? POLL_MAX_NS : wakes.peek().atNs() - nowNs;
        long admitNs = admission.isWaiting() && active < config.concurrency()
                ? Math.max(PACED_POLL_MIN_NS, pace.waitNs(nowNs))
                : POLL_MAX_NS;
        return hasArrivals ? 0 : Math.max(0, Math.min(POLL_MAX_NS, Math.min(wakeNs, admitNs)));
    }

    private int admit() {
        for (ServiceTarget target = submitted.poll(); target != null; target = submitted.poll()) {
            admission.add(target);
        }
        int admitted = 0;
        while (admitted < ADMITTED_AT_ONCE
                && active < config.concurrency()
                && switchboard.mayConnect(clock.nanoTime())) {
            Optional<ServiceTarget> target = admission.next();
            if (target.isEmpty()) {
                break;
            }
            start(target.get());
            admitted++;
        }
        hasArrivals = admitted == ADMITTED_AT_ONCE && admission.isWaiting();
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
                switchboard,
                admission.memory(target.address()),
                new InquiryOutcome(listener, config.banners(), config.favicons()),
                trace,
                nowNs);
        step(inquiry, nowNs);
    }

    private int wake() {
        int woken = 0;
        long lagNs = 0;
        long nowNs = clock.nanoTime();
        while (!wakes.isEmpty() && wakes.peek().atNs() - nowNs <= 0) {
            Wake wake = wakes.poll();
            Inquiry inquiry = wake.inquiry();
            if (!inquiry.isDone() && inquiry.scheduledNs - nowNs <= 0) {
                lagNs = Math.max(lagNs, nowNs - wake.atNs());
                switchboard.now(lagNs, active, hasArrivals);
                inquiry.scheduledNs = Long.MAX_VALUE;
                step(inquiry, nowNs);
                woken++;
            }
        }
        switchboard.now(lagNs, active, hasArrivals);
        for (int i = 0; i < IN_LINE_AT_ONCE; i++) {
            Optional<Inquiry> next = switchboard.nextInLine();
            if (next.isEmpty()) {
                break;
            }
            next.get().thereIsRoom(nowNs);
            step(next.get(), nowNs);
            woken++;
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
        if (inquiry.isHeardEnough()) {
            heardEnough.add(inquiry);
        } else {
            heardEnough.remove(inquiry);
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
        heardEnough.remove(inquiry);
        if (inquiry.gaveWay) {
            lingering--;
            admission.doneAfterGivingWay(inquiry.target);
        } else {
            active--;
            admission.done(inquiry.target);
        }
        unfinished.decrementAndGet();
    }

    /** Any thread: how many connections the machine had room for, if more were wanted. */
    public OptionalInt roomMax() {
        int most = switchboard.connectionsMax();
        return most == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(most);
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
                connection.failed = true;
                connection.end();
            }
            step(connection.inquiry, nowNs);
        }
    }

    /** What may fail as connections do. */
    private interface Action {
        void run() throws IOException;
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
