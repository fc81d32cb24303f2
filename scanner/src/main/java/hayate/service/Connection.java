package hayate.service;

import hayate.service.db.ServiceProbe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Optional;

/** One connection to a port: a probe goes out once it stands, and the answer is kept, up to {@value #ANSWER_MAX} bytes. */
final class Connection {
    /** As much of an answer as patterns look at. */
    static final int ANSWER_MAX = 4096;

    private static final int READS_AT_ONCE = 16;

    final Inquiry inquiry;
    final SocketChannel channel;
    final long startNs;
    final Optional<TlsSession> tls;
    ServiceProbe probe;
    long askedNs;
    long roundTripNs;
    boolean connected;
    boolean asked;
    boolean closed;
    boolean ended;
    /** Whether the whole of the present answer has been looked at. */
    boolean judged = true;

    private byte[] answer = new byte[0];
    private int answerBytes;
    private ByteBuffer unsent;

    Connection(Inquiry inquiry, SocketChannel channel, ServiceProbe probe, Optional<TlsSession> tls, long startNs) {
        this.inquiry = inquiry;
        this.channel = channel;
        this.probe = probe;
        this.tls = tls;
        this.startNs = startNs;
    }

    /** The connection stands. */
    void onConnected(long nowNs) throws IOException {
        connected = true;
        roundTripNs = nowNs - startNs;
        if (tls.isPresent()) {
            tls.get().begin(channel);
        }
        askIfReady(nowNs);
    }

    /** Whether the probe may go out now, or went. */
    void askIfReady(long nowNs) throws IOException {
        if (!asked && connected && (tls.isEmpty() || tls.get().isOpen())) {
            asked = true;
            askedNs = nowNs;
            unsent = ByteBuffer.wrap(probe.payload());
            write();
        }
    }

    /** Another probe on the same connection. */
    void askNext(ServiceProbe next, long nowNs) throws IOException {
        probe = next;
        asked = false;
        askIfReady(nowNs);
    }

    private void write() throws IOException {
        if (tls.isPresent()) {
            tls.get().send(channel, unsent);
        } else if (unsent.hasRemaining()) {
            channel.write(unsent);
        }
    }

    /** Whether something is left to be sent. */
    boolean wantsToWrite() {
        return unsent != null && unsent.hasRemaining();
    }

    void onWritable() throws IOException {
        write();
    }

    /** Reads what is there; what goes beyond {@link #ANSWER_MAX} is thrown away. */
    void onReadable(ByteBuffer shared, long nowNs) throws IOException {
        for (int i = 0; i < READS_AT_ONCE; i++) {
            shared.clear();
            int read = tls.isPresent() ? tls.get().read(channel, shared) : channel.read(shared);
            if (read < 0) {
                ended = true;
                judged = false;
                return;
            }
            askIfReady(nowNs);
            if (read == 0) {
                return;
            }
            append(shared.flip());
        }
    }

    private void append(ByteBuffer more) {
        int taken = Math.min(more.remaining(), ANSWER_MAX - answerBytes);
        if (taken == 0) {
            return;
        }
        if (answerBytes + taken > answer.length) {
            answer = Arrays.copyOf(answer, Math.min(ANSWER_MAX, Math.max(answerBytes + taken, answer.length * 2)));
        }
        more.get(answer, answerBytes, taken);
        answerBytes += taken;
        judged = false;
    }

    byte[] answer() {
        return answer;
    }

    int answerBytes() {
        return answerBytes;
    }

    /** Whether no more of the answer will be looked at. */
    boolean isFull() {
        return answerBytes == ANSWER_MAX;
    }
}
