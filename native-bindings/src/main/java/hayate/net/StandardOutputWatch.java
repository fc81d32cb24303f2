package hayate.net;

import hayate.net.SocketLayout.Pollfd;

/**
 * What poll(2) says of this process's standard output: whether it takes bytes now, and whether who read it has gone (a pipe
 * without readers polls as an error). Safe from any thread.
 */
public final class StandardOutputWatch implements AutoCloseable {
    private static final int STDOUT = 1;
    private static final int POLLOUT = 4;
    private static final int POLLERR = 8;

    private final NativeMemory pollfd = NativeMemory.allocate(Pollfd.SIZE);

    /** Of this process. */
    public StandardOutputWatch() {
        pollfd.buffer().putInt(Pollfd.FD, STDOUT);
        pollfd.buffer().putShort(Pollfd.EVENTS, (short) POLLOUT);
    }

    /** Whether a write would not wait: it may fail all the same. */
    public boolean isWritable() {
        return (poll() & (POLLOUT | POLLERR)) != 0;
    }

    /** Whether nobody reads any more. */
    public boolean isReaderGone() {
        return (poll() & POLLERR) != 0;
    }

    private synchronized int poll() {
        return Libc.poll(pollfd.address(), 0) > 0 ? pollfd.buffer().getShort(Pollfd.REVENTS) : 0;
    }

    @Override
    public void close() {
        pollfd.close();
    }
}
