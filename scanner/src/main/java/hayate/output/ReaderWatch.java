package hayate.output;

import hayate.net.Libc;
import hayate.net.NativeMemory;

/** Tells when who reads standard output has gone: a pipe without readers polls as an error (poll(2), POLLERR). Safe from any thread. */
public final class ReaderWatch {
    private static final int DESCRIPTOR = 1;
    private static final int POLLERR = 8;
    private static final int REVENTS_OFFSET = 6;

    /*
     * struct pollfd { int fd; short events; short revents; };  (poll(2))
     */
    private final NativeMemory pollfd = NativeMemory.allocate(8);

    /** Of this process. */
    public ReaderWatch() {
        pollfd.buffer().putInt(0, DESCRIPTOR);
    }

    /** Whether nobody reads any more. */
    public synchronized boolean isGone() {
        return Libc.poll(pollfd.address(), 0) > 0 && (pollfd.buffer().getShort(REVENTS_OFFSET) & POLLERR) != 0;
    }
}
