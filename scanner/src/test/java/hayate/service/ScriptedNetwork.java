package hayate.service;

import hayate.service.db.ServiceDatabase;
import hayate.work.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * Peers in virtual time: the clock moves to the next thing that happens, so an hour of tarpits takes milliseconds. A peer is
 * made anew for each connection and tells what it does when it is connected to and when something arrives.
 */
final class ScriptedNetwork implements Network, Clock {
    private static final int STEPS_MAX = 1_000_000;

    private static final long SYN_AGAIN_NS = 1_000_000_000L;
    private static final long EPOCH_NS = 1_000_000_000_000L;

    /** What a server does. */
    interface Peer {
        /** The connection stands. */
        default void connected(Line line) {}

        /** Bytes have arrived. */
        default void received(Line line, byte[] bytes) {}
    }

    /** A port: its peers, how far away it is, and how many it serves at once. */
    static final class Port {
        final Supplier<Peer> peers;
        final long roundTripNs;
        final int clientsMax;
        final boolean refuses;
        final ArrayDeque<Line> backlog = new ArrayDeque<>();
        /** How many connections may wait for it; it hears nothing of more, and TCP asks again. */
        int backlogMax = Integer.MAX_VALUE;
        /** How long the server rests when it takes a connection that was reset while it waited; those wait, too. */
        long restNs = -1;

        int clients;

        Port(Supplier<Peer> peers, long roundTripNs, int clientsMax, boolean refuses) {
            this.peers = peers;
            this.roundTripNs = roundTripNs;
            this.clientsMax = clientsMax;
            this.refuses = refuses;
        }
    }

    /** Something that happens. */
    private record Event(long atNs, long number, Runnable what) {}

