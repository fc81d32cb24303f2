package hayate.verify;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads network-order numbers from memory in any byte order, unaligned, without touching the buffer's state. */
final class WireReader {
    private static final VarHandle SHORTS = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private WireReader() {}

    static int u8(ByteBuffer memory, int offset) {
        return memory.get(offset) & 0xFF;
    }

    static int u16(ByteBuffer memory, int offset) {
        return (short) SHORTS.get(memory, offset) & 0xFFFF;
    }

    static int i32(ByteBuffer memory, int offset) {
        return (int) INTS.get(memory, offset);
    }
}
