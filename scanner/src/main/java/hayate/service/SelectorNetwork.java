package hayate.service;

import hayate.net.NativeException;
import hayate.net.netlink.SocketDiag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Non-blocking kernel sockets behind one selector. The receive buffer is kept small, so that a peer who floods fills no more
 * of the kernel's memory than of ours; connections are reset rather than closed, but for few ({@link Link#endInOrder}), so that none
 * lingers and its port is free again.
 */
final class SelectorNetwork implements Network {
    private static final int RECEIVE_BUFFER_BYTES = 16 << 10;
    private static final long NS_PER_MS = 1_000_000L;

    private final Selector selector;
    /** Connected at once, as loopback may do, and not told yet. */
    private List<SelectionKey> early = new ArrayList<>();

    private final Optional<SocketDiag> diagnosis = SocketDiag.open();
    private int open;

    SelectorNetwork() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Link connect(InetAddress address, int port, Connection owner) throws IOException {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            boolean connected = channel.connect(new InetSocketAddress(address, port));
            SelectionKey key = channel.register(selector, connected ? 0 : SelectionKey.OP_CONNECT, owner);
            if (connected) {
                early.add(key);
            }
            open++;
            return new SocketLink(channel, key);
        } catch (IOException e) {
            closeQuietly(channel);
            throw isLocal(e) ? new NoRoomException(e.getMessage()) : e;
        }
    }

    private static boolean isLocal(IOException failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("too many open files")
                || text.contains("cannot assign requested address")
                || text.contains("no buffer space")
                || text.contains("cannot allocate memory");
    }

    @Override
    public void poll(long maxWaitNs, Events events) throws IOException {
        if (early.isEmpty()) {
            long waitMs = Math.max(0, (maxWaitNs + NS_PER_MS - 1) / NS_PER_MS);
            if (waitMs == 0) {
                selector.selectNow(key -> ready(key, events));
            } else {
                selector.select(key -> ready(key, events), waitMs);
            }
        } else {
            List<SelectionKey> now = early;
            early = new ArrayList<>();
            now.stream().filter(SelectionKey::isValid).forEach(key -> stands(key, events));
            selector.selectNow(key -> ready(key, events));
        }
    }

    private static void ready(SelectionKey key, Events events) {
        Connection connection = (Connection) key.attachment();
        if (key.isValid() && key.isConnectable()) {
            try {
                if (((SocketChannel) key.channel()).finishConnect()) {
                    stands(key, events);
                }
            } catch (IOException e) {
                events.connected(connection, e);
            }
            return;
        }
        if (key.isValid() && key.isWritable()) {
            events.writable(connection);
        }
        if (key.isValid() && key.isReadable()) {
            events.readable(connection);
        }
    }

    private static void stands(SelectionKey key, Events events) {
        key.interestOps(SelectionKey.OP_READ);
        events.connected((Connection) key.attachment(), null);
    }

    @Override
    public int open() {
        return open;
    }

    @Override
    public void close() {
        diagnosis.ifPresent(SocketDiag::close);
        try {
            for (SelectionKey key : selector.keys()) {
                closeQuietly((SocketChannel) key.channel());
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(SelectorNetwork.class.getName()).log(System.Logger.Level.TRACE, "close", e);
        }
    }

    /** One socket. */
    private final class SocketLink implements Link {
        private final SocketChannel channel;
        private final SelectionKey key;

        SocketLink(SocketChannel channel, SelectionKey key) {
            this.channel = channel;
            this.key = key;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            channel.write(from);
        }

        @Override
        public void interest(boolean reading, boolean writing) {
            if (key.isValid()) {
                key.interestOps((reading ? SelectionKey.OP_READ : 0) | (writing ? SelectionKey.OP_WRITE : 0));
            }
        }

        @Override
        public Optional<Boolean> takes() {
            try {
                if (diagnosis.isPresent()
                        && channel.getLocalAddress() instanceof InetSocketAddress here
                        && channel.getRemoteAddress() instanceof InetSocketAddress there) {
                    return Optional.of(!diagnosis
                            .get()
                            .takesNothing(numberOf(here), here.getPort(), numberOf(there), there.getPort()));
                }
            } catch (IOException | NativeException e) {
                System.getLogger(SelectorNetwork.class.getName()).log(System.Logger.Level.TRACE, "sock_diag", e);
            }
            return Optional.empty();
        }

        private static int numberOf(InetSocketAddress name) {
            return ByteBuffer.wrap(name.getAddress().getAddress()).getInt();
        }

        @Override
        public void endInOrder() throws IOException {
            channel.setOption(StandardSocketOptions.SO_LINGER, -1);
        }

        @Override
        public void close() {
            open--;
            closeQuietly(channel);
        }
    }
}