    private final Map<Integer, Port> ports = new HashMap<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNs).thenComparingLong(Event::number));
    private final List<Line> lines = new ArrayList<>();
    private long nowNs = 1;
    private long numbers;
    private Events listener;
    int open;
    int openMost;
    /** Connections in all. */
    int made;

    int roomMax = Integer.MAX_VALUE;
    /** Bytes that the scanner took, of the connection that gave most. */
    int takenMost;

    void port(int number, Port port) {
        ports.put(number, port);
    }

    @Override
    public long nanoTime() {
        return nowNs;
    }

    @Override
    public long epochNs() {
        return EPOCH_NS + nowNs;
    }

    void after(long delayNs, Runnable what) {
        events.add(new Event(nowNs + delayNs, numbers++, what));
    }

    @Override
    public Link connect(InetAddress address, int number, Connection owner) throws IOException {
        if (open >= roomMax) {
            throw new NoRoomException("too many open files");
        }
        Port port = ports.get(number);
        Line line = new Line(port, owner);
        open++;
        made++;
        openMost = Math.max(openMost, open);
        lines.add(line);
        after(port.roundTripNs, () -> arrive(port, line, SYN_AGAIN_NS));
        return line;
    }

    private void arrive(Port port, Line line, long againNs) {
        if (line.closed) {
            return;
        }
        if (port.refuses) {
            listener.connected(line.owner, new IOException("refused"));
        } else if (port.backlog.size() >= port.backlogMax) {
            after(againNs, () -> arrive(port, line, 2 * againNs));
        } else {
            line.stands = true;
            listener.connected(line.owner, null);
            port.backlog.add(line);
            serve(port);
        }
    }

    private void serve(Port port) {
        while (port.clients < port.clientsMax && !port.backlog.isEmpty()) {
            Line line = port.backlog.poll();
            port.clients++;
            if (!line.closed) {
                line.serve();
            } else if (line.endsInOrder) {
                port.clients--;
            } else {
                after(port.restNs, () -> {
                    port.clients--;
                    serve(port);
                });
            }
        }
    }

    @Override
    public void poll(long maxWaitNs, Events newListener) {
        listener = newListener;
        long untilNs = nowNs + Math.max(0, maxWaitNs);
        boolean any = false;
        while (!events.isEmpty() && events.peek().atNs() <= untilNs && !any) {
            Event event = events.poll();
            nowNs = Math.max(nowNs, event.atNs());
            event.what().run();
            any = true;
        }
        if (!any) {
            nowNs = untilNs;
        }
    }

    /** Asks one port in this network what it is, until it is told or left. */
    ServiceResult ask(ServiceDatabase database, ServiceConfig config, ServiceTarget target) {
        List<ServiceResult> results = new ArrayList<>();
        ServiceScanner scanner = new ServiceScanner(
                database,
                config,
                ConnectionPace.UNLIMITED,
                this,
                results::add,
                host -> false,
                (port, what) -> {},
                this);
        scanner.submit(target);
        scanner.endOfTargets();
        for (int step = 0; step < STEPS_MAX && !scanner.isIdle(); step++) {
            scanner.doWork();
        }
        return results.get(0);
    }

    @Override
    public int open() {
        return open;
    }

    @Override
    public void close() {}

    /** One connection, both ends. */
    final class Line implements Link {
        private final Port port;
        private final Connection owner;
        private final ArrayDeque<byte[]> toScanner = new ArrayDeque<>();
        private final ArrayDeque<byte[]> toPeer = new ArrayDeque<>();
        private Peer peer;
        private boolean stands;
        private boolean closed;
        private boolean peerClosed;
        private boolean reset;
        private boolean reading = true;
        private int taken;
        private boolean endsInOrder;

        Line(Port port, Connection owner) {
            this.port = port;
            this.owner = owner;
        }

        private void serve() {
            peer = port.peers.get();
            peer.connected(this);
            while (!toPeer.isEmpty()) {
                peer.received(this, toPeer.poll());
            }
        }

        @Override
        public Optional<Boolean> takes() {
            return Optional.empty();
        }

        boolean isClosed() {
            return closed || peerClosed;
        }

        /** The peer sends, after a delay. */
        void say(long delayNs, byte[] bytes) {
            after(delayNs + port.roundTripNs / 2, () -> {
                if (!closed) {
                    toScanner.add(bytes);
                    notifyReadable();
                }
            });
        }

        /** The peer does something later, if the connection is still there. */
        void later(long delayNs, Runnable what) {
            after(delayNs, () -> {
                if (!isClosed()) {
                    what.run();
                }
            });
        }

        void hangUp(long delayNs, boolean withReset) {
            after(delayNs + port.roundTripNs / 2, () -> {
                if (!closed) {
                    peerClosed = true;
                    reset = withReset;
                    notifyReadable();
                    release();
                }
            });
        }

        private void notifyReadable() {
            if (reading && stands) {
                listener.readable(owner);
            }
        }

        private void release() {
            if (peer != null) {
                peer = null;
                port.clients--;
                ScriptedNetwork.this.serve(port);
            } else if (port.restNs < 0) {
                port.backlog.remove(this);
            }
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            if (reset) {
                throw new IOException("Connection reset");
            }
            if (toScanner.isEmpty()) {
                return peerClosed ? -1 : 0;
            }
            byte[] bytes = toScanner.poll();
            int length = Math.min(bytes.length, into.remaining());
            into.put(bytes, 0, length);
            if (length < bytes.length) {
                byte[] rest = new byte[bytes.length - length];
                System.arraycopy(bytes, length, rest, 0, rest.length);
                toScanner.addFirst(rest);
            }
            taken += length;
            takenMost = Math.max(takenMost, taken);
            return length;
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            if (reset || peerClosed) {
                throw new IOException("Broken pipe");
            }
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            if (bytes.length == 0) {
                return;
            }
            after(port.roundTripNs / 2, () -> {
                if (closed || peerClosed) {
                    return;
                }
                if (peer == null) {
                    toPeer.add(bytes);
                } else {
                    peer.received(this, bytes);
                }
            });
        }

        @Override
        public void interest(boolean wantsToRead, boolean wantsToWrite) {
            boolean more = wantsToRead && !reading;
            reading = wantsToRead;
            if (more && !toScanner.isEmpty()) {
                after(0, this::notifyReadable);
            }
        }

        @Override
        public void endInOrder() {
            endsInOrder = true;
        }

        @Override
        public void close() {
            closed = true;
            open--;
            if (!peerClosed && stands) {
                release();
            }
        }
    }
}
