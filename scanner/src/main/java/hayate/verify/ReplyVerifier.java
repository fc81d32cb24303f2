package hayate.verify;

import static hayate.verify.WireReader.i32;
import static hayate.verify.WireReader.u16;
import static hayate.verify.WireReader.u8;

import hayate.probe.CookieKey;
import hayate.probe.ProbeConfig;
import hayate.probe.TcpProbe;
import hayate.probe.TimestampClock;
import java.nio.ByteBuffer;

/**
 * Owned by the receiver's thread. Decides of each received packet whether it proves that it answers a probe of ours, and
 * hands it on as a {@link Reply} if so. Every packet is counted once ({@link VerifyCounter}); none allocates, logs or
 * throws.
 *
 * <p>The proof is the cookie, which only who saw our probe can know: acknowledged in SYN-ACKs and resets, quoted in ICMP
 * errors. Checksums are not verified: packets of virtual links arrive with them still to be filled in by hardware that
 * is not there, and 32 secret bits are the better check.
 *
 * <p>A reset in answer to a SYN acknowledges cookie + 1 (RFC 9293, 3.5.2, group 1); some middleboxes and stacks do not
 * count the SYN and acknowledge the cookie itself, so both are taken. Its own sequence number says nothing and is not
 * read, unless the probe was an ACK: then its sequence number is what we acknowledged (group 2), the cookie again. Any
 * other reset without ACK has no room for a proof.
 */
public final class ReplyVerifier extends Ipv4Handler {
    private static final int QUOTED_TCP_BYTES_MIN = 8;
    private static final int ICMP_TIME_EXCEEDED = 11;
    /** Codes 0, 1, 2, 3, 9, 10 and 13 of destination unreachable (RFC 792, RFC 1812), a bit each. */
    private static final int UNREACHABLE_CODES = 1 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 9 | 1 << 10 | 1 << 13;

    private final TcpProbe type;
    private final boolean timestamps;
    private final CookieKey key;
    private final TimestampClock clock;
    private final TargetIndex targets;
    private final ReplySink replies;
    private final ReprobeSink reprobes;
    private final Reply reply = new Reply();

    /**
     * A verifier of replies to probes of one scan.
     *
     * @param sourceAddresses the addresses that the scan sends from; few
     * @param probe how its SYNs look, with the source port chosen
     * @param key the key of its cookies and timestamps
     * @param targets its space
     * @param replies takes what verifies
     * @param reprobes takes requests to ask again
     * @param counters takes the outcomes
     */
    public ReplyVerifier(
            int[] sourceAddresses,
            ProbeConfig probe,
            CookieKey key,
            TargetIndex targets,
            ReplySink replies,
            ReprobeSink reprobes,
            VerifyCounters counters) {
        super(sourceAddresses, probe.sourcePort(), counters);
        this.type = probe.type();
        this.timestamps = probe.hasTimestamps();
        this.key = key;
        this.clock = new TimestampClock(key);
        this.targets = targets;
        this.replies = replies;
        this.reprobes = reprobes;
    }

    @Override
    VerifyCounter onTcp(ByteBuffer memory, int ip, int tcp, int end, boolean cut, long timeNs) {
        int ourPort = u16(memory, tcp + 2);
        if (!isOurPort(ourPort)) {
            return VerifyCounter.NOT_OURS;
        }
        int headerBytes = (u8(memory, tcp + 12) >>> 4) * Integer.BYTES;
        if (headerBytes < TCP_HEADER_BYTES_MIN || tcp + headerBytes > end) {
            return headerBytes >= TCP_HEADER_BYTES_MIN && cut ? VerifyCounter.TRUNCATED : VerifyCounter.MALFORMED;
        }
        int flags = u8(memory, tcp + 13);
        if ((flags & RST) != 0) {
            return onReset(memory, ip, tcp, (flags & ACK) != 0, timeNs);
        }
        if (type != TcpProbe.SYN) {
            return VerifyCounter.UNSOLICITED;
        }
        if ((flags & (SYN | ACK)) == (SYN | ACK)) {
            return onSynAck(memory, ip, tcp, tcp + headerBytes, timeNs);
        }
        boolean bare = tcp + headerBytes == end && !cut;
        return bare && (flags & (SYN | ACK | FIN)) == ACK ? onChallengeAck(memory, ip, tcp) : VerifyCounter.UNSOLICITED;
    }

    private VerifyCounter onSynAck(ByteBuffer memory, int ip, int tcp, int optionsEnd, long timeNs) {
        if (i32(memory, tcp + 8) != cookieOf(memory, ip, tcp) + 1) {
            return VerifyCounter.BAD_COOKIE;
        }
        reply.kind = Reply.Kind.SYN_ACK;
        reply.windowBytes = u16(memory, tcp + 14);
        reply.rttUs = TimestampClock.RTT_UNKNOWN;
        if (timestamps) {
            int tsOption = TcpOptions.timestampsOffset(memory, tcp + TCP_HEADER_BYTES_MIN, optionsEnd);
            if (tsOption != TcpOptions.NONE) {
                reply.rttUs = clock.rttUs(i32(memory, tsOption + TcpOptions.TSECR), timeNs);
            }
        }
        return onTcpReply(memory, ip, tcp, timeNs, VerifyCounter.SYN_ACKS);
    }

