package hayate.net;

import java.nio.ByteOrder;

/** htons and htonl: values whose native bytes in memory are the big-endian bytes of the argument. */
final class ByteOrders {
    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private ByteOrders() {}

    static short networkShort(int value) {
        return SWAP ? Short.reverseBytes((short) value) : (short) value;
    }

    static int networkInt(int value) {
        return SWAP ? Integer.reverseBytes(value) : value;
    }
}
