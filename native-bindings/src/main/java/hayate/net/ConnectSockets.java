package hayate.net;

import hayate.net.SocketLayout.EpollEvent;
import java.util.Arrays;

/**
 * TCP connections that are begun only to see how they are answered: many at once, each watched until errno has decided it,
 * then closed. Owned by one thread; another may begin connections with a {@link Connector} of its own and hand them over.
 */
public final class ConnectSockets implements AutoCloseable {
    /** The errno of a connection that was accepted. */
    public static final int CONNECTED = 0;

    private static final int NONE = -1;
    private static final int EVENTS_MAX = 256;
    private static final int SLOTS_FIRST = 64;
    private static final int SO_ERROR = 4;

    private final Connector connector = new Connector();
    private final NativeMemory value = NativeMemory.allocate(Integer.BYTES);
    private final NativeMemory length = NativeMemory.allocate(Integer.BYTES);
    private final NativeMemory event = NativeMemory.allocate(EpollEvent.SIZE);
    private final NativeMemory events = NativeMemory.allocate(EVENTS_MAX * EpollEvent.SIZE);
    private final int epoll = Libc.epollCreate();
    /** By slot: the socket, {@link #NONE} if the slot is free, and whom it asks. */
    private int[] sockets = new int[SLOTS_FIRST];

    private int[] hosts = new int[SLOTS_FIRST];
    private int[] ports = new int[SLOTS_FIRST];
    private int[] free = new int[SLOTS_FIRST];
    private int freeCount;

    /** Told how connections ended. */
    @FunctionalInterface
    public interface Listener {
        /** The connection in this slot ended with this errno; the slot is free again. */
        void onDecided(int slot, int errno);
    }

    /** No connections yet. */
    public ConnectSockets() {
        Arrays.fill(sockets, NONE);
        for (int slot = SLOTS_FIRST - 1; slot >= 0; slot--) {
            free[freeCount++] = slot;
        }
    }

    /** Begins what is watched here, if the owner begins it. */
    public Connector connector() {
        return connector;
    }

    /** Watches a connection that a {@link Connector} began; its slot. The socket is this object's from now on. */
    public int watch(int socket, int host, int port) {
        int slot = takeSlot();
        sockets[slot] = socket;
        hosts[slot] = host;
        ports[slot] = port;
        event.buffer().putInt(EpollEvent.EVENTS, Libc.EPOLLOUT);
        event.buffer().putLong(EpollEvent.DATA, slot);
        Libc.epollAdd(epoll, socket, event);
        return slot;
    }

    private int takeSlot() {
        if (freeCount == 0) {
            int before = sockets.length;
            sockets = Arrays.copyOf(sockets, 2 * before);
            hosts = Arrays.copyOf(hosts, 2 * before);
            ports = Arrays.copyOf(ports, 2 * before);
            free = Arrays.copyOf(free, 2 * before);
            for (int slot = 2 * before - 1; slot >= before; slot--) {
                sockets[slot] = NONE;
                free[freeCount++] = slot;
            }
        }
        return free[--freeCount];
    }

    /** Waits until connections are decided, or the time is over, and tells of each. */
    public void poll(Listener listener, int timeoutMs) {
        int ready = Libc.epollWait(epoll, events, EVENTS_MAX, timeoutMs);
        for (int i = 0; i < ready; i++) {
            int slot = (int) events.buffer().getLong(i * EpollEvent.SIZE + EpollEvent.DATA);
            int socket = sockets[slot];
            if (socket != NONE) {
                length.buffer().putInt(0, Integer.BYTES);
                Libc.getsockopt(socket, Libc.SOL_SOCKET, SO_ERROR, value.address(), length.address(), "SO_ERROR");
                int errno = connector.end(
                        socket, hosts[slot], ports[slot], value.buffer().getInt(0));
                release(slot);
                listener.onDecided(slot, errno);
            }
        }
    }

    /** Gives a connection up. */
    public void cancel(int slot) {
        Libc.close(sockets[slot]);
        release(slot);
    }

    private void release(int slot) {
        sockets[slot] = NONE;
        free[freeCount++] = slot;
    }

    @Override
    public void close() {
        for (int socket : sockets) {
            if (socket != NONE) {
                Libc.close(socket);
            }
        }
        connector.close();
        Libc.close(epoll);
        value.close();
        length.close();
        event.close();
        events.close();
    }
}
