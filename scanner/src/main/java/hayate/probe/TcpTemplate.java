package hayate.probe;

import hayate.net.FrameSender.Framing;
import java.nio.ByteBuffer;

/**
 * One route's TCP probe: constants written once per slot by {@link #prefill}, the rest per probe by {@link #stamp}. Immutable;
 * the slots belong to one transmitter's thread.
 *
 * <p>The frame, offsets from the IPv4 header; Ethernet comes before it if the framing says so. Stamped fields in
 * brackets. Drawn is a SYN; with {@link TcpOptionStyle#MSS} the frame ends after the MSS option, and without SYN before it.
 * Probes with ACK carry the cookie as acknowledgment number too.
 *
 * <pre>
 * -14 +---------------------------------+---------------------------------+
 *     | [destination MAC]  6 bytes      | source MAC  6 bytes             | EtherType 0x0800
 *   0 +--------+--------+-----------------+-------------------------------+
 *     |  0x45  | TOS 0  |          total length 44 or 60                  |
 *   4 +--------+--------+-------------------------------------------------+
 *     | [identification]                | flags DF, fragment offset 0     |
 *   8 +--------+--------+-----------------+-------------------------------+
 *     |  TTL   |   6    | [header checksum]                               |
 *  12 +--------+--------+-------------------------------------------------+
 *     | source address                                                    |
 *  16 +-------------------------------------------------------------------+
 *     | [destination address]                                             |
 *  20 +---------------------------------+---------------------------------+
 *     | [source port]                   | [destination port]              |
 *  24 +---------------------------------+---------------------------------+
 *     | [sequence number: the cookie]                                     |
 *  28 +-------------------------------------------------------------------+
 *     | acknowledgment number 0                                           |
 *  32 +--------+--------+-----------------+-------------------------------+
 *     | 6|10<<4| SYN    | window 64240                                    |
 *  36 +--------+--------+-----------------+-------------------------------+
 *     | [checksum]                      | urgent pointer 0                |
 *  40 +--------+--------+-----------------+-------------------------------+
 *     | 2 MSS  | 4      | 1460                                            |
 *  44 +--------+--------+--------+----------------------------------------+
 *     | 4 SACK | 2      | 8 TS   | 10                                     |
 *  48 +--------+--------+--------+----------------------------------------+
 *     | [TSval]                                                           |
 *  52 +-------------------------------------------------------------------+
 *     | TSecr 0                                                           |
 *  56 +--------+--------+--------+----------------------------------------+
 *     | 1 NOP  | 3 WS   | 3      | 7                                      |
 *     +--------+--------+--------+----------------------------------------+
 * </pre>
 *
 * <p>The identification comes from the cookie's hash: a Linux client starts each connection's at a random number, so a
 * constant (0, or the favourites of other scanners) would be a mark by which filters know us; with DF nobody reassembles
 * by it (RFC 6864), so it need not be unique.
 *
 * <p>Checksums: the sum of all constant words is kept, each probe adds its own words to it and folds. That is RFC 1624's
 * incremental update with the constant part as the old packet; a slot's old content is never read, so a slot that was
 * stamped by the same template before needs no repair. Thirty-two bits are added at once, since
 * 2<sup>16</sup> ≡ 1 (mod 2<sup>16</sup> - 1).
 */
public final class TcpTemplate implements ProbeTemplate {
    private static final int IP_ID = 4;
    private static final int IP_CHECKSUM = 10;
    private static final int IP_DESTINATION = 16;
    private static final int TCP_PORTS = 20;
    private static final int TCP_SEQUENCE = 24;
    private static final int TCP_CHECKSUM = 36;
    private static final int TCP_TSVAL = 48;
    private static final int IP_HEADER_BYTES = 20;
    private static final int OS_PACKET_BYTES = 60;
    private static final int MSS_PACKET_BYTES = 44;

