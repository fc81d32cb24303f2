package hayate.service;

import hayate.service.db.ServiceDatabase;
import hayate.service.db.ServiceProbe;
import hayate.work.Clock;
import hayate.work.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Asks open ports what they are, thousands at once: an event loop over non-blocking kernel sockets, one thread. Ports are
 * handed over from any thread; results go to a {@link ServiceListener} on this one.
 *
 * <p>Memory: an answer keeps at most 4 KiB of a connection and only what came; reads go through one shared buffer. When the
 * machine runs out of descriptors or ports, it goes on with as many connections as there are.
 */
public final class ServiceScanner implements Worker {
    private static final int SELECT_MS = 10;
    private static final long STEP_NS = 10_000_000L;
    private static final int SHARED_BUFFER_BYTES = 1 << 16;
    private static final int CONNECTIONS_MIN = 8;

    private final ServiceDatabase database;
    private final ServiceConfig config;
    private final Clock clock;
    private final ServiceListener listener;
    private final Predicate<InetAddress> isOver;
    private final Selector selector;
    private final ByteBuffer shared = ByteBuffer.allocate(SHARED_BUFFER_BYTES);
    private final ConcurrentLinkedQueue<ServiceTarget> submitted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final ArrayDeque<ServiceTarget> held = new ArrayDeque<>();
    private final List<Inquiry> active = new ArrayList<>();
    private final Map<InetAddress, Integer> perHost = new HashMap<>();
    private final Inquiry.Opener opener = new SocketOpener();
    private int connections;
    private int connectionsMax = Integer.MAX_VALUE;
    private long nextStepNs;

    /**
     * @param listener takes results
     * @throws UncheckedIOException if the system gives no selector
     */
    public ServiceScanner(ServiceDatabase database, ServiceConfig config, Clock clock, ServiceListener listener) {
        this(database, config, clock, listener, host -> false);
    }

    /**
     * @param listener takes results
     * @param isOver hosts that have had their time: what was found until then is told, and no more asked
     * @throws UncheckedIOException if the system gives no selector
     */
    public ServiceScanner(
            ServiceDatabase database,
            ServiceConfig config,
            Clock clock,
            ServiceListener listener,
            Predicate<InetAddress> isOver) {
        this.isOver = isOver;
        this.database = database;
        this.config = config;
        this.clock = clock;
        this.listener = listener;
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        int done = admit();
        try {
            selector.select(this::onReady, SELECT_MS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long nowNs = clock.nanoTime();
        if (nowNs >= nextStepNs) {
            nextStepNs = nowNs + STEP_NS;
            stepAll(nowNs);
        }
        return done;
    }

    private int admit() {
        int admitted = 0;
        for (ServiceTarget target = submitted.poll(); target != null; target = submitted.poll()) {
            held.add(target);
        }
        Iterator<ServiceTarget> waiting = held.iterator();
        while (waiting.hasNext() && active.size() < config.concurrency()) {
            ServiceTarget target = waiting.next();
            int busy = perHost.getOrDefault(target.address(), 0);
            if (busy < config.perHostMax()) {
                waiting.remove();
                admitted++;
                start(target, busy);
            }
        }
        return admitted;
    }

    private void start(ServiceTarget target, int busy) {
        if (database.isExcluded(target.port()) || isOver.test(target.address())) {
            unfinished.decrementAndGet();
            listener.onService(new ServiceResult(target, Optional.empty(), List.of()));
            return;
        }
        perHost.put(target.address(), busy + 1);
        Inquiry inquiry = new Inquiry(target, database, config, opener, listener, clock.nanoTime());
        active.add(inquiry);
        inquiry.step(clock.nanoTime());
    }

    private void stepAll(long nowNs) {
        for (Inquiry inquiry : active) {
            if (!inquiry.isDone() && isOver.test(inquiry.target.address())) {
                inquiry.finish();
            }
            inquiry.step(nowNs);
        }
        active.removeIf(this::isOver);
    }

    private boolean isOver(Inquiry inquiry) {
        if (!inquiry.isDone()) {
            return false;
        }
        perHost.merge(inquiry.target.address(), -1, (a, b) -> a + b == 0 ? null : a + b);
        unfinished.decrementAndGet();
        return true;
    }

    private void onReady(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        long nowNs = clock.nanoTime();
        try {
            if (connection.closed) {
                return;
            }
            if (key.isConnectable() && connection.channel.finishConnect()) {
                connection.onConnected(nowNs);
            }
            if (connection.connected && key.isValid()) {
                if (key.isWritable()) {
                    connection.onWritable();
                }
                if (key.isReadable()) {
                    connection.onReadable(shared, nowNs);
                }
                int reading = connection.ended ? 0 : SelectionKey.OP_READ;
                key.interestOps(reading | (connection.wantsToWrite() ? SelectionKey.OP_WRITE : 0));
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            if (connection.connected && connection.asked) {
                connection.ended = true;
                connection.judged = false;
                key.interestOps(0);
            } else {
                connection.inquiry.failed(connection);
            }
        }
        connection.inquiry.step(nowNs);
    }

    /** Connections over the selector. */
    private final class SocketOpener implements Inquiry.Opener {
        @Override
        public Optional<Connection> open(Inquiry inquiry, ServiceProbe probe, Optional<TlsSession> tls) {
            if (connections >= connectionsMax) {
                return Optional.empty();
            }
            SocketChannel channel = null;
            try {
                channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Connection connection = new Connection(inquiry, channel, probe, tls, clock.nanoTime());
                boolean connected =
                        channel.connect(new InetSocketAddress(inquiry.target.address(), inquiry.target.port()));
                channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, connection);
                connections++;
                if (connected) {
                    connection.onConnected(clock.nanoTime());
                }
                return Optional.of(connection);
            } catch (IOException e) {
                closeQuietly(channel);
                if (isLocal(e)) {
                    connectionsMax = Math.max(CONNECTIONS_MIN, connections);
                    return Optional.empty();
                }
                return Optional.of(refused(inquiry, probe, tls));
            }
        }

        /** One that failed at once: it is looked at, and given up, like one that fails later. */
        private Connection refused(Inquiry inquiry, ServiceProbe probe, Optional<TlsSession> tls) {
            return new Connection(inquiry, null, probe, tls, Long.MIN_VALUE / 2);
        }

        @Override
        public void close(Connection connection) {
            if (connection.channel != null) {
                connections--;
                closeQuietly(connection.channel);
            }
        }
    }

    private static boolean isLocal(IOException failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("too many open files")
                || text.contains("cannot assign requested address")
                || text.contains("no buffer space")
                || text.contains("cannot allocate memory");
    }

    private static void closeQuietly(SocketChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(ServiceScanner.class.getName()).log(System.Logger.Level.TRACE, "close", e);
        }
    }

    @Override
    public void onClose() {
        try {
            for (SelectionKey key : selector.keys()) {
                closeQuietly((SocketChannel) key.channel());
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String roleName() {
        return "service-scanner";
    }
}
