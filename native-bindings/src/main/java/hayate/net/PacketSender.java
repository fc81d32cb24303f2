package hayate.net;

import hayate.net.PacketLayout.SockaddrLl;
import java.nio.ByteBuffer;

/**
 * Sends through an AF_PACKET socket that goes around the queueing discipline, 64 frames a call. On Ethernet (and
 * loopback, which pretends to be) frames begin with the 14-byte header; on header-less links (tun, ppp) with the IP
 * header, which the socket type SOCK_DGRAM announces to the driver as IPv4. Needs CAP_NET_RAW. packet(7).
 *
 * <p>Going around the discipline means that a full driver queue shows at once as ENOBUFS instead of a hidden backlog.
 */
public final class PacketSender extends MessageSender {
    /** Large enough for a SYN with options and for ICMP and UDP probes. */
    public static final int DEFAULT_SLOT_LENGTH_BYTES = 128;

    private final Framing framing;
    private final int interfaceIndex;

    /**
     * @param interfaceName the interface, in the calling thread's network namespace
     * @param framing {@link Framing#IP} only for links that have no header
     * @throws NativeException without privilege or interface
     */
    public PacketSender(String interfaceName, Framing framing) {
        this(interfaceName, framing, DEFAULT_SLOT_LENGTH_BYTES);
    }

    /** As above with slots of {@code slotLengthBytes}, a multiple of 64. */
    public PacketSender(String interfaceName, Framing framing, int slotLengthBytes) {
        this(interfaceName, Libc.interfaceIndex(interfaceName), framing, checkedSlotLength(slotLengthBytes));
    }

    private PacketSender(String interfaceName, int interfaceIndex, Framing framing, int slotLengthBytes) {
        super(open(interfaceName, framing), slotLengthBytes, SockaddrLl.SIZE, interfaceName);
        this.framing = framing;
        this.interfaceIndex = interfaceIndex;
        writeNames();
    }

    private static int open(String interfaceName, Framing framing) {
        int type = framing == Framing.ETHERNET ? Libc.SOCK_RAW : Libc.SOCK_DGRAM;
        int fd = Libc.socket(Libc.AF_PACKET, type, 0, "AF_PACKET, " + interfaceName);
        try {
            Libc.setsockopt(fd, PacketLayout.SOL_PACKET, PacketLayout.PACKET_QDISC_BYPASS, 1, "PACKET_QDISC_BYPASS");
            return fd;
        } catch (NativeException e) {
            Libc.close(fd);
            throw e;
        }
    }

    @Override
    void writeName(ByteBuffer names, int offset) {
        names.putShort(offset + SockaddrLl.SLL_FAMILY, (short) Libc.AF_PACKET);
        names.putShort(offset + SockaddrLl.SLL_PROTOCOL, ByteOrders.networkShort(PacketLayout.ETH_P_IP));
        names.putInt(offset + SockaddrLl.SLL_IFINDEX, interfaceIndex);
    }

    @Override
    public String name() {
        return "packet";
    }

    @Override
    public Framing framing() {
        return framing;
    }
}
