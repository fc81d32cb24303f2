package hayate.output;

import hayate.output.OutputConfig.Format;
import hayate.result.Finding;
import hayate.result.State;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    private boolean leftBehind;
    private long missed;
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
        return out.isReaderGone() || leftBehind
                ? Integer.MAX_VALUE
                : buffer.remainingBytes() / FindingFormat.RECORD_LENGTH_MAX - 1;
    }

    /** Takes the next finding of the journal; call only while {@link #capacity()} is positive. */
    void accept(Finding finding) {
        if (leftBehind) {
            missed += shown.contains(finding.state) ? 1 : 0;
            return;
        }
        findings++;
        if (shown.contains(finding.state) && !out.isReaderGone()) {
            format.record(buffer, finding, records++);
        }
    }

    /**
     * Stops taking findings because this output cannot be written while others can: it has a gap from here on, which only a
     * resume can fill from the journal.
     */
    void leaveBehind() {
        leftBehind = true;
    }

    /** Whether everything taken is written and nothing was passed over. */
    boolean isClean() {
        return buffer.lengthBytes() == 0 && !endMissing && missed == 0;
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
        if (!alreadyEnded && !leftBehind && !out.isReaderGone() && capacity() > 0) {
            format.footer(buffer, endedNs, complete);
        }
    }

    /** Syncs the file; true if done. */
    boolean force(long nowNs) {
        return out.force(nowNs);
    }

    void close() {
        try {
            if (pendingBytes() > 0 && out.channel().isFile()) {
                cutTornLine();
            }
            out.channel().close();
        } catch (IOException e) {
            System.getLogger(ResultWriter.class.getName()).log(System.Logger.Level.DEBUG, "close", e);
        }
    }

    /** A full disk takes half a line: what is left of the file should parse all the same. */
    private void cutTornLine() throws IOException {
        OutputChannel channel = out.channel();
        long size = channel.size();
        int length = (int) Math.min(FindingFormat.RECORD_LENGTH_MAX, size - startOffset);
        ByteBuffer tail = ByteBuffer.allocate(length);
        int read = 0;
        while (tail.hasRemaining() && read >= 0) {
            read = channel.read(tail, size - tail.remaining());
        }
        for (int i = tail.position() - 1; i >= 0; i--) {
            if (tail.get(i) == '\n') {
                channel.truncate(size - length + i + 1);
                return;
            }
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
                displayName(), records + missed - mark.records(), pendingBytes(), why);
    }
}
