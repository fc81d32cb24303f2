package hayate.net;

import hayate.net.SocketLayout.SockaddrIn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Sends IPv4 packets, header included, through a raw socket: the kernel routes them and resolves the next hop, so this
 * way works on loopback, tunnels and anything else the host can reach. Needs CAP_NET_RAW. raw(7).
 *
 * <p>The kernel always fills in the header's total length and checksum. A local firewall's refusal (EPERM) or a missing
 * route (EHOSTUNREACH, ENETUNREACH) fails the one frame that met it. IP_RECVERR is set because without it Linux hides a
 * full device queue (ENOBUFS) from raw sockets and the frame would be lost in silence; a socket of protocol IPPROTO_RAW
 * gets no ICMP errors, so nothing else can surface on it.
 */
public final class IpSender extends MessageSender {
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_RAW = 255;
    private static final int IP_RECVERR = 11;
    private static final int SO_BINDTODEVICE = 25;

    /**
     * Frames of up to 128 bytes.
     *
     * @param interfaceName the only interface to leave by, or null for whatever the routes say
     * @throws NativeException without privilege or interface
     */
    public IpSender(String interfaceName) {
        this(interfaceName, PacketSender.DEFAULT_SLOT_LENGTH_BYTES);
    }

    /** As above with slots of {@code slotLengthBytes}, a multiple of 64. */
    public IpSender(String interfaceName, int slotLengthBytes) {
        this(interfaceName, checkedSlotLength(slotLengthBytes), SockaddrIn.SIZE);
    }

    private IpSender(String interfaceName, int slotLengthBytes, int nameLengthBytes) {
        super(open(interfaceName), slotLengthBytes, nameLengthBytes, interfaceName);
        writeNames();
    }

    private static int open(String interfaceName) {
        int fd = Libc.socket(Libc.AF_INET, Libc.SOCK_RAW, IPPROTO_RAW, "AF_INET, IPPROTO_RAW");
        try {
            Libc.setsockopt(fd, IPPROTO_IP, IP_RECVERR, 1, "IP_RECVERR");
            if (interfaceName != null) {
                bindToDevice(fd, interfaceName);
            }
            return fd;
        } catch (NativeException e) {
            Libc.close(fd);
            throw e;
        }
    }

    private static void bindToDevice(int fd, String interfaceName) {
        byte[] name = interfaceName.getBytes(StandardCharsets.US_ASCII);
        try (NativeMemory memory = NativeMemory.allocate(name.length + 1)) {
            memory.buffer().put(0, name);
            Libc.setsockopt(
                    fd,
                    Libc.SOL_SOCKET,
                    SO_BINDTODEVICE,
                    memory.address(),
                    name.length + 1,
                    "SO_BINDTODEVICE, " + interfaceName);
        }
    }

    @Override
    void writeName(ByteBuffer names, int offset) {
        names.putShort(offset + SockaddrIn.SIN_FAMILY, (short) Libc.AF_INET);
    }

    @Override
    void writeDestination(ByteBuffer names, int offset, int destinationAddress) {
        names.putInt(offset + SockaddrIn.SIN_ADDR, ByteOrders.networkInt(destinationAddress));
    }

    @Override
    public String name() {
        return "ip";
    }

    @Override
    public Framing framing() {
        return Framing.IP;
    }
}
