package hayate.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The packets that one interface dropped since this object was made, from proc(5) {@code /proc/net/dev}. The file is
 * opened through {@code thread-self} and kept open: what it tells belongs to the network namespace of the thread that
 * opened it, while /sys keeps showing the namespace in which it was mounted. Safe to use from any thread.
 *
 * <pre>
 * Inter-|   Receive                                                |  Transmit
 *  face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed
 *   eth0: 0     1       2    3    4    5     6          7         8     9       10   11 ...
 * </pre>
 */
public final class DeviceCounters implements AutoCloseable {
    private static final Path FILE = Path.of("/proc/thread-self/net/dev");
    private static final int RX_DROP_COLUMN = 3;
    private static final int TX_DROP_COLUMN = 11;
    private static final int FILE_MAX_BYTES = 1 << 20;

    private final String prefix;
    private final FileChannel channel;
    private final long transmitBaseline;
    private final long receiveBaseline;

    private DeviceCounters(String interfaceName, FileChannel channel) {
        prefix = interfaceName + ":";
        this.channel = channel;
        transmitBaseline = read(TX_DROP_COLUMN);
        receiveBaseline = read(RX_DROP_COLUMN);
    }

    /** The counters of an interface in the calling thread's namespace; null where there is no such file. */
    public static DeviceCounters open(String interfaceName) {
        try {
            return new DeviceCounters(interfaceName, FileChannel.open(FILE, StandardOpenOption.READ));
        } catch (IOException e) {
            return null;
        }
    }

    /** Packets that the driver accepted and dropped since construction; 0 once the interface is gone. */
    public synchronized long transmitDrops() {
        return Math.max(0, read(TX_DROP_COLUMN) - transmitBaseline);
    }

    /**
     * Packets dropped on their way in since construction: no room in the device's ring or the kernel's backlog, but also
     * protocols that nobody here speaks, so a few of them mean nothing.
     */
    public synchronized long receiveDrops() {
        return Math.max(0, read(RX_DROP_COLUMN) - receiveBaseline);
    }

    private long read(int column) {
        try {
            return counter(readAll(), prefix, column);
        } catch (IOException e) {
            return 0;
        }
    }

    private String readAll() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(16 << 10);
        while (channel.read(bytes, bytes.position()) > 0) {
            if (!bytes.hasRemaining() && bytes.capacity() < FILE_MAX_BYTES) {
                bytes = ByteBuffer.allocate(bytes.capacity() * 2).put(bytes.flip());
            }
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    }

    static long counter(String table, String prefix, int column) {
        for (String line : table.split("\n", -1)) {
            String row = line.strip();
            if (row.startsWith(prefix)) {
                String[] columns = row.substring(prefix.length()).strip().split("\\s+", -1);
                return columns.length > column ? Long.parseLong(columns[column]) : 0;
            }
        }
        return 0;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
