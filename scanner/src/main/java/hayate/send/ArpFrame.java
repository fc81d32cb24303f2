package hayate.send;

import java.nio.ByteBuffer;

/**
 * ARP for IPv4 over Ethernet (RFC 826), after the 14-byte Ethernet header; all fields big-endian:
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |       hardware type = 1       |    protocol type = 0x0800     |
 * +---------------+---------------+-------------------------------+
 * |  hw length=6  | prot length=4 |  operation: 1 asks, 2 replies |
 * +---------------+---------------+-------------------------------+
 * |                     sender MAC (6 bytes)                      |
 * +                               +-------------------------------+
 * |                               |  sender IPv4 (4 bytes) …      |
 * +-------------------------------+-------------------------------+
 * |  … sender IPv4                |  target MAC (6 bytes) …       |
 * +-------------------------------+                               +
 * |                                                               |
 * +---------------------------------------------------------------+
 * |                     target IPv4 (4 bytes)                     |
 * +---------------------------------------------------------------+
 * </pre>
 */
final class ArpFrame {
    static final int ETHERTYPE = 0x0806;
    /** With its Ethernet header, padded to the shortest Ethernet frame without checksum. */
    static final int FRAME_BYTES = 60;

    static final int ARP_BYTES = 28;

    private static final int ETHERNET_BYTES = 14;
    private static final long BROADCAST_MAC = 0xFFFF_FFFF_FFFFL;
    private static final long MULTICAST_BIT = 0x0100_0000_0000L;
    private static final int SENDER_MAC = 8;
    private static final int SENDER_ADDRESS = 14;
    private static final int TARGET_MAC = 18;
    private static final int TARGET_ADDRESS = 24;
    /** Hardware type, protocol type and both lengths as one number. */
    private static final long ETHERNET_IPV4 = 0x0001_0800_0604L;

    private static final int REPLY = 2;

    private ArpFrame() {}

    /** Writes a whole request frame but for {@link #setTarget}. */
    static void putRequest(ByteBuffer buffer, int offset, long ourMac, int ourAddress) {
        for (int i = 0; i < FRAME_BYTES; i++) {
            buffer.put(offset + i, (byte) 0);
        }
        putMac(buffer, offset, BROADCAST_MAC);
        putMac(buffer, offset + 6, ourMac);
        putBytes(buffer, offset + 12, ETHERTYPE, 2);
        int arp = offset + ETHERNET_BYTES;
        putBytes(buffer, arp, ETHERNET_IPV4, 6);
        putBytes(buffer, arp + 6, 1, 2);
        putMac(buffer, arp + SENDER_MAC, ourMac);
        putBytes(buffer, arp + SENDER_ADDRESS, ourAddress, 4);
    }

    /** Sets who is asked for. */
    static void setTarget(ByteBuffer buffer, int offset, int address) {
        putBytes(buffer, offset + ETHERNET_BYTES + TARGET_ADDRESS, address, 4);
    }

    /** Whether the {@code capturedBytes} after an Ethernet header are a well-formed reply to us. */
    static boolean isReplyTo(ByteBuffer buffer, int arp, int capturedBytes, long ourMac, int ourAddress) {
        return capturedBytes >= ARP_BYTES
                && getBytes(buffer, arp, 6) == ETHERNET_IPV4
                && getBytes(buffer, arp + 6, 2) == REPLY
                && getBytes(buffer, arp + TARGET_MAC, 6) == ourMac
                && (int) getBytes(buffer, arp + TARGET_ADDRESS, 4) == ourAddress;
    }

    /** The sender's IPv4 address. */
    static int senderAddress(ByteBuffer buffer, int arp) {
        return (int) getBytes(buffer, arp + SENDER_ADDRESS, 4);
    }

    /** The sender's MAC, or -1 if no single host can have it (zero, multicast, broadcast). */
    static long senderMac(ByteBuffer buffer, int arp) {
        long mac = getBytes(buffer, arp + SENDER_MAC, 6);
        return mac == 0 || (mac & MULTICAST_BIT) != 0 ? -1 : mac;
    }

    private static void putMac(ByteBuffer buffer, int offset, long mac) {
        putBytes(buffer, offset, mac, 6);
    }

    private static void putBytes(ByteBuffer buffer, int offset, long value, int count) {
        for (int i = 0; i < count; i++) {
            buffer.put(offset + i, (byte) (value >>> (8 * (count - 1 - i))));
        }
    }

    private static long getBytes(ByteBuffer buffer, int offset, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | (buffer.get(offset + i) & 0xFF);
        }
        return value;
    }
}
