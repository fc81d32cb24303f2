package hayate.output;

import hayate.net.Libc;
import hayate.net.NativeMemory;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Standard output without blocking: a reader that pauses ({@code | less}) must not stop the journal and the other
 * outputs. poll(2) says whether the descriptor takes bytes; a pipe that does takes at least {@code PIPE_BUF} = 4096
 * (pipe(7)), so no more are written at once. The descriptor stays open for the rest of the program.
 */
final class StandardOutputChannel implements OutputChannel {
    private static final int PIPE_BUF = 4096;
    private static final int DESCRIPTOR = 1;
    private static final int POLLOUT = 4;
    private static final int POLLERR = 8;
    private static final int EVENTS_OFFSET = 4;
    private static final int REVENTS_OFFSET = 6;

    /*
     * struct pollfd { int fd; short events; short revents; };  (poll(2))
     */
    private final NativeMemory pollfd = NativeMemory.allocate(8);

    @SuppressWarnings("resource") // closing it would close the process's standard output
    private final FileChannel channel = new FileOutputStream(FileDescriptor.out).getChannel();

    StandardOutputChannel() {
        pollfd.buffer().order(ByteOrder.nativeOrder()).putInt(0, DESCRIPTOR).putShort(EVENTS_OFFSET, (short) POLLOUT);
    }

    @Override
    public boolean isFile() {
        return false;
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        if ((poll() & (POLLOUT | POLLERR)) == 0) {
            return 0;
        }
        int limit = bytes.limit();
        bytes.limit(Math.min(limit, bytes.position() + PIPE_BUF));
        try {
            return channel.write(bytes);
        } finally {
            bytes.limit(limit);
        }
    }

    private int poll() {
        return Libc.poll(pollfd.address(), 0) == 0 ? 0 : pollfd.buffer().getShort(REVENTS_OFFSET);
    }

    @Override
    public int read(ByteBuffer bytes, long position) {
        return -1;
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public void truncate(long lengthBytes) {}

    @Override
    public void force() {}

    @Override
    public boolean tryLock() {
        return true;
    }

    /** A pipe without readers polls as an error (poll(2), POLLERR). */
    @Override
    public boolean isReaderGone() {
        return (poll() & POLLERR) != 0;
    }

    @Override
    public void close() {
        pollfd.close();
    }
}
