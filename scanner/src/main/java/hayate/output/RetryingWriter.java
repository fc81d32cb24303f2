package hayate.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Writes bytes that must not be lost: what a channel does not take stays with the caller, a failure is told once and
 * retried at intervals, a closed pipe ends it quietly. Owned by the reporter's thread.
 */
final class RetryingWriter {
    static final long RETRY_INTERVAL_NS = 250_000_000L;

    private final String name;
    private final OutputChannel channel;
    private final Consumer<String> warnings;
    private long position;
    private String failure;
    private long failedNs;
    private boolean readerGone;
    private boolean mute;

    RetryingWriter(String name, OutputChannel channel, long position, Consumer<String> warnings) {
        this.name = name;
        this.channel = channel;
        this.position = position;
        this.warnings = warnings;
    }

    /** Writes what it can of {@code bytes}; true if nothing is left. Time is monotonic. */
    boolean write(ByteBuffer bytes, long nowNs) {
        if (readerGone || (failure != null && nowNs - failedNs < RETRY_INTERVAL_NS)) {
            return false;
        }
        try {
            while (bytes.hasRemaining()) {
                int written = channel.write(bytes, position);
                if (written == 0) {
                    return false;
                }
                position += written;
                recovered();
            }
            return true;
        } catch (IOException e) {
            failed(e, nowNs);
            return false;
        }
    }

    /** Whether failures go unannounced, because the caller gives up at the first and says so itself. */
    void mute(boolean on) {
        mute = on;
    }

    /** Syncs a file; a failure counts like that of a write. True if done. */
    boolean force(long nowNs) {
        try {
            channel.force();
            return true;
        } catch (IOException e) {
            failed(e, nowNs);
            return false;
        }
    }

    private void failed(IOException e, long nowNs) {
        readerGone = channel.isReaderGone();
        if (failure == null && !readerGone && !mute) {
            warnings.accept("cannot write " + name + ": " + reason(e) + "; keeping results and retrying");
        }
        failure = reason(e);
        failedNs = nowNs;
    }

    private void recovered() {
        if (failure != null) {
            failure = null;
            warnings.accept("writing " + name + " again, nothing was lost");
        }
    }

    /** The last words of an I/O error, without the file name that Java may put first. */
    static String reason(IOException e) {
        String message = e.getMessage();
        return Texts.escapeControls(message == null ? e.getClass().getSimpleName() : message);
    }

    String name() {
        return name;
    }

    OutputChannel channel() {
        return channel;
    }

    /** Where the next byte goes. */
    long position() {
        return position;
    }

    /** Moves to a place already written, so that the next bytes replace what is there. */
    void rewind(long toPosition) {
        position = toPosition;
    }

    /** What the last write failed with, or null. */
    String failure() {
        return failure;
    }

    /** Whether the stream's reader closed it. */
    boolean isReaderGone() {
        return readerGone;
    }
}
