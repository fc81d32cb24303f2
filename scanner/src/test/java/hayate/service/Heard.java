package hayate.service;

import hayate.service.db.ServiceProbe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Connections over which something has come. */
final class Heard {
    private static final long MS = 1_000_000L;

    private Heard() {}

    /** A connection over which pieces came, one every {@code everyMs}. */
    static Connection of(ServiceProbe probe, long everyMs, String... pieces) throws IOException {
        Connection connection = new Connection(null, probe, 0, Optional.empty(), new Scratch(), 0);
        ByteBuffer[] next = new ByteBuffer[1];
        connection.attach(new Link() {
            @Override
            public int read(ByteBuffer into) {
                int from = into.position();
                while (into.hasRemaining() && next[0].hasRemaining()) {
                    into.put(next[0].get());
                }
                return into.position() - from;
            }

            @Override
            public void write(ByteBuffer from) {
                from.position(from.limit());
            }

            @Override
            public void interest(boolean reading, boolean writing) {}

            @Override
            public Optional<Boolean> takes() {
                return Optional.empty();
            }

            @Override
            public void endInOrder() {}

            @Override
            public void close() {}
        });
        connection.onConnected(0);
        for (int i = 0; i < pieces.length; i++) {
            next[0] = ByteBuffer.wrap(pieces[i].getBytes(StandardCharsets.ISO_8859_1));
            connection.onReadable(i * everyMs * MS);
        }
        return connection;
    }
}
