package hayate.verify;

import static hayate.verify.WireReader.i32;
import static hayate.verify.WireReader.u16;
import static hayate.verify.WireReader.u8;

import hayate.probe.CookieKey;
import hayate.probe.PingProbe;
import hayate.probe.PingTemplate;
import hayate.probe.ProbeConfig;
import hayate.probe.TimestampClock;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Owned by the receiver's thread. Decides of each received packet whether it proves that a host answered a probe of host
 * discovery ({@link PingTemplate}). A reply's "port" is the number of the probe in its list.
 *
 * <p>Of ICMP errors only those count that the host itself sends because it has no such port or protocol (RFC 1122,
 * 3.2.2.1); routers' say nothing about whether the host is there.
 */
public final class PingVerifier extends Ipv4Handler {
    private static final int ECHO_REPLY = 0;
    private static final int TIMESTAMP_REPLY = 14;
    private static final int MASK_REPLY = 18;
    private static final int ECHO_BYTES = 16;
    private static final int TIMESTAMP_BYTES = 20;
    private static final int QUOTED_BYTES_MIN = 8;
    private static final int CODE_PROTOCOL = 2;
    private static final int CODE_PORT = 3;
    private static final int NONE = -1;

    private final List<PingProbe> probes;
    private final CookieKey key;
    private final TimestampClock clock;
    private final TargetIndex targets;
    private final ReplySink replies;
    private final int echo;
    private final int timestamp;
    private final int mask;
    private final Reply reply = new Reply();

    /**
     * A verifier of replies to host discovery.
     *
     * @param probes what was asked, in the order of their numbers
     * @param sourceAddresses the addresses that it is sent from; few
     * @param sourcePort first of our block of source ports
     * @param key the key of its cookies and timestamps
     * @param targets hosts with the numbers of probes for ports
     * @param replies takes what verifies
     * @param counters takes the outcomes
     */
    public PingVerifier(
            List<PingProbe> probes,
            int[] sourceAddresses,
            int sourcePort,
            CookieKey key,
            TargetIndex targets,
            ReplySink replies,
            VerifyCounters counters) {
        super(sourceAddresses, sourcePort, counters);
        this.probes = List.copyOf(probes);
        this.key = key;
        this.clock = new TimestampClock(key);
        this.targets = targets;
        this.replies = replies;
        this.echo = numberOf(PingProbe.Kind.ECHO, 0);
        this.timestamp = numberOf(PingProbe.Kind.TIMESTAMP, 0);
        this.mask = numberOf(PingProbe.Kind.MASK, 0);
    }

    private int numberOf(PingProbe.Kind kind, int port) {
        for (int i = 0; i < probes.size(); i++) {
            if (probes.get(i).kind() == kind && probes.get(i).port() == port) {
                return i;
            }
        }
        return NONE;
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
        int port = u16(memory, tcp);
        if ((flags & RST) == 0 && (flags & (SYN | ACK)) != (SYN | ACK)) {
            return VerifyCounter.UNSOLICITED;
        }
        boolean toAck = (flags & (RST | ACK)) == RST;
        int number = numberOf(toAck ? PingProbe.Kind.ACK : PingProbe.Kind.SYN, port);
        if (number == NONE) {
            return VerifyCounter.NOT_IN_SPACE;
        }
        int distance = i32(memory, tcp + (toAck ? 4 : 8)) - cookieOf(memory, ip, number, ourPort);
        if (distance != 0 && (toAck || distance != 1)) {
            return VerifyCounter.BAD_COOKIE;
        }
        boolean reset = (flags & RST) != 0;
        reply.kind = reset ? Reply.Kind.RESET : Reply.Kind.SYN_ACK;
        reply.rttUs = TimestampClock.RTT_UNKNOWN;
        if (!reset) {
            int option = TcpOptions.timestampsOffset(memory, tcp + TCP_HEADER_BYTES_MIN, tcp + headerBytes);
            if (option != TcpOptions.NONE) {
                reply.rttUs = clock.rttUs(i32(memory, option + TcpOptions.TSECR), timeNs);
            }
        }
        return deliver(memory, ip, number, ourPort, timeNs, reset ? VerifyCounter.RESETS : VerifyCounter.SYN_ACKS);
    }

    @Override
    VerifyCounter onIcmp(ByteBuffer memory, int ip, int icmp, int end, long timeNs) {
        return switch (u8(memory, icmp)) {
            case ECHO_REPLY -> onEcho(memory, ip, icmp, end, timeNs);
            case TIMESTAMP_REPLY -> onTimestamp(memory, ip, icmp, end, timeNs);
            case MASK_REPLY -> onMask(memory, ip, icmp, timeNs);
            case ICMP_UNREACHABLE -> onUnreachable(memory, ip, icmp, end, timeNs);
            default -> VerifyCounter.OTHER_ICMP;
        };
    }