    private static final int DONT_FRAGMENT = 0x4000;
    private static final int PROTOCOL_TCP = 6;
    private static final int BARE_PACKET_BYTES = 40;
    private static final int TCP_ACKNOWLEDGMENT = 28;
    private static final int WINDOW = 64_240;
    private static final int OPTION_MSS_1460 = 0x0204_05B4;
    private static final int OPTION_SACK_AND_TS = 0x0402_080A;
    private static final int OPTION_NOP_AND_WS_7 = 0x0103_0307;

    private final long sourceMac;
    private final long nextHopMac;
    private final int sourceAddress;
    private final int sourcePort;
    private final int ttl;
    private final TcpProbe type;
    private final boolean timestamps;
    private final int ipOffset;
    private final int packetBytes;
    private final CookieKey key;
    private final long ipConstantSum;
    private final long tcpConstantSum;

    /**
     * A template for one route.
     *
     * @param framing whether an Ethernet header comes first
     * @param sourceMac our 48-bit MAC, unused without Ethernet
     * @param nextHopMac 48-bit MAC of the router or neighbour, unused without Ethernet
     * @param sourceAddress our address on that route
     * @param probe how the SYN looks; its source port is chosen by now, and a block of
     *     {@link ProbeConfig#ATTEMPTS_MAX} ports fits above it
     * @param key makes the cookies
     */
    public TcpTemplate(
            Framing framing, long sourceMac, long nextHopMac, int sourceAddress, ProbeConfig probe, CookieKey key) {
        checkProbe(probe);
        this.sourceMac = sourceMac;
        this.nextHopMac = nextHopMac;
        this.sourceAddress = sourceAddress;
        this.sourcePort = probe.sourcePort();
        this.ttl = probe.ttl();
        this.type = probe.type();
        this.timestamps = probe.hasTimestamps();
        this.ipOffset = framing.headerLengthBytes();
        this.packetBytes = packetBytes(probe);
        this.key = key;
        ByteBuffer constants = ByteBuffer.allocate(ipOffset + packetBytes);
        prefill(constants, 0);
        this.ipConstantSum = sum(constants, ipOffset, IP_HEADER_BYTES);
        this.tcpConstantSum = sum(constants, ipOffset + IP_HEADER_BYTES, packetBytes - IP_HEADER_BYTES)
                + (sourceAddress & 0xFFFF_FFFFL)
                + PROTOCOL_TCP
                + (packetBytes - IP_HEADER_BYTES);
    }

    private static int packetBytes(ProbeConfig probe) {
        if (probe.type() != TcpProbe.SYN) {
            return BARE_PACKET_BYTES;
        }
        return probe.hasTimestamps() ? OS_PACKET_BYTES : MSS_PACKET_BYTES;
    }

    /** Bytes of the whole frame: 74 and 58 with Ethernet, 60 and 44 without; 54 and 40 if it is no SYN. */
    @Override
    public int frameLengthBytes() {
        return ipOffset + packetBytes;
    }

    /** Our address in every frame. */
    public int sourceAddress() {
        return sourceAddress;
    }

    @Override
    public void prefill(ByteBuffer frames, int offset) {
        if (ipOffset > 0) {
            putMac(frames, offset, nextHopMac);
            putMac(frames, offset + 6, sourceMac);
            frames.putShort(offset + 12, (short) 0x0800);
        }
        prefillPacket(frames, offset);
    }

    /** The constants after the link's header. */
    void prefillPacket(ByteBuffer frames, int offset) {
        prefillIp(frames, offset + ipOffset);
        prefillTcp(frames, offset + ipOffset);
    }

    private void prefillIp(ByteBuffer frames, int ip) {
        frames.putInt(ip, 0x4500 << 16 | packetBytes);
        frames.putInt(ip + IP_ID, DONT_FRAGMENT);
        frames.putInt(ip + 8, ttl << 24 | PROTOCOL_TCP << 16);
        frames.putInt(ip + 12, sourceAddress);
        frames.putInt(ip + IP_DESTINATION, 0);
    }

