package hayate.verify;

import hayate.probe.CookieKey;
import hayate.probe.ProbeConfig;
import hayate.probe.TcpOptionStyle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A verifier over the space 10.0.0.0/16 x {22, 80, 443}, whose replies and requests are only counted and kept last. */
final class VerifierFixture {
    static final int ETHERTYPE_IPV4 = 0x0800;
    static final int NETWORK_OFFSET = 13;
    static final long NOW_NS = 1_795_000_000_000_000_000L;

    final CookieKey key = CookieKey.of(0x1234_5678_9ABC_DEF0L, 0x0FED_CBA9_8765_4321L);
    final VerifyCounters counters = new VerifyCounters();
    final ByteBuffer memory = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
    final ReplyVerifier verifier;
    Reply last;
    long replies;
    long requests;
    long requestedIndex = -1;
    int requestedAttempt = -1;

    VerifierFixture(TcpOptionStyle style) {
        verifier = new ReplyVerifier(
                new int[] {0xC0A8_0001, ReplyFrames.OURS},
                new ProbeConfig(style, 64, ReplyFrames.SOURCE_PORT),
                key,
                VerifierFixture::indexOf,
                this::onReply,
                this::onChallengeAck,
                counters);
    }

    static long indexOf(int address, int port) {
        int which = port == 22 ? 0 : port == 80 ? 1 : port == 443 ? 2 : -1;
        return address >>> 16 == 0x0A00 && which >= 0 ? (address & 0xFFFF) * 3L + which : -1;
    }

    ReplyFrames replyTo(int target, int port, int attempt) {
        return new ReplyFrames(key, target, port, attempt);
    }

    /** Gives a packet that starts at the network header. */
    void give(byte[] packet) {
        give(packet, packet.length, ETHERTYPE_IPV4);
    }

    void give(byte[] packet, int capturedBytes, int etherType) {
        memory.put(NETWORK_OFFSET, packet);
        verifier.onPacket(memory, NETWORK_OFFSET, capturedBytes, etherType, NOW_NS);
    }

    long count(VerifyCounter counter) {
        return counters.get(counter);
    }

    /** The sum of all outcomes, which must be the number of packets. */
    long outcomes() {
        long sum = 0;
        for (VerifyCounter counter : VerifyCounter.values()) {
            sum += counter.isOutcome() ? counters.get(counter) : 0;
        }
        return sum;
    }

    private void onReply(Reply reply) {
        last = reply;
        replies++;
    }

    private void onChallengeAck(long index, int attempt) {
        requestedIndex = index;
        requestedAttempt = attempt;
        requests++;
    }
}
