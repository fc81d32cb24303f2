package hayate.net.netlink;

import hayate.net.Errno;
import hayate.net.FrameHandler;
import hayate.net.FrameReceiver;
import hayate.net.FrameSender;
import hayate.net.Libc;
import hayate.net.NativeException;
import hayate.net.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;

/**
 * An AF_PACKET socket for ARP frames on one interface: both ways, a system call a frame (packet(7)). Meant for the
 * neighbour sweep before a scan, at some 100,000 frames a second; needs CAP_NET_RAW. One thread owns it.
 *
 * <p>struct sockaddr_ll, family and index in native order, protocol in network order:
 *
 * <pre>
 *  0        2          4              8        10    11    12              20
 * +--------+----------+--------------+--------+-----+-----+----------------+
 * | family | protocol | index        | hatype |type |halen| address        |
 * +--------+----------+--------------+--------+-----+-----+----------------+
 * </pre>
 */
public final class ArpSocket implements FrameSender, FrameReceiver {
    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_STATISTICS = 6;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOCKADDR_BYTES = 20;
    private static final int SLOTS = 64;
    private static final int SLOT_BYTES = 64;
    private static final int RECEIVE_BYTES = 2048;
    private static final int RECEIVE_BUFFER_BYTES = 8 << 20;
    private static final int FRAMES_PER_POLL_MAX = 4096;
    private static final int TRIES_MAX = 50;
    private static final long RETRY_PARK_NS = 100_000;

    private final int fd;
    private final NativeMemory memory = NativeMemory.allocate(SLOTS * SLOT_BYTES + RECEIVE_BYTES + SOCKADDR_BYTES);
    private final ByteBuffer frames = memory.buffer().duplicate().order(ByteOrder.BIG_ENDIAN);
    private final ByteBuffer received = NativeMemory.view(memory.address() + SLOTS * SLOT_BYTES, RECEIVE_BYTES)
            .order(ByteOrder.BIG_ENDIAN);
    private final int[] queuedLengthBytes = new int[SLOTS];
    private int acquired;
    private int queued;
    private long sentFrames;
    private long failedFrames;
    private long retries;
    private long receivedPackets;
    private volatile long droppedPackets;
    private boolean closed;

    private ArpSocket(int fd) {
        this.fd = fd;
    }

    /** Opens a socket that sends from, and hears the ARP frames that arrive on, one interface. */
    public static ArpSocket open(int interfaceIndex) {
        ArpSocket socket = new ArpSocket(Libc.socket(Libc.AF_PACKET, Libc.SOCK_RAW, 0, "AF_PACKET"));
        try {
            socket.bind(interfaceIndex);
            return socket;
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private void bind(int interfaceIndex) {
        try {
            Libc.setsockopt(fd, Libc.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES, "SO_RCVBUFFORCE");
        } catch (NativeException e) {
            Libc.setsockopt(fd, Libc.SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER_BYTES, "SO_RCVBUF");
        }
        ByteBuffer address = memory.buffer();
        address.putShort(0, (short) Libc.AF_PACKET).putInt(4, interfaceIndex);
        address.put(2, (byte) (ETHERTYPE_ARP >>> 8)).put(3, (byte) ETHERTYPE_ARP);
        Libc.bind(fd, memory, SOCKADDR_BYTES, "AF_PACKET, interface " + interfaceIndex);
    }

    @Override
    public String name() {
        return "arp";
    }

    @Override
    public Framing framing() {
        return Framing.ETHERNET;
    }

    @Override
    public int slots() {
        return SLOTS;
    }

    @Override
    public int slotLengthBytes() {
        return SLOT_BYTES;
    }

    @Override
    public ByteBuffer frames() {
        return frames;
    }

    @Override
    public int offsetOf(int slot) {
        return slot * SLOT_BYTES;
    }

    @Override
    public int acquire() {
        return acquired == SLOTS ? NONE : acquired++;
    }

    @Override
    public void submit(int slot, int lengthBytes, int destinationAddress) {
        assert slot == queued : "slots are submitted in the order they were acquired";
        queuedLengthBytes[queued++] = lengthBytes;
    }

    @Override
    public int flush() {
        int failed = 0;
        for (int slot = 0; slot < queued; slot++) {
            failed += send(slot) ? 0 : 1;
        }
        sentFrames += queued - failed;
        failedFrames += failed;
        acquired -= queued;
        queued = 0;
        return failed;
    }

    private boolean send(int slot) {
        for (int tries = 1; ; tries++) {
            long sent = Libc.sendOrErrno(fd, memory.address() + offsetOf(slot), queuedLengthBytes[slot], 0);
            if (sent >= 0) {
                return true;
            }
            boolean transientError = sent == -Errno.ENOBUFS.number() || sent == -Errno.EAGAIN.number();
            if (!transientError || tries == TRIES_MAX) {
                return false;
            }
            retries++;
            LockSupport.parkNanos(RETRY_PARK_NS);
        }
    }

    @Override
    public long sentFrames() {
        return sentFrames;
    }

    @Override
    public long failedFrames() {
        return failedFrames;
    }

    @Override
    public long retries() {
        return retries;
    }

    @Override
    public int poll(FrameHandler handler, int timeoutMs) {
        int handled = receive(handler);
        if (handled == 0 && timeoutMs > 0 && awaitFrame(timeoutMs)) {
            handled = receive(handler);
        }
        receivedPackets += handled;
        return handled;
    }

    private boolean awaitFrame(int timeoutMs) {
        try (NativeMemory pollfd = NativeMemory.allocate(8)) {
            pollfd.buffer().putInt(0, fd).putShort(4, (short) Libc.POLLIN);
            return Libc.poll(pollfd.address(), timeoutMs) > 0;
        }
    }

    private int receive(FrameHandler handler) {
        long address = memory.address() + SLOTS * SLOT_BYTES;
        int handled = 0;
        while (handled < FRAMES_PER_POLL_MAX) {
            int length = (int) Libc.recvOrErrno(fd, address, RECEIVE_BYTES, Libc.MSG_DONTWAIT);
            if (length < 0) {
                break;
            }
            handled++;
            int networkOffset = Framing.ETHERNET.headerLengthBytes();
            if (length >= networkOffset) {
                int etherType = received.getShort(networkOffset - 2) & 0xFFFF;
                handler.onPacket(received, networkOffset, length - networkOffset, etherType, 0);
            }
        }
        return handled;
    }

    @Override
    public long receivedPackets() {
        readStatistics();
        return receivedPackets + droppedPackets;
    }

    /** Reads and adds up what the kernel resets on reading: struct tpacket_stats {u32 packets, drops}. */
    @Override
    public long droppedPackets() {
        readStatistics();
        return droppedPackets;
    }

    private synchronized void readStatistics() {
        if (closed) {
            return;
        }
        try (NativeMemory statistics = NativeMemory.allocate(8)) {
            Libc.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, statistics, 8, "PACKET_STATISTICS");
            droppedPackets += statistics.buffer().getInt(4) & 0xFFFF_FFFFL;
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
            memory.close();
        }
    }
}
