package hayate.net.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks the attributes of a message: length and type in native order, then the value, padded to four bytes.
 *
 * <pre>
 *  0       2       4
 * +-------+-------+---------------+
 * |length | type  | value …       |     length counts these four bytes and the value
 * +-------+-------+---------------+
 * </pre>
 *
 * <p>An attribute that does not fit ends the walk, so nothing outside the message is ever read.
 */
final class Attributes {
    static final int HEADER_BYTES = 4;
    private static final int TYPE_MASK = 0x3FFF;

    private final ByteBuffer buffer;
    private final int end;
    private int next;
    private int value;
    private int lengthBytes;
    private int type;

    /** Attributes in {@code [offset, end)} of a buffer in native order. */
    Attributes(ByteBuffer buffer, int offset, int end) {
        this.buffer = buffer;
        this.next = offset;
        this.end = Math.min(end, buffer.capacity());
    }

    boolean next() {
        if (end - next < HEADER_BYTES) {
            return false;
        }
        int total = buffer.getShort(next) & 0xFFFF;
        if (total < HEADER_BYTES || total > end - next) {
            return false;
        }
        type = buffer.getShort(next + 2) & TYPE_MASK;
        value = next + HEADER_BYTES;
        lengthBytes = total - HEADER_BYTES;
        next += (total + 3) & ~3;
        return true;
    }

    int type() {
        return type;
    }

    /** The value as a number, 0 if it is not four bytes. */
    int number() {
        return lengthBytes == 4 ? buffer.getInt(value) : 0;
    }

    /** A number within the value, 0 if it does not reach so far. */
    int numberAt(int offset) {
        return offset + Integer.BYTES <= lengthBytes ? buffer.getInt(value + offset) : 0;
    }

    /** The value as an IPv4 address, 0 if it is not four bytes. */
    int address() {
        int raw = number();
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? raw : Integer.reverseBytes(raw);
    }

    /** The value as a 48-bit hardware address, -1 if it is not six bytes. */
    long mac() {
        if (lengthBytes != 6) {
            return -1;
        }
        long mac = 0;
        for (int i = 0; i < 6; i++) {
            mac = mac << 8 | (buffer.get(value + i) & 0xFF);
        }
        return mac;
    }

    /** The value as text up to its terminating zero; bytes outside ASCII are kept one to one. */
    String text() {
        StringBuilder text = new StringBuilder(lengthBytes);
        for (int i = 0; i < lengthBytes && buffer.get(value + i) != 0; i++) {
            text.append((char) (buffer.get(value + i) & 0xFF));
        }
        return text.toString();
    }

    /** The attributes nested in the value. */
    Attributes nested() {
        return new Attributes(buffer, value, value + lengthBytes);
    }
}
