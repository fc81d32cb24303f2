package hayate.net;

/**
 * Ends another thread's {@code poll(2)}: an event counter to be polled beside what that thread waits for. Safe to use from
 * any thread; after {@link #close()} a signal does nothing, for its descriptor may be somebody else's by then. eventfd(2).
 */
final class WakeUp implements AutoCloseable {
    private final int fd = Libc.eventfd();
    private final NativeMemory count = NativeMemory.allocate(Long.BYTES);
    private boolean closed;

    /** What to poll for reading. */
    int fd() {
        return fd;
    }

    synchronized void signal() {
        if (!closed) {
            count.buffer().putLong(0, 1);
            Libc.writeOrErrno(fd, count.address(), Long.BYTES);
        }
    }

    /** Takes all signals so far, so that the next poll waits again. */
    synchronized void reset() {
        if (!closed) {
            Libc.readOrErrno(fd, count.address(), Long.BYTES);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
            count.close();
        }
    }
}
