package hayate.net.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SocketDiagTest {
    private static final int LOOPBACK = 0x7F000001;
    private static final int TRIES_MAX = 2_000;

    @Test
    void shouldTellWhetherAPeerTakesNothing() throws Exception {
        Optional<SocketDiag> opened = SocketDiag.open();
        assumeTrue(opened.isPresent(), "a kernel without sock_diag");
        try (SocketDiag diag = opened.get();
                ServerSocket server = new ServerSocket()) {
            server.setReceiveBufferSize(1024);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel client = SocketChannel.open(server.getLocalSocketAddress());
                    Socket peer = server.accept()) {
                int port = ((InetSocketAddress) client.getLocalAddress()).getPort();
                client.write(ByteBuffer.allocate(16));
                assertThat(peer.getInputStream().read()).isZero();
                assertThat(diag.takesNothing(LOOPBACK, port, LOOPBACK, server.getLocalPort()))
                        .isFalse();

                fill(client);
                assertThat(isShutSoon(diag, port, server.getLocalPort())).isTrue();
                assertThat(diag.takesNothing(LOOPBACK, server.getLocalPort(), LOOPBACK, port))
                        .as("the other direction")
                        .isFalse();
            }
            assertThat(diag.takesNothing(LOOPBACK, 1, LOOPBACK, server.getLocalPort()))
                    .as("no such connection")
                    .isFalse();
        }
    }

    private static void fill(SocketChannel client) throws IOException {
        client.configureBlocking(false);
        ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
        int refused = 0;
        while (refused < 3) {
            refused = client.write(bytes.clear()) == 0 ? refused + 1 : 0;
        }
    }

    /** What is on its way is taken first. */
    private static boolean isShutSoon(SocketDiag diag, int port, int peerPort) throws InterruptedException {
        for (int i = 0; i < TRIES_MAX; i++) {
            if (diag.takesNothing(LOOPBACK, port, LOOPBACK, peerPort)) {
                return true;
            }
            Thread.sleep(5);
        }
        return false;
    }
}
