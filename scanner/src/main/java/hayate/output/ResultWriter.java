package hayate.output;

import hayate.output.OutputConfig.Format;
import hayate.result.Finding;
import hayate.result.State;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One output: a format over a channel with a bounded buffer between. What cannot be written now stays in the buffer; when
 * that is full, {@link #capacity()} is 0 and the reporter stops taking findings, which in the end slows the sender.
 * Owned by the reporter's thread.
 */
final class ResultWriter {
    private static final int BUFFER_LENGTH_BYTES = 1 << 16;
    private static final long STREAM_PAUSE_NS = 1_000_000;

    private final Format kind;
    private final String path;
    private final FindingFormat format;
    private final Set<State> shown = EnumSet.noneOf(State.class);
    private final TextBuffer buffer = new TextBuffer(BUFFER_LENGTH_BYTES);
    private final RetryingWriter out;
    private final long startOffset;
    private long findings;
    private long records;
    private boolean endMissing;
    private OutputMark mark;

    ResultWriter(
            Format kind,
            String path,
            FindingFormat format,
            Set<State> states,
            OutputChannel channel,
            OutputMark from,
            Consumer<String> warnings) {
        this.kind = kind;
        this.path = path;
        this.format = format;
        shown.addAll(states);
        this.out = new RetryingWriter(displayName(), channel, from.offset(), warnings);
        this.startOffset = from.startOffset();
        this.findings = from.findings();
        this.records = from.records();
        this.mark = from;
        this.endMissing = format.alwaysEnded() && channel.isFile();
    }

    private String displayName() {
        return path.equals("-") ? "standard output" : Texts.escapeControls(path);
    }

    /** Starts the document. */
    void header(DocumentInfo info) {
        format.header(buffer, info);
    }

    /** How many findings can be taken now. */
    int capacity() {
        return out.isReaderGone() ? Integer.MAX_VALUE : buffer.remainingBytes() / FindingFormat.RECORD_LENGTH_MAX - 1;
    }

    /** Takes the next finding of the journal; call only while {@link #capacity()} is positive. */
    void accept(Finding finding) {
        findings++;
        if (shown.contains(finding.state) && !out.isReaderGone()) {
            format.record(buffer, finding, records++);
        }
    }

    /** Whether everything taken is written. */
    boolean isClean() {
        return buffer.lengthBytes() == 0 && !endMissing;
    }

    /** Bytes taken and not yet written. */
    int pendingBytes() {
        return buffer.lengthBytes();
    }

    /** Writes what it can; true if everything taken is written, or nobody reads it any more. */
    boolean flush(long nowNs) {
        if (out.isReaderGone()) {
            buffer.clear();
            return true;
        }
        if (!isClean()) {
            drain(nowNs);
        }
        if (out.isReaderGone() || !isClean()) {
            return out.isReaderGone();
        }
        if (mark.findings() != findings || mark.offset() != out.position()) {
            mark = new OutputMark(kind, path, startOffset, out.position(), findings, records);
        }
        return true;
    }

    private void drain(long nowNs) {
        long begin = out.position();
        int dataLength = buffer.lengthBytes();
        boolean ended = format.alwaysEnded() && out.channel().isFile();
        if (ended) {
            format.footer(buffer, 0, false);
        }
        buffer.bytes().flip();
        boolean all = out.write(buffer.bytes(), nowNs);
        if (ended) {
            int dataWritten = (int) Math.min(out.position() - begin, dataLength);
            buffer.bytes().position(dataWritten).limit(dataLength);
            out.rewind(begin + dataWritten);
            endMissing = !all;
        }
        buffer.bytes().compact();
    }

    /** Writes everything, waiting for a stream that is slow, giving up at the first failure; for the start of a scan. */
    void flushFully() throws IOException {
        out.mute(true);
        while (!flush(System.nanoTime())) {
            if (out.failure() != null) {
                throw new IOException(out.failure());
            }
            LockSupport.parkNanos(STREAM_PAUSE_NS);
        }
        out.mute(false);
    }

    /** Ends the document; the mark stays before the footer, so that a resumed scan replaces it. */
    void footer(long endedNs, boolean complete) {
        boolean alreadyEnded = format.alwaysEnded() && out.channel().isFile();
        if (!alreadyEnded && !out.isReaderGone() && capacity() > 0) {
            format.footer(buffer, endedNs, complete);
        }
    }

    /** Syncs the file; true if done. */
    boolean force(long nowNs) {
        return out.force(nowNs);
    }

    void close() {
        try {
            out.channel().close();
        } catch (IOException e) {
            System.getLogger(ResultWriter.class.getName()).log(System.Logger.Level.DEBUG, "close", e);
        }
    }

    /** The last place up to which everything is written. */
    OutputMark mark() {
        return mark;
    }

    /** What the last write failed with, or null. */
    String failure() {
        return out.failure();
    }

    boolean isStandardOutput() {
        return path.equals("-");
    }

    boolean isReaderGone() {
        return out.isReaderGone();
    }

    /** What is missing, in one line, or null if nothing is. */
    String problem() {
        if (isClean() || out.isReaderGone()) {
            return null;
        }
        String why = out.failure() == null ? "its reader does not read" : out.failure();
        return String.format(
                "%s is incomplete: %d findings (%d bytes) not written: %s",
                displayName(), records - mark.records(), pendingBytes(), why);
    }
}
