package hayate.net;

import hayate.net.PacketLayout.TpacketStatsV3;

/**
 * The running totals of a packet socket. The kernel resets its counters whenever they are read, so they are added up
 * here; its {@code tp_packets} counts the dropped ones too. Safe to use from any thread; after {@link #close()} the
 * last totals remain.
 */
final class PacketStatistics implements AutoCloseable {
    private static final int LENGTH_OFFSET = 16;

    private final int fd;
    private final NativeMemory memory = NativeMemory.allocate(LENGTH_OFFSET + Integer.BYTES);
    private long received;
    private long dropped;
    private boolean closed;

    /** The descriptor must stay open until {@link #close()}. */
    PacketStatistics(int fd) {
        this.fd = fd;
    }

    /** Packets that passed the filter, dropped ones included. */
    synchronized long received() {
        refresh();
        return received;
    }

    /** Packets that passed the filter and found the ring full. */
    synchronized long dropped() {
        refresh();
        return dropped;
    }

    private void refresh() {
        if (closed) {
            return;
        }
        memory.buffer().putInt(LENGTH_OFFSET, TpacketStatsV3.SIZE);
        Libc.getsockopt(
                fd,
                PacketLayout.SOL_PACKET,
                PacketLayout.PACKET_STATISTICS,
                memory.address(),
                memory.address() + LENGTH_OFFSET,
                "PACKET_STATISTICS");
        received += Integer.toUnsignedLong(memory.buffer().getInt(TpacketStatsV3.TP_PACKETS));
        dropped += Integer.toUnsignedLong(memory.buffer().getInt(TpacketStatsV3.TP_DROPS));
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            refresh();
            closed = true;
            memory.close();
        }
    }
}
