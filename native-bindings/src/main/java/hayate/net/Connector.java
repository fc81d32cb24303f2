package hayate.net;

import hayate.net.SocketLayout.Linger;
import hayate.net.SocketLayout.SockaddrIn;

/**
 * Begins TCP connections by a non-blocking connect(2) and ends them: an established one by a reset, so that no port stays in
 * TIME_WAIT. Owned by one thread at a time.
 *
 * <p>This host itself has answered when connect(2) returns, too late for what it returns: so each connection is asked for
 * once more at once. A socket that was refused can be connected again (Linux puts it back into its first state). So a closed
 * port of this host costs two system calls, some 6 µs, instead of five.
 */
public final class Connector implements AutoCloseable {
    private static final int NONE = -1;
    private static final int SO_LINGER = 13;

    private final NativeMemory address = NativeMemory.allocate(SockaddrIn.SIZE);
    private final NativeMemory linger = NativeMemory.allocate(Linger.SIZE);
    /** A socket that was refused, for the next connection. */
    private int spare = NONE;

    /** Sets up the memory that the calls need. */
    public Connector() {
        linger.buffer().putInt(Linger.L_ONOFF, 1);
        linger.buffer().putInt(Linger.L_LINGER, 0);
    }

    /**
     * Begins a connection.
     *
     * @param host an IPv4 address
     * @return the socket of a connection that is decided later, now the caller's; or, negative, the complement of the errno
     *     that it ended with
     */
    public int connect(int host, int port) {
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
            return socket;
        }
        if (errno == Errno.ECONNREFUSED.number()) {
            spare = socket;
            return ~errno;
        }
        return ~end(socket, host, port, errno);
    }

    /** Closes the socket of a connection that ended so; what it really ended with. */
    int end(int socket, int host, int port, int errno) {
        int result = errno;
        if (errno == ConnectSockets.CONNECTED) {
            result = isSelf(socket, host, port) ? Errno.ECONNREFUSED.number() : errno;
            Libc.setsockopt(socket, Libc.SOL_SOCKET, SO_LINGER, linger.address(), Linger.SIZE, "SO_LINGER");
        }
        Libc.close(socket);
        return result;
    }

    /** A connection whose two ends are the same socket: the kernel chose the port that was asked, where nobody listens. */
    private boolean isSelf(int socket, int host, int port) {
        Libc.getsockname(socket, address, SockaddrIn.SIZE, "connection");
        return address.buffer().getInt(SockaddrIn.SIN_ADDR) == ByteOrders.networkInt(host)
                && address.buffer().getShort(SockaddrIn.SIN_PORT) == ByteOrders.networkShort(port);
    }

    @Override
    public void close() {
        if (spare != NONE) {
            Libc.close(spare);
        }
        address.close();
        linger.close();
    }
}
