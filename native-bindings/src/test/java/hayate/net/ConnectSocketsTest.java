package hayate.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectSocketsTest {
    private static final int LOCALHOST = 0x7F00_0001;
    private static final int REFUSED = Errno.ECONNREFUSED.number();
    private static final int BACKLOG = 1;
    private static final int PENDING = 100;

    private final ConnectSockets sockets = new ConnectSockets();

    @Test
    void shouldTellOpenFromClosedPortsOfThisHostAtOnce() throws IOException {
        try (sockets;
                ServerSocket open = listen(50)) {
            int closed = closedPort();
            for (int round = 0; round < 3; round++) {
                assertThat(begin(closed)).isEqualTo(~REFUSED);
                assertThat(begin(closed)).isEqualTo(~REFUSED);
                assertThat(begin(open.getLocalPort())).isEqualTo(~ConnectSockets.CONNECTED);
            }
            sockets.poll((slot, errno) -> assertThat(slot).as("nothing is left").isNegative(), 0);
        }
    }

    @Test
    void shouldCloseWhatWasAcceptedByAReset() throws IOException {
        try (sockets;
                ServerSocket open = listen(50)) {
            assertThat(begin(open.getLocalPort())).isEqualTo(~ConnectSockets.CONNECTED);
            try (Socket accepted = open.accept()) {
                assertThat(readFailure(accepted)).contains("reset");
            }
        }
    }

    /** Linux drops what asks a listener whose queue is full, and takes it when asked again a second later. */
    @Test
    void shouldWatchWhatIsNotDecidedAndGiveItUp() throws IOException {
        try (sockets;
                ServerSocket full = listen(BACKLOG)) {
            List<Socket> queue = fill(full);
            List<Integer> slots = new ArrayList<>();
            for (int i = 0; i < PENDING; i++) {
                slots.add(begin(full.getLocalPort()));
            }
            assertThat(slots).allMatch(slot -> slot >= 0).doesNotHaveDuplicates();
            slots.subList(1, PENDING).forEach(sockets::cancel);
            for (Socket waiting : queue) {
                full.accept().close();
                waiting.close();
            }
            List<Integer> decided = new ArrayList<>();
            for (int i = 0; i < 500 && decided.isEmpty(); i++) {
                sockets.poll(
                        (slot, errno) -> {
                            assertThat(errno).isEqualTo(ConnectSockets.CONNECTED);
                            decided.add(slot);
                        },
                        20);
            }
            assertThat(decided).containsExactly(slots.get(0));
        }
    }

    private int begin(int port) {
        int socket = sockets.connector().connect(LOCALHOST, port);
        return socket < 0 ? socket : sockets.watch(socket, LOCALHOST, port);
    }

    private static ServerSocket listen(int backlog) throws IOException {
        return new ServerSocket(0, backlog, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = listen(1)) {
            return socket.getLocalPort();
        }
    }

    /** A listener takes one more than its backlog. */
    private static List<Socket> fill(ServerSocket server) throws IOException {
        List<Socket> queue = new ArrayList<>();
        for (int i = 0; i <= BACKLOG; i++) {
            queue.add(new Socket(server.getInetAddress(), server.getLocalPort()));
        }
        return queue;
    }

    private static String readFailure(Socket socket) {
        try {
            return "read " + socket.getInputStream().read();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
