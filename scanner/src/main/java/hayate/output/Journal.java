package hayate.output;

import hayate.result.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The append-only file of all findings, shown or not, beside the checkpoint: what it holds is found, whatever happens to
 * the outputs. One write per batch. Locked for as long as it is open. Owned by the reporter's thread.
 */
final class Journal {
    private static final int BUFFER_RECORDS = 2048;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_RECORDS * JournalRecord.LENGTH_BYTES);
    private final JournalRecord codec = new JournalRecord();
    private final RetryingWriter out;
    private long findings;

    /** Continues a journal whose valid part ends at {@code lengthBytes} and holds {@code findings}. */
    Journal(Path path, OutputChannel channel, long lengthBytes, long findings, Consumer<String> warnings) {
        this.out = new RetryingWriter(Texts.escapeControls(path.toString()), channel, lengthBytes, warnings);
        this.findings = findings;
    }

    static Path pathOf(Path checkpoint) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + ".journal");
    }

    /** Starts a new journal on a locked file. */
    static Journal create(
            Path path, OutputChannel channel, long scanNumber, String planDigest, Consumer<String> warnings)
            throws IOException {
        channel.truncate(0);
        ByteBuffer header = JournalHeader.encode(scanNumber, planDigest);
        while (header.hasRemaining()) {
            channel.write(header, header.position());
        }
        channel.force();
        return new Journal(path, channel, JournalHeader.LENGTH_BYTES, 0, warnings);
    }

    /** How many findings can be taken; room for a marker stays. */
    int capacity() {
        return buffer.remaining() / JournalRecord.LENGTH_BYTES - 1;
    }

    void accept(Finding finding) {
        codec.writeFinding(buffer, finding);
        findings++;
    }

    /** Notes that standard output has printed the first {@code findings}; skipped while the buffer is full. */
    void markPrinted(long printedFindings) {
        if (buffer.remaining() >= JournalRecord.LENGTH_BYTES) {
            codec.writeMarker(buffer, printedFindings);
        }
    }

    /** Writes what was taken; true if nothing is left. */
    boolean flush(long nowNs) {
        if (buffer.position() == 0) {
            return true;
        }
        buffer.flip();
        boolean all = out.write(buffer, nowNs);
        buffer.compact();
        return all;
    }

    boolean isClean() {
        return buffer.position() == 0;
    }

    boolean force(long nowNs) {
        return out.force(nowNs);
    }

    /** Length of the file as written. */
    long lengthBytes() {
        return out.position();
    }

    /** Findings taken since the scan began, over all resumes. */
    long findings() {
        return findings;
    }

    String problem() {
        return isClean() ? null : out.name() + " is incomplete: " + out.failure();
    }

    void close() throws IOException {
        out.channel().close();
    }
}
