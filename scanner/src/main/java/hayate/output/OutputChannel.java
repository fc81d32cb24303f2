package hayate.output;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where bytes of one output or of the journal go: a regular file, or a stream that cannot be rewritten. */
interface OutputChannel extends Closeable {
    /** Whether this is a regular file: positions count, it can be read, truncated and synced. */
    boolean isFile();

    /**
     * Writes some of the bytes, possibly none if a stream cannot take any now.
     *
     * @param position where in the file; a stream ignores it
     */
    int write(ByteBuffer bytes, long position) throws IOException;

    /** Reads from a file; -1 at its end. */
    int read(ByteBuffer bytes, long position) throws IOException;

    /** The file's length; 0 for a stream. */
    long size() throws IOException;

    /** Cuts a file off; does nothing to a stream. */
    void truncate(long lengthBytes) throws IOException;

    /** Makes what was written to a file survive a power cut; does nothing to a stream. */
    void force() throws IOException;

    /** Takes the file for this process alone; false if another scan has it. */
    boolean tryLock() throws IOException;

    /** Whether nobody will ever read the stream: after a failed write this tells a closed pipe from other errors. */
    boolean isReaderGone();
}
