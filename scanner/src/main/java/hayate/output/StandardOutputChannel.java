package hayate.output;

import hayate.net.StandardOutputWatch;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Standard output without blocking: a reader that pauses ({@code | less}) must not stop the journal and the other
 * outputs. A pipe that takes bytes takes at least {@code PIPE_BUF} = 4096
 * (pipe(7)), so no more are written at once. The descriptor stays open for the rest of the program.
 */
final class StandardOutputChannel implements SequentialChannel {
    private static final int PIPE_BUF = 4096;

    /** Nobody wants what is printed to a standard output that was closed from the start. */
    private final boolean wanted = StandardOutputWatch.isOpen();

    private final StandardOutputWatch watch = new StandardOutputWatch();

    @SuppressWarnings("resource") // closing it would close the process's standard output
    private final FileChannel channel = new FileOutputStream(FileDescriptor.out).getChannel();

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        if (!wanted) {
            int discarded = bytes.remaining();
            bytes.position(bytes.limit());
            return discarded;
        }
        if (!watch.isWritable()) {
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

    @Override
    public boolean isReaderGone() {
        return watch.isReaderGone();
    }

    @Override
    public void close() {
        watch.close();
    }
}
