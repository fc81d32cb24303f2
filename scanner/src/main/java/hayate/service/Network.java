package hayate.service;

import java.io.IOException;
import java.net.InetAddress;

/** Where connections are opened and events come from: the kernel, or a simulation. Owned by the scanner's thread. */
interface Network {
    /** This machine has no room for one more connection: no descriptor, no port, no memory. */
    final class NoRoomException extends IOException {
        private static final long serialVersionUID = 1L;

        NoRoomException(String message) {
            super(message);
        }
    }

    /** What happens to connections. */
    interface Events {
        /** It stands, or has failed if {@code failure} is not null. */
        void connected(Connection connection, IOException failure);

        /** Something came, or the end. */
        void readable(Connection connection);

        /** There is room to send. */
        void writable(Connection connection);
    }

    /**
     * Begins to connect.
     *
     * @throws NoRoomException if there is no room now
     * @throws IOException if the peer refuses at once
     */
    Link connect(InetAddress address, int port, Connection owner) throws IOException;

    /** Waits for events, at most so long, and tells them. */
    void poll(long maxWaitNs, Events events) throws IOException;

    /** Connections open now. */
    int open();

    /** Closes everything. */
    void close();
}
