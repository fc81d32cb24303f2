package hayate.service;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The transport of one connection: a kernel socket, or a peer in a test. Owned by the scanner's thread. */
interface Link {
    /** Reads what is there: the bytes added, 0 if there are none now, -1 if the peer sends no more. */
    int read(ByteBuffer into) throws IOException;

    /** Sends as much as there is room for. */
    void write(ByteBuffer from) throws IOException;

    /** Which events are wanted from now on. */
    void interest(boolean reading, boolean writing);

    /** Whether the peer takes what is sent, or shuts its window or acknowledges nothing; empty where that is not known. */
    Optional<Boolean> takes();

    /** From here on {@link #close} says that it is the end, and what is on its way may arrive before; else it resets. */
    void endInOrder() throws IOException;

    /** Hangs up at once. */
    void close();
}