    private VerifyCounter onEcho(ByteBuffer memory, int ip, int icmp, int end, long timeNs) {
        int ourPort = u16(memory, icmp + 4);
        if (echo == NONE || !isOurPort(ourPort)) {
            return VerifyCounter.NOT_OURS;
        }
        if (end - icmp < ECHO_BYTES || i32(memory, icmp + 8) != cookieOf(memory, ip, echo, ourPort)) {
            return VerifyCounter.BAD_COOKIE;
        }
        reply.kind = Reply.Kind.ECHO_REPLY;
        reply.rttUs = clock.rttUs(i32(memory, icmp + 12), timeNs);
        return deliver(memory, ip, echo, ourPort, timeNs, VerifyCounter.PING_REPLIES);
    }

    private VerifyCounter onTimestamp(ByteBuffer memory, int ip, int icmp, int end, long timeNs) {
        int ourPort = u16(memory, icmp + 4);
        if (timestamp == NONE || !isOurPort(ourPort)) {
            return VerifyCounter.NOT_OURS;
        }
        int expected = cookieOf(memory, ip, timestamp, ourPort) | PingTemplate.NON_STANDARD_TIME;
        if (end - icmp < TIMESTAMP_BYTES || i32(memory, icmp + 8) != expected) {
            return VerifyCounter.BAD_COOKIE;
        }
        reply.kind = Reply.Kind.TIMESTAMP_REPLY;
        reply.rttUs = TimestampClock.RTT_UNKNOWN;
        return deliver(memory, ip, timestamp, ourPort, timeNs, VerifyCounter.PING_REPLIES);
    }

    /** It carries the cookie alone, so the attempt is the one whose cookie that is. */
    private VerifyCounter onMask(ByteBuffer memory, int ip, int icmp, long timeNs) {
        int cookie = i32(memory, icmp + 4);
        for (int port = sourcePort; mask != NONE && port < sourcePort + ProbeConfig.ATTEMPTS_MAX; port++) {
            if (cookieOf(memory, ip, mask, port) == cookie) {
                reply.kind = Reply.Kind.MASK_REPLY;
                reply.rttUs = TimestampClock.RTT_UNKNOWN;
                return deliver(memory, ip, mask, port, timeNs, VerifyCounter.PING_REPLIES);
            }
        }
        return VerifyCounter.BAD_COOKIE;
    }

    private VerifyCounter onUnreachable(ByteBuffer memory, int ip, int icmp, int end, long timeNs) {
        int code = u8(memory, icmp + 1);
        int quote = icmp + ICMP_HEADER_BYTES;
        if (code != CODE_PROTOCOL && code != CODE_PORT) {
            return VerifyCounter.OTHER_ICMP;
        }
        if (end - quote < IP_HEADER_BYTES_MIN) {
            return VerifyCounter.BAD_QUOTE;
        }
        int quoted = quote + ipHeaderBytes(memory, quote);
        int target = i32(memory, quote + 16);
        int ours = i32(memory, quote + 12);
        if (quoted - quote < IP_HEADER_BYTES_MIN
                || end - quoted < QUOTED_BYTES_MIN
                || !isOurAddress(ours)
                || target != i32(memory, ip + 12)) {
            return VerifyCounter.BAD_QUOTE;
        }
        int ourPort = u16(memory, u8(memory, quote + 9) == PROTOCOL_TCP ? quoted : quoted + 4);
        int number = quotedProbe(memory, quote, quoted, ours, target, ourPort);
        if (number == NONE || !isOurPort(ourPort)) {
            return VerifyCounter.BAD_QUOTE;
        }
        reply.kind = Reply.Kind.ICMP_ERROR;
        reply.icmpType = ICMP_UNREACHABLE;
        reply.icmpCode = code;
        reply.rttUs = TimestampClock.RTT_UNKNOWN;
        return deliver(memory, ip, number, ourPort, timeNs, VerifyCounter.ICMP_ERRORS);
    }

    /** Which probe is quoted, proved by its sequence number, or by the half of it that an ICMP echo has. */
    private int quotedProbe(ByteBuffer memory, int quote, int quoted, int ours, int target, int ourPort) {
        int protocol = u8(memory, quote + 9);
        for (int number = 0; number < probes.size(); number++) {
            PingProbe probe = probes.get(number);
            int cookie = key.cookie(ours, target, number, ourPort);
            if (protocol == PROTOCOL_TCP && probe.kind().isTcp()) {
                if (probe.port() == u16(memory, quoted + 2) && cookie == i32(memory, quoted + 4)) {
                    return number;
                }
            } else if (protocol == PROTOCOL_ICMP && number == echo && (cookie & 0xFFFF) == u16(memory, quoted + 6)) {
                return number;
            }
        }
        return NONE;
    }

    private int cookieOf(ByteBuffer memory, int ip, int number, int ourPort) {
        return key.cookie(i32(memory, ip + 16), i32(memory, ip + 12), number, ourPort);
    }

    private VerifyCounter deliver(
            ByteBuffer memory, int ip, int number, int ourPort, long timeNs, VerifyCounter outcome) {
        int host = i32(memory, ip + 12);
        long index = targets.indexOf(host, number);
        if (index < 0) {
            return VerifyCounter.NOT_IN_SPACE;
        }
        reply.index = index;
        reply.address = host;
        reply.port = number;
        reply.responder = host;
        reply.ttl = u8(memory, ip + 8);
        reply.attempt = ourPort - sourcePort;
        reply.timeNs = timeNs;
        replies.onReply(reply);
        return outcome;
    }
}
