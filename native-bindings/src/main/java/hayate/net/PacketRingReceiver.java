package hayate.net;

import hayate.net.PacketLayout.SockaddrLl;
import hayate.net.PacketLayout.Tpacket3Hdr;
import hayate.net.PacketLayout.TpacketBlockDesc;
import hayate.net.PacketLayout.TpacketReq3;
import hayate.net.SocketLayout.Pollfd;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Receives through an AF_PACKET ring of blocks (TPACKET_V3) that the kernel fills and this process reads in place.
 * Needs CAP_NET_RAW. packet(7); kernel, Documentation/networking/packet_mmap.rst. About 7 ns a packet besides the
 * handler's work, no system call while packets flow, no allocation.
 *
 * <p>It listens as ETH_P_ALL, which sees packets before any netfilter hook: a rule that drops our replies at ingress,
 * so that the kernel answers them with no RST, does not hide them here. What this host sends is left out. The filter is
 * attached before the socket is bound, so that nothing else ever enters.
 *
 * <p>One thread polls; the counters may be read by any, and any may wake it up.
 */
public final class PacketRingReceiver implements FrameReceiver {
    private static final VarHandle STATUS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int FRAME_BYTES = 2048;
    private static final int SO_ERROR = 4;
    private static final int POLLERR = 8;
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final long UNSIGNED = 0xffff_ffffL;

    private final int fd;
    private final RingSize size;
    private final PacketStatistics statistics;
    private final NativeMemory pollfds;
    private final WakeUp wakeUp;
    private NativeMemory ring;
    private ByteBuffer headers;
    private ByteBuffer packets;
    private int block;
    private boolean closed;

    /**
     * @param interfaceIndex the interface, or 0 for all of the calling thread's network namespace
     * @param filter what to accept
     * @param size how much the kernel may buffer
     * @throws NativeException EPERM without privilege, ENODEV without the interface, ENOMEM for a ring too large
     */
    public PacketRingReceiver(int interfaceIndex, PacketFilter filter, RingSize size) {
        this.size = size;
        fd = Libc.socket(Libc.AF_PACKET, Libc.SOCK_RAW, 0, "AF_PACKET");
        pollfds = NativeMemory.allocate(2 * Pollfd.SIZE);
        wakeUp = new WakeUp();
        statistics = new PacketStatistics(fd);
        try {
            configure(filter);
            bind(interfaceIndex);
        } catch (NativeException e) {
            close();
            throw e;
        }
        watch(0, fd);
        watch(Pollfd.SIZE, wakeUp.fd());
    }

    private void watch(int offset, int descriptor) {
        pollfds.buffer().putInt(offset + Pollfd.FD, descriptor);
        pollfds.buffer().putShort(offset + Pollfd.EVENTS, (short) Libc.POLLIN);
    }

    private void configure(PacketFilter filter) {
        Libc.setsockopt(
                fd,
                PacketLayout.SOL_PACKET,
                PacketLayout.PACKET_VERSION,
                PacketLayout.TPACKET_V3,
                "PACKET_VERSION, TPACKET_V3");
        Libc.setsockopt(fd, PacketLayout.SOL_PACKET, PacketLayout.PACKET_IGNORE_OUTGOING, 1, "PACKET_IGNORE_OUTGOING");
        filter.attach(fd);
        requestRing();
        ring = NativeMemory.map(fd, size.lengthBytes(), 0, 0, "PACKET_RX_RING");
        headers = ring.buffer();
        packets = ring.buffer().duplicate().order(ByteOrder.BIG_ENDIAN);
    }

    private void requestRing() {
        try (NativeMemory request = NativeMemory.allocate(TpacketReq3.SIZE)) {
            ByteBuffer fields = request.buffer();
            fields.putInt(TpacketReq3.TP_BLOCK_SIZE, size.blockBytes());
            fields.putInt(TpacketReq3.TP_BLOCK_NR, size.blocks());
            fields.putInt(TpacketReq3.TP_FRAME_SIZE, FRAME_BYTES);
            fields.putInt(TpacketReq3.TP_FRAME_NR, size.lengthBytes() / FRAME_BYTES);
            fields.putInt(TpacketReq3.TP_RETIRE_BLK_TOV, size.retireMs());
            Libc.setsockopt(
                    fd,
                    PacketLayout.SOL_PACKET,
                    PacketLayout.PACKET_RX_RING,
                    request.address(),
                    TpacketReq3.SIZE,
                    "PACKET_RX_RING, " + size);
        }
    }

