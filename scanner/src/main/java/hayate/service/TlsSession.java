package hayate.service;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS (RFC 8446, RFC 5246) over a non-blocking channel, to look at what is inside: every certificate is taken, since it is to
 * be reported and not relied on, and all protocol versions that the JDK still speaks are offered. Owned by the scanner's
 * thread.
 */
final class TlsSession {
    private static final SSLContext CONTEXT = context();

    private final SSLEngine engine;
    private ByteBuffer in;
    private final ByteBuffer out;
    private ByteBuffer plain;

    /** @param hostName the name to ask for, if there is one (RFC 6066, 3) */
    TlsSession(Optional<String> hostName) {
        engine = CONTEXT.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(protocols(engine));
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        hostName.filter(name -> name.indexOf('.') > 0 && !name.endsWith("."))
                .ifPresent(name -> parameters.setServerNames(List.of(new SNIHostName(name))));
        engine.setSSLParameters(parameters);
        in = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        out.flip();
    }

    private static String[] protocols(SSLEngine engine) {
        return Arrays.stream(engine.getSupportedProtocols())
                .filter(name -> name.startsWith("TLS"))
                .toArray(String[]::new);
    }

    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TakesAll()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** Whether the handshake is over. */
    boolean isOpen() {
        HandshakeStatus status = engine.getHandshakeStatus();
        return status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED;
    }

    /** Sends the first message of the handshake. */
    void begin(SocketChannel channel) throws IOException {
        engine.beginHandshake();
        send(channel, ByteBuffer.allocate(0));
    }

    /**
     * Reads what has come, and moves the handshake on.
     *
     * @return bytes of plain text added to {@code into}, -1 if the peer has closed
     */
    int read(SocketChannel channel, ByteBuffer into) throws IOException {
        int read = channel.read(in);
        in.flip();
        int before = into.position();
        boolean more = true;
        while (more && in.hasRemaining()) {
            plain.clear();
            SSLEngineResult result = engine.unwrap(in, plain);
            plain.flip();
            while (plain.hasRemaining() && into.hasRemaining()) {
                into.put(plain.get());
            }
            runTasks();
            switch (result.getStatus()) {
                case BUFFER_UNDERFLOW -> more = false;
                case BUFFER_OVERFLOW -> plain = ByteBuffer.allocate(plain.capacity() * 2);
                case CLOSED -> {
                    in.compact();
                    return into.position() > before ? into.position() - before : -1;
                }
                default ->
                    more = result.bytesConsumed() > 0 || engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP;
            }
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                send(channel, ByteBuffer.allocate(0));
            }
        }
        in.compact();
        flush(channel);
        return into.position() > before ? into.position() - before : read < 0 ? -1 : 0;
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Sends plain text, or what the handshake wants to send. */
    void send(SocketChannel channel, ByteBuffer text) throws IOException {
        do {
            if (flush(channel) > 0) {
                return;
            }
            out.clear();
            SSLEngineResult result = engine.wrap(text, out);
            out.flip();
            runTasks();
            if (result.bytesProduced() == 0 && !text.hasRemaining()) {
                break;
            }
        } while (text.hasRemaining() && isOpen() || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
        flush(channel);
    }

    private int flush(SocketChannel channel) throws IOException {
        if (out.hasRemaining()) {
            channel.write(out);
        }
        return out.remaining();
    }

    /** Protocol and cipher suite. */
    String protocol() {
        return engine.getSession().getProtocol();
    }

    /** The protocol agreed on inside (RFC 7301), empty if none. */
    String applicationProtocol() {
        String protocol = engine.getApplicationProtocol();
        return protocol == null ? "" : protocol;
    }

    /** The peer's own certificate. */
    Optional<X509Certificate> certificate() {
        try {
            Certificate[] chain = engine.getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own ? Optional.of(own) : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    /** Takes every certificate. */
    private static final class TakesAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
