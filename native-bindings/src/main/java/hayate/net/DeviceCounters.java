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
 * opened it, while /sys keeps showing the namespace in which it was mounted. It is read several times a tick, so nothing
 * is allocated for it. Safe to use from any thread.
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
    private static final int FILE_FIRST_BYTES = 4 << 10;
    private static final int FILE_MAX_BYTES = 1 << 20;

    private final byte[] prefix;
    private final FileChannel channel;
    private final long transmitBaseline;
    private final long receiveBaseline;
    private ByteBuffer table = ByteBuffer.allocateDirect(FILE_FIRST_BYTES);

    private DeviceCounters(String interfaceName, FileChannel channel) {
        prefix = prefix(interfaceName);
        this.channel = channel;
        transmitBaseline = read(TX_DROP_COLUMN);
        receiveBaseline = read(RX_DROP_COLUMN);
    }

    static byte[] prefix(String interfaceName) {
        return (interfaceName + ":").getBytes(StandardCharsets.US_ASCII);
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
            table.clear();
            while (channel.read(table, table.position()) > 0) {
                if (!table.hasRemaining() && table.capacity() < FILE_MAX_BYTES) {
                    table = ByteBuffer.allocateDirect(table.capacity() * 2).put(table.flip());
                }
            }
            return counter(table.flip(), prefix, column);
        } catch (IOException e) {
            return 0;
        }
    }

    /** A column of the row that begins with {@code prefix} after blanks, 0 where there is none. Allocates nothing. */
    static long counter(ByteBuffer table, byte[] prefix, int column) {
        int at = 0;
        while (at < table.limit()) {
            at = skipBlanks(table, at);
            if (startsWith(table, at, prefix)) {
                return column(table, at + prefix.length, column);
            }
            while (at < table.limit() && table.get(at) != '\n') {
                at++;
            }
            at++;
        }
        return 0;
    }

    private static long column(ByteBuffer table, int from, int column) {
        int at = skipBlanks(table, from);
        for (int i = 0; i < column; i++) {
            while (isDigit(table, at)) {
                at++;
            }
            at = skipBlanks(table, at);
        }
        long value = 0;
        for (; isDigit(table, at); at++) {
            value = 10 * value + table.get(at) - '0';
        }
        return value;
    }

    private static int skipBlanks(ByteBuffer table, int from) {
        int at = from;
        while (at < table.limit() && table.get(at) == ' ') {
            at++;
        }
        return at;
    }

    private static boolean isDigit(ByteBuffer table, int at) {
        return at < table.limit() && table.get(at) >= '0' && table.get(at) <= '9';
    }

    private static boolean startsWith(ByteBuffer table, int at, byte[] prefix) {
        if (at + prefix.length > table.limit()) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (table.get(at + i) != prefix[i]) {
                return false;
            }
        }
        return true;
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