    private void bind(int interfaceIndex) {
        try (NativeMemory address = NativeMemory.allocate(SockaddrLl.SIZE)) {
            ByteBuffer fields = address.buffer();
            fields.putShort(SockaddrLl.SLL_FAMILY, (short) Libc.AF_PACKET);
            fields.putShort(SockaddrLl.SLL_PROTOCOL, ByteOrders.networkShort(PacketLayout.ETH_P_ALL));
            fields.putInt(SockaddrLl.SLL_IFINDEX, interfaceIndex);
            Libc.bind(fd, address, SockaddrLl.SIZE, "AF_PACKET, interface " + interfaceIndex);
        }
    }

    @Override
    public String name() {
        return "tpacket3";
    }

    @Override
    public int poll(FrameHandler handler, int timeoutMs) {
        int handled = drain(handler);
        if (handled == 0 && timeoutMs != 0) {
            Libc.poll(pollfds.address(), 2, timeoutMs);
            if ((pollfds.buffer().getShort(Pollfd.REVENTS) & POLLERR) != 0) {
                clearError();
            }
            if (pollfds.buffer().getShort(Pollfd.SIZE + Pollfd.REVENTS) != 0) {
                wakeUp.reset();
            }
            handled = drain(handler);
        }
        return handled;
    }

    /** At most one round of the ring, so that a flood cannot keep the thread from its other duties. */
    private int drain(FrameHandler handler) {
        int handled = 0;
        for (int i = 0; i < size.blocks(); i++) {
            int start = block * size.blockBytes();
            int status = (int) STATUS.getAcquire(headers, start + TpacketBlockDesc.BLOCK_STATUS);
            if ((status & PacketLayout.TP_STATUS_USER) == 0) {
                return handled;
            }
            handled += walk(start, handler);
            STATUS.setRelease(headers, start + TpacketBlockDesc.BLOCK_STATUS, PacketLayout.TP_STATUS_KERNEL);
            block = block + 1 == size.blocks() ? 0 : block + 1;
        }
        return handled;
    }

    private int walk(int start, FrameHandler handler) {
        int count = headers.getInt(start + TpacketBlockDesc.NUM_PKTS);
        int packet = start + headers.getInt(start + TpacketBlockDesc.OFFSET_TO_FIRST_PKT);
        for (int i = 0; i < count; i++) {
            handOver(packet, handler);
            packet += headers.getInt(packet + Tpacket3Hdr.TP_NEXT_OFFSET);
        }
        return count;
    }

    private void handOver(int packet, FrameHandler handler) {
        int mac = headers.getShort(packet + Tpacket3Hdr.TP_MAC) & 0xffff;
        int net = headers.getShort(packet + Tpacket3Hdr.TP_NET) & 0xffff;
        int captured = headers.getInt(packet + Tpacket3Hdr.TP_SNAPLEN) - (net - mac);
        int etherType = packets.getShort(packet + Tpacket3Hdr.SIZE + SockaddrLl.SLL_PROTOCOL) & 0xffff;
        long timeNs = (headers.getInt(packet + Tpacket3Hdr.TP_SEC) & UNSIGNED) * NS_PER_SECOND
                + (headers.getInt(packet + Tpacket3Hdr.TP_NSEC) & UNSIGNED);
        handler.onPacket(packets, packet + net, Math.max(0, captured), etherType, timeNs);
    }

    /** An interface that goes down leaves an error behind, and poll would return at once until somebody reads it. */
    private void clearError() {
        try (NativeMemory error = NativeMemory.allocate(Integer.BYTES)) {
            Libc.getsockopt(fd, Libc.SOL_SOCKET, SO_ERROR, error, Integer.BYTES, "SO_ERROR");
        }
    }

    @Override
    public void wakeUp() {
        wakeUp.signal();
    }

    @Override
    public long receivedPackets() {
        return statistics.received();
    }

    @Override
    public long droppedPackets() {
        return statistics.dropped();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        statistics.close();
        if (ring != null) {
            ring.close();
        }
        Libc.closeLater(fd);
        wakeUp.close();
        pollfds.close();
    }
}
