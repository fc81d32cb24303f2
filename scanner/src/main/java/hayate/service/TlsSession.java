package hayate.service;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Security;
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
import javax.net.ssl.SSLException;
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

    /** All that a peer may send before the handshake is over; certificate chains are a tenth of it. */
    private static final int HANDSHAKE_BYTES_MAX = 256 << 10;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final Scratch scratch;
    /** The beginning of a record whose end has not come yet. */
    private byte[] rest = new byte[0];
    /** Records that the kernel had no room for. */
    private ByteBuffer unsent = NOTHING;

    private int handshakeBytes;
    /** What a peer showed who ended the handshake afterwards, for want of a certificate of ours or of a name. */
    private Optional<X509Certificate> shown = Optional.empty();

    /** @param hostName the name to ask for, if there is one (RFC 6066, 3) */
    TlsSession(Optional<String> hostName, Scratch scratch) {
        this.scratch = scratch;
        engine = CONTEXT.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(protocols(engine));
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        hostName.filter(name -> name.indexOf('.') > 0 && !name.endsWith("."))
                .ifPresent(name -> parameters.setServerNames(List.of(new SNIHostName(name))));
        engine.setSSLParameters(parameters);
    }

    private static String[] protocols(SSLEngine engine) {
        return Arrays.stream(engine.getSupportedProtocols())
                .filter(name -> name.startsWith("TLS"))
                .toArray(String[]::new);
    }

    private static SSLContext context() {
        // What is asked is what the peer has, however old: nothing is confided to it.
        Security.setProperty("jdk.tls.disabledAlgorithms", "NULL, anon");
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
    void begin(Link link) throws IOException {
        engine.beginHandshake();
        wrap(link, NOTHING);
    }

    /**
     * Reads what has come, and moves the handshake on.
     *
     * @return bytes of plain text added to {@code into}, -1 if the peer has closed
     */
    int read(Link link, ByteBuffer into) throws IOException {
        ByteBuffer in = scratch.sealed;
        in.clear().put(rest);
        int read = link.read(in);
        in.flip();
        int before = into.position();
        boolean open = unwrapAll(link, in, into) && read >= 0;
        rest = new byte[in.remaining()];
        in.get(rest);
        boundHandshake(read);
        return into.position() > before ? into.position() - before : open ? 0 : -1;
    }

    private void boundHandshake(int read) throws SSLException {
        if (!isOpen() && read > 0) {
            handshakeBytes += read;
            if (handshakeBytes > HANDSHAKE_BYTES_MAX) {
                throw new SSLException("endless handshake");
            }
        }
    }

    /** Whether the peer may send more. */
    private boolean unwrapAll(Link link, ByteBuffer in, ByteBuffer into) throws IOException {
        boolean more = true;
        while (more && in.hasRemaining() && into.hasRemaining()) {
            ByteBuffer plain = scratch.plain;
            plain.clear();
            SSLEngineResult result = unwrap(in, plain);
            plain.flip().limit(Math.min(plain.limit(), into.remaining()));
            into.put(plain);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                return false;
            }
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                wrap(link, NOTHING);
            }
            more = result.getStatus() == SSLEngineResult.Status.OK
                    && (result.bytesConsumed() > 0 || engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP);
        }
        return true;
    }

    private SSLEngineResult unwrap(ByteBuffer in, ByteBuffer plain) throws SSLException {
        try {
            SSLEngineResult result = engine.unwrap(in, plain);
            runTasks();
            return result;
        } finally {
            shown = TakesAll.takeShown().or(() -> shown);
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Sends plain text, all of which is taken. */
    void send(Link link, ByteBuffer text) throws IOException {
        while (text.hasRemaining()) {
            int before = text.remaining();
            wrap(link, text);
            if (text.remaining() == before) {
                throw new SSLException("the session takes no more text");
            }
        }
    }

    /** Seals one message, or what the handshake wants to say, and sends it. */
    private void wrap(Link link, ByteBuffer text) throws IOException {
        do {
            ByteBuffer out = scratch.out.clear();
            SSLEngineResult result = engine.wrap(text, out);
            runTasks();
            queue(link, out.flip());
            if (result.bytesProduced() == 0 || result.getStatus() == SSLEngineResult.Status.CLOSED) {
                return;
            }
        } while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
    }

    private void queue(Link link, ByteBuffer sealed) throws IOException {
        flush(link);
        if (!unsent.hasRemaining()) {
            link.write(sealed);
        }
        if (sealed.hasRemaining()) {
            unsent = ByteBuffer.allocate(unsent.remaining() + sealed.remaining())
                    .put(unsent)
                    .put(sealed)
                    .flip();
        }
    }

    /** Sends what there was no room for. */
    void flush(Link link) throws IOException {
        if (unsent.hasRemaining()) {
            link.write(unsent);
        }
        if (!unsent.hasRemaining()) {
            unsent = NOTHING;
        }
    }

    /** Whether something waits for room. */
    boolean wantsToWrite() {
        return unsent.hasRemaining();
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
            return chain.length > 0 && chain[0] instanceof X509Certificate own ? Optional.of(own) : shown;
        } catch (SSLPeerUnverifiedException e) {
            return shown;
        }
    }

    /** Takes every certificate, and keeps what this thread was shown last. */
    private static final class TakesAll extends X509ExtendedTrustManager {
        private static final ThreadLocal<X509Certificate> SHOWN = new ThreadLocal<>();

        private static Optional<X509Certificate> takeShown() {
            X509Certificate own = SHOWN.get();
            SHOWN.remove();
            return Optional.ofNullable(own);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            SHOWN.set(chain.length > 0 ? chain[0] : null);
        }

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
