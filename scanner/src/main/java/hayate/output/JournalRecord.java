package hayate.output;

import hayate.result.Finding;
import hayate.result.Reason;
import hayate.result.State;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A record of the journal, big-endian:
 *
 * <pre>
 *  0       1       2       3       4               6               8
 * +-------+-------+-------+-------+---------------+---------------+
 * | kind  | state | reason|  ttl  |    attempt    |     port      |
 * +-------+-------+-------+-------+---------------+---------------+
 * |                index (finding), count (marker)                |
 * +---------------------------------------------------------------+
 * |                time, nanoseconds since the epoch              |
 * +-------------------------------+-------------------------------+
 * |            address            |           responder           |
 * +-------------------------------+-------------------------------+
 * |    round trip, µs, or -1      |    CRC32C of the 36 bytes     |
 * +-------------------------------+-------------------------------+
 * </pre>
 *
 * A marker says how many findings standard output had printed. Owned by one thread.
 */
final class JournalRecord {
    static final int LENGTH_BYTES = 40;
    static final int FINDING = 0xF1;
    static final int MARKER = 0x3A;
    private static final int CHECKED_BYTES = 36;
    private static final int ATTEMPT_MAX = 0xFFFF;

    private final CRC32C crc = new CRC32C();

    @SuppressWarnings("EnumOrdinal") // the file's version stands for the order of both enums
    void writeFinding(ByteBuffer to, Finding f) {
        int start = to.position();
        to.put((byte) FINDING)
                .put((byte) f.state.ordinal())
                .put((byte) f.reason.ordinal())
                .put((byte) f.ttl);
        to.putShort((short) Math.min(f.attempt, ATTEMPT_MAX)).putShort((short) f.port);
        to.putLong(f.index)
                .putLong(f.timeNs)
                .putInt(f.address)
                .putInt(f.responder)
                .putInt(f.rttUs);
        seal(to, start);
    }

    void writeMarker(ByteBuffer to, long printedFindings) {
        int start = to.position();
        to.putLong((long) MARKER << 56).putLong(printedFindings);
        to.putLong(0).putLong(0).putInt(0);
        seal(to, start);
    }

    private void seal(ByteBuffer to, int start) {
        to.putInt(checksum(to, start));
    }

    private int checksum(ByteBuffer bytes, int start) {
        int position = bytes.position();
        int limit = bytes.limit();
        bytes.position(start).limit(start + CHECKED_BYTES);
        crc.reset();
        crc.update(bytes);
        bytes.limit(limit).position(position);
        return (int) crc.getValue();
    }

    /** Whether the record at {@code offset} is whole. */
    boolean isValid(ByteBuffer bytes, int offset) {
        int kind = bytes.get(offset) & 0xFF;
        return (kind == FINDING || kind == MARKER) && bytes.getInt(offset + CHECKED_BYTES) == checksum(bytes, offset);
    }

    static boolean isMarker(ByteBuffer bytes, int offset) {
        return (bytes.get(offset) & 0xFF) == MARKER;
    }

    static long markerCount(ByteBuffer bytes, int offset) {
        return bytes.getLong(offset + 8);
    }

    /** Reads a finding; false if a field is out of its range, which a valid checksum makes an error of the writer. */
    static boolean readFinding(ByteBuffer bytes, int offset, Finding to) {
        int state = bytes.get(offset + 1) & 0xFF;
        int reason = bytes.get(offset + 2) & 0xFF;
        if (state >= State.values().length || reason >= Reason.values().length) {
            return false;
        }
        to.state = State.ofRank(state);
        to.reason = Reason.ofOrdinal(reason);
        to.ttl = bytes.get(offset + 3) & 0xFF;
        to.attempt = bytes.getShort(offset + 4) & 0xFFFF;
        to.port = bytes.getShort(offset + 6) & 0xFFFF;
        to.index = bytes.getLong(offset + 8);
        to.timeNs = bytes.getLong(offset + 16);
        to.address = bytes.getInt(offset + 24);
        to.responder = bytes.getInt(offset + 28);
        to.rttUs = bytes.getInt(offset + 32);
        return to.index >= 0 && to.rttUs >= Finding.RTT_UNKNOWN;
    }
}