    private VerifyCounter onReset(ByteBuffer memory, int ip, int tcp, boolean acknowledges, long timeNs) {
        if (!type.acknowledges() && !acknowledges) {
            return VerifyCounter.UNVERIFIABLE;
        }
        if (!isResetOf(memory, tcp, cookieOf(memory, ip, tcp))) {
            return VerifyCounter.BAD_COOKIE;
        }
        reply.kind = Reply.Kind.RESET;
        reply.windowBytes = u16(memory, tcp + 14);
        reply.rttUs = TimestampClock.RTT_UNKNOWN;
        return onTcpReply(memory, ip, tcp, timeNs, VerifyCounter.RESETS);
    }

    /** A reset takes its sequence number from what an ACK acknowledged, and acknowledges anything else. */
    private boolean isResetOf(ByteBuffer memory, int tcp, int cookie) {
        if (type.acknowledges()) {
            return i32(memory, tcp + 4) == cookie;
        }
        int distance = i32(memory, tcp + 8) - cookie;
        return distance == 0 || distance == 1;
    }

    private int cookieOf(ByteBuffer memory, int ip, int tcp) {
        return key.cookie(i32(memory, ip + 16), i32(memory, ip + 12), u16(memory, tcp), u16(memory, tcp + 2));
    }

    private VerifyCounter onTcpReply(ByteBuffer memory, int ip, int tcp, long timeNs, VerifyCounter outcome) {
        int target = i32(memory, ip + 12);
        return deliver(memory, ip, target, u16(memory, tcp), u16(memory, tcp + 2), timeNs, outcome);
    }

    private VerifyCounter onChallengeAck(ByteBuffer memory, int ip, int tcp) {
        long index = targets.indexOf(i32(memory, ip + 12), u16(memory, tcp));
        if (index < 0) {
            return VerifyCounter.NOT_IN_SPACE;
        }
        reprobes.onChallengeAck(index, u16(memory, tcp + 2) - sourcePort);
        return VerifyCounter.CHALLENGE_ACKS;
    }

    @Override
    VerifyCounter onIcmp(ByteBuffer memory, int ip, int icmp, int end, long timeNs) {
        int type = u8(memory, icmp);
        int code = u8(memory, icmp + 1);
        if (!tellsOfTarget(type, code)) {
            return VerifyCounter.OTHER_ICMP;
        }
        int quote = icmp + ICMP_HEADER_BYTES;
        if (end - quote < IP_HEADER_BYTES_MIN) {
            return VerifyCounter.BAD_QUOTE;
        }
        int quotedTcp = quote + ipHeaderBytes(memory, quote);
        if (!isQuoteOfOurs(memory, quote, quotedTcp, end)) {
            return VerifyCounter.BAD_QUOTE;
        }
        reply.kind = Reply.Kind.ICMP_ERROR;
        reply.icmpType = type;
        reply.icmpCode = code;
        reply.rttUs = TimestampClock.RTT_UNKNOWN;
        int target = i32(memory, quote + 16);
        int targetPort = u16(memory, quotedTcp + 2);
        return deliver(memory, ip, target, targetPort, u16(memory, quotedTcp), timeNs, VerifyCounter.ICMP_ERRORS);
    }

    private static boolean tellsOfTarget(int type, int code) {
        return type == ICMP_TIME_EXCEEDED
                || (type == ICMP_UNREACHABLE && code < Integer.SIZE && (UNREACHABLE_CODES & 1 << code) != 0);
    }

    private boolean isQuoteOfOurs(ByteBuffer memory, int quote, int quotedTcp, int end) {
        if (quotedTcp - quote < IP_HEADER_BYTES_MIN || end - quotedTcp < QUOTED_TCP_BYTES_MIN) {
            return false;
        }
        int source = i32(memory, quote + 12);
        int ourPort = u16(memory, quotedTcp);
        return u8(memory, quote + 9) == PROTOCOL_TCP
                && (u16(memory, quote + 6) & FRAGMENT_OFFSET_MASK) == 0
                && isOurAddress(source)
                && isOurPort(ourPort)
                && i32(memory, quotedTcp + 4)
                        == key.cookie(source, i32(memory, quote + 16), u16(memory, quotedTcp + 2), ourPort);
    }

    private VerifyCounter deliver(
            ByteBuffer memory, int ip, int target, int targetPort, int ourPort, long timeNs, VerifyCounter outcome) {
        long index = targets.indexOf(target, targetPort);
        if (index < 0) {
            return VerifyCounter.NOT_IN_SPACE;
        }
        reply.index = index;
        reply.address = target;
        reply.port = targetPort;
        reply.responder = i32(memory, ip + 12);
        reply.ttl = u8(memory, ip + 8);
        reply.attempt = ourPort - sourcePort;
        reply.timeNs = timeNs;
        replies.onReply(reply);
        return outcome;
    }
}
