package hayate.net;

import hayate.net.SocketLayout.Pollfd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What poll(2) says of this process's standard output: whether it takes bytes now, and whether who read it has gone (a pipe
 * without readers polls as an error). Safe from any thread.
 */
public final class StandardOutputWatch implements AutoCloseable {
    private static final int STDOUT = 1;
    private static final Path FLAGS = Path.of("/proc/self/fdinfo/" + STDOUT);
    /** The flags of open(2), in octal; the lowest two bits are 0 for reading only. */
    private static final Pattern READ_ONLY = Pattern.compile("^flags:\\s*[0-7]*[04]$", Pattern.MULTILINE);

    private static final int POLLOUT = 4;
    private static final int POLLERR = 8;

    private final NativeMemory pollfd = NativeMemory.allocate(Pollfd.SIZE);

    /** Of this process. */
    public StandardOutputWatch() {
        pollfd.buffer().putInt(Pollfd.FD, STDOUT);
        pollfd.buffer().putShort(Pollfd.EVENTS, (short) POLLOUT);
    }

    /**
     * Whether there is a standard output. If the parent closed it, the first file that this JVM opened has its number: one
     * of its own, for reading.
     */
    public static boolean isOpen() {
        try {
            return !READ_ONLY.matcher(Files.readString(FLAGS)).find();
        } catch (NoSuchFileException e) {
            return !Files.isDirectory(FLAGS.getParent());
        } catch (IOException e) {
            return true;
        }
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
