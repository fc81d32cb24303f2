package hayate.verify;

import static hayate.verify.WireReader.i32;
import static hayate.verify.WireReader.u16;
import static hayate.verify.WireReader.u8;

import hayate.net.FrameHandler;
import hayate.probe.ProbeConfig;
import java.nio.ByteBuffer;

/**
 * Owned by the receiver's thread. Takes packets apart down to the TCP or ICMP message that was sent to us, and counts each
 * once ({@link VerifyCounter}). Nothing allocates, logs or throws, whatever the packet holds.
 */
abstract class Ipv4Handler implements FrameHandler {
    static final int IP_HEADER_BYTES_MIN = 20;
    static final int TCP_HEADER_BYTES_MIN = 20;
    static final int ICMP_HEADER_BYTES = 8;
    static final int FRAGMENT_OFFSET_MASK = 0x1FFF;
    static final int PROTOCOL_ICMP = 1;
    static final int PROTOCOL_TCP = 6;
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int ACK = 0x10;
    static final int ICMP_UNREACHABLE = 3;

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_VLAN = 0x8100;
    private static final int ETHERTYPE_SERVICE_VLAN = 0x88A8;
    private static final int VLAN_TAGS_MAX = 2;
    private static final int VLAN_TAG_BYTES = 4;
    private static final int MORE_FRAGMENTS = 0x2000;

    final int sourcePort;
    final VerifyCounters counters;
    private final int[] sourceAddresses;

    Ipv4Handler(int[] sourceAddresses, int sourcePort, VerifyCounters counters) {
        this.sourceAddresses = sourceAddresses.clone();
        this.sourcePort = sourcePort;
        this.counters = counters;
    }

    /** A TCP segment to us, its fixed header captured; {@code cut} if the datagram goes on after the capture. */
    abstract VerifyCounter onTcp(ByteBuffer memory, int ip, int tcp, int end, boolean cut, long timeNs);

    /** An ICMP message to us, its header captured. */
    abstract VerifyCounter onIcmp(ByteBuffer memory, int ip, int icmp, int end, long timeNs);

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
    static int ipHeaderBytes(ByteBuffer memory, int ip) {
        int first = u8(memory, ip);
        return first >>> 4 == 4 ? (first & 0xF) * Integer.BYTES : 0;
    }

    final boolean isOurPort(int port) {
        return ((port - sourcePort) & -ProbeConfig.ATTEMPTS_MAX) == 0;
    }

    final boolean isOurAddress(int address) {
        for (int ours : sourceAddresses) {
            if (ours == address) {
                return true;
            }
        }
        return false;
    }
}
