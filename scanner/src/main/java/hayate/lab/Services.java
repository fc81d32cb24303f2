package hayate.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The services of a world: a process of its own, in the far namespace, that listens on every address there, greets and
 * hangs up. It ends when its standard input ends, and so never outlives the laboratory that started it.
 */
public final class Services {
    /** What it prints once all ports listen. */
    static final String READY = "listening";

    private static final int BACKLOG = 65_535;

    private final Selector selector;

    private Services(List<Integer> ports) throws IOException {
        selector = Selector.open();
        for (int port : ports) {
            ServerSocketChannel server = ServerSocketChannel.open();
            server.bind(new InetSocketAddress("0.0.0.0", port), BACKLOG);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT, greeting(port));
        }
    }

    /** @param arguments the TCP ports to serve */
    public static void main(String[] arguments) throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (String argument : arguments) {
            ports.add(Integer.parseInt(argument));
        }
        Services services = new Services(ports);
        Thread thread = new Thread(services::serve, "hayate-services");
        thread.setDaemon(true);
        thread.start();
        System.out.println(READY);
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    private static byte[] greeting(int port) {
        String text = switch (port) {
            case 22 -> "SSH-2.0-hayate_demo\r\n";
            case 25 -> "220 demo.invalid ESMTP\r\n";
            case 80, 8080 -> "HTTP/1.0 200 OK\r\nServer: hayate-demo\r\nContent-Length: 0\r\n\r\n";
            default -> "hayate demo, port " + port + "\r\n";
        };
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void serve() {
        while (true) {
            try {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    greet((ServerSocketChannel) key.channel(), (byte[]) key.attachment());
                }
                selector.selectedKeys().clear();
            } catch (IOException e) {
                System.err.println("services: " + e.getMessage());
                return;
            }
        }
    }

    private static void greet(ServerSocketChannel server, byte[] greeting) throws IOException {
        try (SocketChannel client = server.accept()) {
            if (client != null) {
                client.configureBlocking(false);
                write(client, greeting);
            }
        }
    }

    /** Whoever has hung up already wants no greeting. */
    private static void write(SocketChannel client, byte[] greeting) {
        try {
            client.write(ByteBuffer.wrap(greeting));
        } catch (IOException e) {
            System.getLogger(Services.class.getName()).log(System.Logger.Level.TRACE, "greeting", e);
        }
    }
}