    private void prefillTcp(ByteBuffer frames, int ip) {
        int headerWords = (packetBytes - IP_HEADER_BYTES) / Integer.BYTES;
        frames.putInt(ip + TCP_PORTS, 0);
        frames.putInt(ip + TCP_SEQUENCE, 0);
        frames.putInt(ip + TCP_ACKNOWLEDGMENT, 0);
        frames.putInt(ip + 32, headerWords << 28 | type.flags() << 16 | WINDOW);
        frames.putInt(ip + TCP_CHECKSUM, 0);
        if (type == TcpProbe.SYN) {
            frames.putInt(ip + 40, OPTION_MSS_1460);
        }
        if (timestamps) {
            frames.putInt(ip + 44, OPTION_SACK_AND_TS);
            frames.putInt(ip + TCP_TSVAL, 0);
            frames.putInt(ip + 52, 0);
            frames.putInt(ip + 56, OPTION_NOP_AND_WS_7);
        }
    }

    @Override
    public int stamp(ByteBuffer frames, int offset, int address, int port, int attempt, int tsval) {
        long hash = key.hash(sourceAddress, address, port, sourcePort + attempt);
        return stampAs(frames, offset, address, port, attempt, tsval, hash);
    }

    /** As {@link #stamp} with a cookie (and in bits 32..47 an identification) of the caller's. */
    int stampAs(ByteBuffer frames, int offset, int address, int port, int attempt, int tsval, long hash) {
        int ourPort = sourcePort + attempt;
        int sequence = (int) hash;
        int id = (int) (hash >>> 32) & 0xFFFF;
        int ports = ourPort << 16 | port;
        int ip = offset + ipOffset;
        long destination = address & 0xFFFF_FFFFL;
        long tcpSum = tcpConstantSum + destination + (ports & 0xFFFF_FFFFL) + (sequence & 0xFFFF_FFFFL);
        if (timestamps) {
            frames.putInt(ip + TCP_TSVAL, tsval);
            tcpSum += tsval & 0xFFFF_FFFFL;
        }
        if (type.acknowledges()) {
            frames.putInt(ip + TCP_ACKNOWLEDGMENT, sequence);
            tcpSum += sequence & 0xFFFF_FFFFL;
        }
        frames.putShort(ip + IP_ID, (short) id);
        frames.putShort(ip + IP_CHECKSUM, (short) ~fold(ipConstantSum + destination + id));
        frames.putInt(ip + IP_DESTINATION, address);
        frames.putInt(ip + TCP_PORTS, ports);
        frames.putInt(ip + TCP_SEQUENCE, sequence);
        frames.putShort(ip + TCP_CHECKSUM, (short) ~fold(tcpSum));
        return ipOffset + packetBytes;
    }

    @Override
    public void stampNextHop(ByteBuffer frames, int offset, long mac) {
        if (ipOffset > 0) {
            putMac(frames, offset, mac);
        }
    }

    private static void checkProbe(ProbeConfig probe) {
        int port = probe.sourcePort();
        if (port <= 0 || port > 0x10000 - ProbeConfig.ATTEMPTS_MAX) {
            throw new IllegalArgumentException(
                    "source port " + port + ": want 1.." + (0x10000 - ProbeConfig.ATTEMPTS_MAX));
        }
        if (probe.ttl() < 1 || probe.ttl() > 255) {
            throw new IllegalArgumentException("ttl " + probe.ttl() + ": want 1..255");
        }
    }

    static void putMac(ByteBuffer frames, int offset, long mac) {
        frames.putShort(offset, (short) (mac >>> 32));
        frames.putInt(offset + 2, (int) mac);
    }

    static long sum(ByteBuffer bytes, int offset, int lengthBytes) {
        long sum = 0;
        for (int i = 0; i < lengthBytes; i += Integer.BYTES) {
            sum += bytes.getInt(offset + i) & 0xFFFF_FFFFL;
        }
        return sum;
    }

    /** The one's complement sum of 16-bit words, from a sum of fewer than 2^16 32-bit ones: 32, 17, 16.. bits remain. */
    static int fold(long sum) {
        long folded = (sum & 0xFFFF_FFFFL) + (sum >>> 32);
        folded = (folded & 0xFFFF) + (folded >>> 16);
        folded = (folded & 0xFFFF) + (folded >>> 16);
        return (int) ((folded & 0xFFFF) + (folded >>> 16));
    }
}
