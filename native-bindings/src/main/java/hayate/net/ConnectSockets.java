package hayate.net;

import hayate.net.SocketLayout.EpollEvent;
import hayate.net.SocketLayout.Linger;
import hayate.net.SocketLayout.SockaddrIn;
import java.util.Arrays;

/**
 * TCP connections that are begun only to see how they are answered: non-blocking connect(2), many at once, each closed as
 * soon as errno has decided it; an established one by a reset, so that no port stays in TIME_WAIT. Owned by one thread.
 *
 * <p>This host itself has answered when connect(2) returns, too late for what it returns: so each connection is asked for
 * once more at once, and only what is still open then is watched. A socket that was refused can be connected again (Linux
 * puts it back into its first state). So a closed port of this host costs two system calls, some 6 µs, instead of five.
 */
public final class ConnectSockets implements AutoCloseable {
    /** The errno of a connection that was accepted. */
    public static final int CONNECTED = 0;

    private static final int NONE = -1;
    private static final int EVENTS_MAX = 256;
    private static final int SLOTS_FIRST = 64;
    private static final int SO_ERROR = 4;
    private static final int SO_LINGER = 13;

    private final NativeMemory address = NativeMemory.allocate(SockaddrIn.SIZE);
    private final NativeMemory value = NativeMemory.allocate(Linger.SIZE);
    private final NativeMemory length = NativeMemory.allocate(Integer.BYTES);
    private final NativeMemory event = NativeMemory.allocate(EpollEvent.SIZE);
    private final NativeMemory events = NativeMemory.allocate(EVENTS_MAX * EpollEvent.SIZE);
    private final int epoll = Libc.epollCreate();
    /** By slot: the socket, {@link #NONE} if the slot is free, and whom it asks. */
    private int[] sockets = new int[SLOTS_FIRST];

    private long[] targets = new long[SLOTS_FIRST];
    private int[] free = new int[SLOTS_FIRST];
    private int freeCount;
    /** A socket that was refused, for the next connection. */
    private int spare = NONE;

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

    /**
     * Begins a connection.
     *
     * @param host an IPv4 address
     * @return the slot of a connection that is decided later; or, negative, the complement of the errno that it ended with
     */
    public int begin(int host, int port) {
        int socket = spare;
        spare = NONE;
        if (socket == NONE) {
            socket = Libc.socketOrErrno(Libc.AF_INET, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK, 0);
            if (socket < 0) {
                return ~-socket;
            }
        }
        address.buffer().putShort(SockaddrIn.SIN_FAMILY, (short) Libc.AF_INET);
        address.buffer().putShort(SockaddrIn.SIN_PORT, ByteOrders.networkShort(port));
        address.buffer().putInt(SockaddrIn.SIN_ADDR, ByteOrders.networkInt(host));
        int errno = Libc.connectOrErrno(socket, address, SockaddrIn.SIZE);
        if (errno == Errno.EINPROGRESS.number()) {
            errno = Libc.connectOrErrno(socket, address, SockaddrIn.SIZE);
        }
        if (errno == Errno.EALREADY.number()) {
            return watch(socket, pack(host, port));
        }
        if (errno == Errno.ECONNREFUSED.number()) {
            spare = socket;
            return ~errno;
        }
        return ~end(socket, pack(host, port), errno);
    }

    private static long pack(int host, int port) {
        return (long) host << Integer.SIZE | port;
    }

    private int watch(int socket, long target) {
        int slot = takeSlot();
        sockets[slot] = socket;
        targets[slot] = target;
        event.buffer().putInt(EpollEvent.EVENTS, Libc.EPOLLOUT);
        event.buffer().putLong(EpollEvent.DATA, slot);
        Libc.epollAdd(epoll, socket, event);
        return slot;
    }

    private int takeSlot() {
        if (freeCount == 0) {
            int before = sockets.length;
            sockets = Arrays.copyOf(sockets, 2 * before);
            targets = Arrays.copyOf(targets, 2 * before);
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
                int errno = end(socket, targets[slot], value.buffer().getInt(0));
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

    /** Closes a socket; what its connection ended with. */
    private int end(int socket, long target, int errno) {
        int result = errno;
        if (errno == CONNECTED) {
            result = isSelf(socket, target) ? Errno.ECONNREFUSED.number() : errno;
            value.buffer().putInt(Linger.L_ONOFF, 1);
            value.buffer().putInt(Linger.L_LINGER, 0);
            Libc.setsockopt(socket, Libc.SOL_SOCKET, SO_LINGER, value.address(), Linger.SIZE, "SO_LINGER");
        }
        Libc.close(socket);
        return result;
    }

    /** A connection whose two ends are the same socket: the kernel chose the port that was asked, where nobody listens. */
    private boolean isSelf(int socket, long target) {
        Libc.getsockname(socket, address, SockaddrIn.SIZE, "connection");
        return address.buffer().getInt(SockaddrIn.SIN_ADDR) == ByteOrders.networkInt((int) (target >> Integer.SIZE))
                && address.buffer().getShort(SockaddrIn.SIN_PORT) == ByteOrders.networkShort((short) target);
    }

    @Override
    public void close() {
        for (int socket : sockets) {
            if (socket != NONE) {
                Libc.close(socket);
            }
        }
        if (spare != NONE) {
            Libc.close(spare);
        }
        Libc.close(epoll);
        address.close();
        value.close();
        length.close();
        event.close();
        events.close();
    }
}
