package hayate.service;

import hayate.service.db.ServiceProbe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One connection to a port: a probe goes out once it stands, and the answer is kept, up to {@value #ANSWER_MAX} bytes; then
 * no more is read, so what a peer sends beyond stays in the kernel's small buffer. Memory grows with what came.
 */
final class Connection {
    /** As much of an answer as patterns look at. */
    static final int ANSWER_MAX = 4096;

    private static final int READS_AT_ONCE = 4;
    /** Patterns look again at an answer that grew after 5, 10, 20 ... ms, and when it is complete. */
    private static final long LOOK_AGAIN_NS = 5_000_000L;

    private static final int LOOK_AGAIN_DOUBLINGS_MAX = 6;
    /** The rest of a line is waited for so long, or until so long after the first byte. */
    private static final long HALF_LINE_NS = 50_000_000L;

    private static final long HALF_LINE_MAX_NS = 300_000_000L;

    /** By then TCP has sent again, twice or more, what was not acknowledged (RFC 6298). */
    private static final long SENT_AGAIN_NS = 1_500_000_000L;

    /** Of the silence before the probe so much counts with that after it. */
    private static final long LISTENED_MAX_NS = 500_000_000L;

    /** What took longer than this to come, and is no line yet, comes slowly. */
    private static final long DRIP_MIN_NS = 200_000_000L;

    final Inquiry inquiry;
    Optional<TlsSession> tls;
    /** Place in the order of probes; -1 for listening. */
    int order;

    ServiceProbe probe;
    /** The look-alikes for which its probe is tried. */
    List<LookAlikes.Group> triedFor = List.of();
    /** Whether they know that it has told nothing so far. */
    boolean tryEnded;

    final long startNs;
    /** Whether no other connection to the port was open when it was begun. */
    boolean begunAlone;

    long connectedNs;
    long askedNs;
    long firstDataNs;
    long lastDataNs;
    boolean connected;
    boolean asked;
    boolean closed;
    boolean ended;
    boolean failed;

    private final Scratch scratch;
    private Link link;
    private byte[] answer = new byte[0];
    private int answerBytes;
    /** What had come before the probe was sent. */
    private int bannerBytes;

    private int judgedBytes;
    private int judgements;
    private long nextLookNs;
    private ByteBuffer unsent;
    /** Takes what comes instead of the answer. */
    private Consumer<ByteBuffer> sink;

    Connection(
            Inquiry inquiry, ServiceProbe probe, int order, Optional<TlsSession> tls, Scratch scratch, long startNs) {
        this.inquiry = inquiry;
        this.probe = probe;
        this.order = order;
        this.tls = tls;
        this.scratch = scratch;
        this.startNs = startNs;
        this.nextLookNs = startNs;
    }

    void attach(Link newLink) {
        link = newLink;
    }

    boolean isAttached() {
        return link != null;
    }

    /** The connection stands. */
    void onConnected(long nowNs) throws IOException {
        connected = true;
        connectedNs = nowNs;
        if (tls.isPresent()) {
            tls.get().begin(link);
        }
        askIfReady(nowNs);
        updateInterest();
    }

    long roundTripNs() {
        return connectedNs - startNs;
    }

    /** Whether the probe may go out now, or went. */
    private void askIfReady(long nowNs) throws IOException {
        if (!asked && connected && (tls.isEmpty() || tls.get().isOpen())) {
            asked = true;
            askedNs = nowNs;
            unsent = ByteBuffer.wrap(probe.payload());
            write();
        }
    }

    /** Another probe on the same connection: its answer is all that came, as it would be on a connection of its own. */
    void askNext(ServiceProbe next, int newOrder, long nowNs) throws IOException {
        probe = next;
        order = newOrder;
        bannerBytes = answerBytes;
        judgements = 0;
        asked = false;
        askIfReady(nowNs);
        updateInterest();
    }

    /** From here on what comes is handed on and not kept. */
    void pourInto(Consumer<ByteBuffer> newSink) {
        sink = newSink;
    }

    /** Sends, and goes on listening. */
    void say(byte[] text) throws IOException {
        unsent = ByteBuffer.wrap(text);
        write();
        updateInterest();
    }

    /** From here on TLS: what was said in the clear is forgotten. */
    void beginTls(TlsSession session) throws IOException {
        tls = Optional.of(session);
        answerBytes = 0;
        bannerBytes = 0;
        judgedBytes = 0;
        session.begin(link);
        updateInterest();
    }

    private void write() throws IOException {
        if (tls.isPresent()) {
            tls.get().flush(link);
            tls.get().send(link, unsent);
        } else if (unsent.hasRemaining()) {
            link.write(unsent);
        }
    }

    void onWritable() throws IOException {
        if (tls.isPresent()) {
            tls.get().flush(link);
        }
        if (unsent != null && unsent.hasRemaining()) {
            write();
        }
        updateInterest();
    }

    /** Reads what is there until the answer is full, and no more: each read of a flood makes room for more of it. */
    void onReadable(long nowNs) throws IOException {
        ByteBuffer into = sink == null ? scratch.read : scratch.stream;
        for (int i = 0; i < READS_AT_ONCE && !isFull(); i++) {
            into.clear();
            if (tls.isEmpty() && sink == null) {
                into.limit(Math.min(into.capacity(), ANSWER_MAX - answerBytes));
            }
            int read = tls.isPresent() ? tls.get().read(link, into) : link.read(into);
            if (read < 0) {
                end();
                return;
            }
            askIfReady(nowNs);
            if (read == 0) {
                break;
            }
            if (sink != null) {
                sink.accept(into.flip());
            } else {
                append(into.flip(), nowNs);
            }
        }
        updateInterest();
    }

    /** The peer has closed or reset. */
    void end() {
        ended = true;
        updateInterest();
    }

    private void updateInterest() {
        boolean writing = unsent != null && unsent.hasRemaining()
                || tls.map(TlsSession::wantsToWrite).orElse(false);
        link.interest(!ended && !isFull(), writing && !ended);
    }

    private void append(ByteBuffer more, long nowNs) {
        int taken = Math.min(more.remaining(), ANSWER_MAX - answerBytes);
        firstDataNs = isSilent() ? nowNs : firstDataNs;
        if (answerBytes + taken > answer.length) {
            answer = Arrays.copyOf(answer, Math.min(ANSWER_MAX, Math.max(answerBytes + taken, answer.length * 2)));
        }
        more.get(answer, answerBytes, taken);
        answerBytes += taken;
        lastDataNs = nowNs;
    }

    byte[] answer() {
        return answer;
    }

    int answerBytes() {
        return answerBytes;
    }

    /** Whether nothing came since the probe was sent. */
    boolean isSilent() {
        return answerBytes == bannerBytes;
    }

    /** Whether no more of the answer will be looked at. */
    boolean isFull() {
        return answerBytes == ANSWER_MAX;
    }

    /** Whether a line comes byte by byte, and has not ended or not been looked at since. */
    boolean isDripping() {
        boolean slow = !isSilent() && lastDataNs - firstDataNs >= DRIP_MIN_NS;
        return slow && !closed && !isFull() && (isUnjudged() || !ended && answer[answerBytes - 1] != '\n');
    }

    /** Whether the last line says that more are to come, as in a reply of SMTP or FTP (RFC 5321, 4.2.1): {@code 220-}. */
    boolean isAmidReply() {
        if (order != Agenda.LISTENING || ended || isSilent() || answer[answerBytes - 1] != '\n') {
            return false;
        }
        int at = answerBytes - 1;
        while (at > 0 && answer[at - 1] != '\n') {
            at--;
        }
        return answerBytes - at > 4 && isDigit(at) && isDigit(at + 1) && isDigit(at + 2) && answer[at + 3] == '-';
    }

    private boolean isDigit(int at) {
        return answer[at] >= '0' && answer[at] <= '9';
    }

    /** Whether some of the answer has not been looked at. */
    boolean isUnjudged() {
        return judgedBytes < answerBytes;
    }

    /** From when on it may be looked at; at once if no more will come, a moment later in the middle of a line. */
    long lookNs() {
        if (ended || isFull() || answer[answerBytes - 1] == '\n') {
            return ended || isFull() ? startNs : nextLookNs;
        }
        return Math.max(nextLookNs, Math.min(lastDataNs + HALF_LINE_NS, firstDataNs + HALF_LINE_MAX_NS));
    }

    void onJudged(long nowNs) {
        judgedBytes = answerBytes;
        nextLookNs = nowNs + (LOOK_AGAIN_NS << Math.min(judgements++, LOOK_AGAIN_DOUBLINGS_MAX));
    }

    /**
     * Since when it is listened to for what has not come: since it stands if nothing came before the probe either, as a server that
     * speaks first does not wait for that.
     */
    long silentSinceNs() {
        return bannerBytes == 0 && tls.isEmpty() ? Math.max(connectedNs, askedNs - LISTENED_MAX_NS) : askedNs;
    }

    /** Whether it stands and a probe that has something to say got no answer, nor was sent just now. */
    boolean isUnanswered(long nowNs) {
        return link != null
                && asked
                && !ended
                && isSilent()
                && probe.payload().length > 0
                && nowNs - askedNs >= SENT_AGAIN_NS;
    }

    /** Whether the peer took it, for else its silence is no answer; empty where that is not known. */
    Optional<Boolean> takes() {
        return link == null ? Optional.empty() : link.takes();
    }

    /** Lets it end as a client does that has got what it wanted, where a server in whose line it waits might mind a reset. */
    void endInOrder() {
        try {
            if (link != null) {
                link.endInOrder();
            }
        } catch (IOException e) {
            failed = true;
        }
    }

    void close() {
        closed = true;
        if (link != null) {
            link.close();
            link = null;
        }
    }
}
