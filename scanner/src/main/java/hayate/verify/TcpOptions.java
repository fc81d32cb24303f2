package hayate.verify;

import static hayate.verify.WireReader.u8;

import java.nio.ByteBuffer;

/**
 * Finds the timestamps option (RFC 7323) among at most 40 bytes of hostile options:
 *
 * <pre>
 * +--------+--------+-------------------------+-------------------------+
 * | kind 8 | len 10 | TSval                   | TSecr                   |
 * +--------+--------+-------------------------+-------------------------+
 * 0        1        2                         6                        10
 * </pre>
 */
final class TcpOptions {
    /** No timestamps option, or a list that breaks off before it. */
    static final int NONE = -1;
    /** Offset of TSecr in the option. */
    static final int TSECR = 6;

    private static final int END = 0;
    private static final int NO_OPERATION = 1;
    private static final int TIMESTAMPS = 8;
    private static final int TIMESTAMPS_BYTES = 10;

    private TcpOptions() {}

    /** Where the option starts, or {@link #NONE}. Each turn moves at least one byte towards {@code end}. */
    static int timestampsOffset(ByteBuffer memory, int start, int end) {
        int offset = start;
        while (offset < end) {
            int kind = u8(memory, offset);
            if (kind == NO_OPERATION) {
                offset++;
                continue;
            }
            if (kind == END || offset + 1 >= end) {
                return NONE;
            }
            int lengthBytes = u8(memory, offset + 1);
            if (lengthBytes < 2 || lengthBytes > end - offset) {
                return NONE;
            }
            if (kind == TIMESTAMPS && lengthBytes == TIMESTAMPS_BYTES) {
                return offset;
            }
            offset += lengthBytes;
        }
        return NONE;
    }
}
