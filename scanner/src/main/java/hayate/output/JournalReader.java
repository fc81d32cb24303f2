package hayate.output;

import hayate.result.Finding;
import hayate.result.FindingSink;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads a journal from its first record to its end or its first torn record, 40 bytes at a time in batches. */
final class JournalReader {
    private static final int BUFFER_RECORDS = 2048;

    private final OutputChannel channel;
    private final String name;
    private final long spaceSize;
    private final JournalRecord codec = new JournalRecord();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_RECORDS * JournalRecord.LENGTH_BYTES);
    private final Finding finding = new Finding();
    private long findings;
    private long printed;
    private long validBytes;

    JournalReader(OutputChannel channel, String name, long spaceSize) {
        this.channel = channel;
        this.name = name;
        this.spaceSize = spaceSize;
    }

    /** Hands every valid finding over, in order. */
    void read(FindingSink sink) throws IOException {
        findings = 0;
        printed = 0;
        validBytes = JournalHeader.LENGTH_BYTES;
        while (fill(validBytes) >= JournalRecord.LENGTH_BYTES) {
            int records = buffer.limit() / JournalRecord.LENGTH_BYTES;
            for (int i = 0; i < records; i++) {
                if (!codec.isValid(buffer, i * JournalRecord.LENGTH_BYTES)) {
                    return;
                }
                take(i * JournalRecord.LENGTH_BYTES, sink);
                validBytes += JournalRecord.LENGTH_BYTES;
            }
        }
    }

    private int fill(long from) throws IOException {
        buffer.clear();
        int read;
        do {
            read = channel.read(buffer, from + buffer.position());
        } while (read > 0 && buffer.hasRemaining());
        return buffer.flip().limit();
    }

    private void take(int offset, FindingSink sink) {
        if (JournalRecord.isMarker(buffer, offset)) {
            printed = JournalRecord.markerCount(buffer, offset);
            check(printed >= 0 && printed <= findings);
            return;
        }
        check(JournalRecord.readFinding(buffer, offset, finding) && finding.index < spaceSize);
        findings++;
        sink.onFinding(finding);
    }

    private void check(boolean plausible) {
        if (!plausible) {
            throw new CheckpointException(name + " is damaged: impossible values in the record at byte " + validBytes);
        }
    }

    /** Findings in the valid part. */
    long findings() {
        return findings;
    }

    /** How many findings standard output had printed, by the last marker. */
    long printed() {
        return printed;
    }

    /** Where the valid part ends. */
    long validBytes() {
        return validBytes;
    }
}
