package hayate.verify;

import static hayate.verify.WireReader.i32;
import static hayate.verify.WireReader.u16;
import static hayate.verify.WireReader.u8;

import hayate.net.FrameHandler;
import hayate.probe.CookieKey;
import hayate.probe.ProbeConfig;
import hayate.probe.TcpOptionStyle;
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
 * read. A reset without ACK has no room for a proof.
 */
public final class ReplyVerifier implements FrameHandler {
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_VLAN = 0x8100;
    private static final int ETHERTYPE_SERVICE_VLAN = 0x88A8;
    private static final int VLAN_TAGS_MAX = 2;
    private static final int VLAN_TAG_BYTES = 4;
    private static final int IP_HEADER_BYTES_MIN = 20;
    private static final int TCP_HEADER_BYTES_MIN = 20;
    private static final int ICMP_HEADER_BYTES = 8;
    private static final int QUOTED_TCP_BYTES_MIN = 8;
    private static final int FRAGMENT_OFFSET_MASK = 0x1FFF;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int PROTOCOL_ICMP = 1;
    private static final int PROTOCOL_TCP = 6;
    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;
    private static final int ICMP_UNREACHABLE = 3;
    private static final int ICMP_TIME_EXCEEDED = 11;
    /** Codes 0, 1, 2, 3, 9, 10 and 13 of destination unreachable (RFC 792, RFC 1812), a bit each. */
    private static final int UNREACHABLE_CODES = 1 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 9 | 1 << 10 | 1 << 13;

    private final int[] sourceAddresses;
    private final int sourcePort;
    private final boolean timestamps;
    private final CookieKey key;
    private final TimestampClock clock;
    private final TargetIndex targets;
    private final ReplySink replies;
    private final ReprobeSink reprobes;
    private final VerifyCounters counters;
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
        this.sourceAddresses = sourceAddresses.clone();
        this.sourcePort = probe.sourcePort();
        this.timestamps = probe.options() == TcpOptionStyle.OS;
        this.key = key;
        this.clock = new TimestampClock(key);
        this.targets = targets;
        this.replies = replies;
        this.reprobes = reprobes;
        this.counters = counters;
    }

    @Override
    public void onPacket(ByteBuffer memory, int networkOffset, int capturedBytes, int etherType, long timeNs) {
        int end = Math.min(memory.limit(), networkOffset + capturedBytes);
        VerifyCounter outcome = onNetwork(memory, networkOffset, end, etherType, timeNs);
        counters.increment(VerifyCounter.PACKETS);
        counters.increment(outcome);
    }

    private VerifyCounter onNetwork(ByteBuffer memory, int networkOffset, int end, int etherType, long timeNs) {
        int offset = networkOffset;
        int type = etherType;
        for (int tags = 0; tags < VLAN_TAGS_MAX && isVlan(type); tags++) {
            if (end - offset < VLAN_TAG_BYTES) {
                return VerifyCounter.TRUNCATED;
            }
            type = u16(memory, offset + 2);
            offset += VLAN_TAG_BYTES;
        }
        if (offset != networkOffset) {
            counters.increment(VerifyCounter.VLAN_TAGGED);
        }
        return type == ETHERTYPE_IPV4 ? onIpv4(memory, offset, end, timeNs) : VerifyCounter.NON_IPV4;
    }

    private static boolean isVlan(int etherType) {
        return etherType == ETHERTYPE_VLAN || etherType == ETHERTYPE_SERVICE_VLAN;
    }

    private VerifyCounter onIpv4(ByteBuffer memory, int ip, int capturedEnd, long timeNs) {
        int capturedBytes = capturedEnd - ip;
        if (capturedBytes < IP_HEADER_BYTES_MIN) {
            return VerifyCounter.TRUNCATED;
        }
        int headerBytes = ipHeaderBytes(memory, ip);
        int totalBytes = u16(memory, ip + 2);
        if (headerBytes < IP_HEADER_BYTES_MIN || totalBytes < headerBytes) {
            return VerifyCounter.MALFORMED;
        }
        int protocol = u8(memory, ip + 9);
        if (protocol != PROTOCOL_TCP && protocol != PROTOCOL_ICMP) {
            return VerifyCounter.OTHER_PROTOCOL;
        }
        if (!isOurAddress(i32(memory, ip + 16))) {
            return VerifyCounter.NOT_OURS;
        }
        int needed = protocol == PROTOCOL_TCP ? TCP_HEADER_BYTES_MIN : ICMP_HEADER_BYTES;
        int fragment = u16(memory, ip + 6);
        if ((fragment & FRAGMENT_OFFSET_MASK) != 0) {
            return VerifyCounter.FRAGMENTS;
        }
        if (totalBytes < headerBytes + needed) {
            return (fragment & MORE_FRAGMENTS) != 0 ? VerifyCounter.FRAGMENTS : VerifyCounter.MALFORMED;
        }
        if (capturedBytes < headerBytes + needed) {
            return VerifyCounter.TRUNCATED;
        }
        // Bytes after the datagram are link padding; a datagram that ends after the capture is cut there.
        int end = ip + Math.min(totalBytes, capturedBytes);
        return protocol == PROTOCOL_TCP
                ? onTcp(memory, ip, ip + headerBytes, end, totalBytes > capturedBytes, timeNs)
                : onIcmp(memory, ip, ip + headerBytes, end, timeNs);
    }

    /** The header's length in bytes, or 0 if this is not version 4. */
    private static int ipHeaderBytes(ByteBuffer memory, int ip) {
        int first = u8(memory, ip);
        return first >>> 4 == 4 ? (first & 0xF) * Integer.BYTES : 0;
    }

    private VerifyCounter onTcp(ByteBuffer memory, int ip, int tcp, int end, boolean cut, long timeNs) {
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
            return (flags & ACK) == 0 ? VerifyCounter.UNVERIFIABLE : onReset(memory, ip, tcp, timeNs);
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
        reply.rttUs = TimestampClock.RTT_UNKNOWN;
        if (timestamps) {
            int tsOption = TcpOptions.timestampsOffset(memory, tcp + TCP_HEADER_BYTES_MIN, optionsEnd);
            if (tsOption != TcpOptions.NONE) {
                reply.rttUs = clock.rttUs(i32(memory, tsOption + TcpOptions.TSECR), timeNs);
            }
        }
        return onTcpReply(memory, ip, tcp, timeNs, VerifyCounter.SYN_ACKS);
    }

    private VerifyCounter onReset(ByteBuffer memory, int ip, int tcp, long timeNs) {
        int distance = i32(memory, tcp + 8) - cookieOf(memory, ip, tcp);
        if (distance != 0 && distance != 1) {
            return VerifyCounter.BAD_COOKIE;
        }
        reply.kind = Reply.Kind.RESET;
        reply.rttUs = TimestampClock.RTT_UNKNOWN;
        return onTcpReply(memory, ip, tcp, timeNs, VerifyCounter.RESETS);
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

    private VerifyCounter onIcmp(ByteBuffer memory, int ip, int icmp, int end, long timeNs) {
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

    private boolean isOurPort(int port) {
        return ((port - sourcePort) & -ProbeConfig.ATTEMPTS_MAX) == 0;
    }

    private boolean isOurAddress(int address) {
        for (int ours : sourceAddresses) {
            if (ours == address) {
                return true;
            }
        }
        return false;
    }
}
