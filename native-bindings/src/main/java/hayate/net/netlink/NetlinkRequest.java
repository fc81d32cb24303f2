package hayate.net.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes one request into native memory (include/uapi/linux/netlink.h), fields in native order:
 *
 * <pre>
 *  0               4       6       8               12              16
 * +---------------+-------+-------+---------------+---------------+------------------+------------+
 * |    length     | type  | flags |   sequence    |    port id    | family's header  | attributes |
 * +---------------+-------+-------+---------------+---------------+------------------+------------+
 * </pre>
 */
final class NetlinkRequest {
    static final int FLAG_REQUEST = 0x1;
    static final int FLAG_ACK = 0x4;
    static final int FLAG_DUMP = 0x300;
    static final int FLAG_CREATE = 0x400;

    private final ByteBuffer buffer;

    private NetlinkRequest(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    /** Starts a request whose family header of {@code bodyBytes} is zero but for the address family AF_INET. */
    static NetlinkRequest start(ByteBuffer memory, int type, int flags, int sequence, int bodyBytes) {
        ByteBuffer buffer = memory.duplicate().order(ByteOrder.nativeOrder()).clear();
        buffer.putInt(0).putShort((short) type).putShort((short) (flags | FLAG_REQUEST));
        buffer.putInt(sequence).putInt(0);
        buffer.put(new byte[bodyBytes]).put(NetlinkMessages.HEADER_BYTES, (byte) NetlinkMessages.AF_INET);
        return new NetlinkRequest(buffer);
    }

    NetlinkRequest bodyByte(int offset, int value) {
        buffer.put(NetlinkMessages.HEADER_BYTES + offset, (byte) value);
        return this;
    }

    NetlinkRequest bodyShort(int offset, int value) {
        buffer.putShort(NetlinkMessages.HEADER_BYTES + offset, (short) value);
        return this;
    }

    NetlinkRequest bodyInt(int offset, int value) {
        buffer.putInt(NetlinkMessages.HEADER_BYTES + offset, value);
        return this;
    }

    /** An attribute holding an IPv4 address, in network order. */
    NetlinkRequest address(int type, int address) {
        buffer.putShort((short) 8).putShort((short) type);
        buffer.order(ByteOrder.BIG_ENDIAN).putInt(address).order(ByteOrder.nativeOrder());
        return this;
    }

    NetlinkRequest number(int type, int value) {
        buffer.putShort((short) 8).putShort((short) type).putInt(value);
        return this;
    }

    /** An attribute of one byte, padded to four. */
    NetlinkRequest octet(int type, int value) {
        buffer.putShort((short) 5).putShort((short) type).put((byte) value).put(new byte[3]);
        return this;
    }

    /** Writes the length; returns it. */
    int finish() {
        buffer.putInt(0, buffer.position());
        return buffer.position();
    }
}
