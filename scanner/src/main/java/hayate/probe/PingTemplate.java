package hayate.probe;

import hayate.net.FrameSender.Framing;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One route's frames of host discovery. A target's "port" is the number of its {@link PingProbe} in the list; the cookie
 * is that of the target with this port, and is sent where the answer returns it. Immutable.
 *
 * <pre>
 * echo       8 0 checksum | id: our port   seq: cookie, low half | cookie | TSval
 * timestamp 13 0 checksum | id: our port   seq: cookie, low half | originate: cookie | 0 | 0
 * mask      17 0 checksum | id: cookie, high half   seq: cookie, low half | 0
 * SYN, ACK  as {@link TcpTemplate}
 * </pre>
 *
 * <p>The originate timestamp is a number of our choice with the top bit set, which RFC 792 provides for clocks that do not
 * count milliseconds since midnight, so its proof has 31 bits; an address mask answer proves 32 bits in identifier and
 * sequence number. Discovery sends thousands of packets where a sweep sends millions, so everything is written anew.
 */
public final class PingTemplate implements ProbeTemplate {
    /** Set in the originate timestamps of ours. */
    public static final int NON_STANDARD_TIME = 0x8000_0000;

    private static final int IP_HEADER_BYTES = 20;
    private static final int ECHO_BYTES = 16;
    private static final int TIMESTAMP_BYTES = 20;
    private static final int MASK_BYTES = 12;
    private static final int TYPE_ECHO = 8;
    private static final int TYPE_TIMESTAMP = 13;
    private static final int TYPE_MASK = 17;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int PROTOCOL_ICMP = 1;
    private static final int TTL_SHIFT = 24;

    private final List<PingProbe> probes;
    private final Framing framing;
    private final long sourceMac;
    private final long nextHopMac;
    private final int sourceAddress;
    private final ProbeConfig probe;
    private final CookieKey key;
    private final TcpTemplate[] tcp;

    /**
     * A template for one route; parameters as of {@link TcpTemplate}.
     *
     * @param probes what is asked of each host
     */
    public PingTemplate(
            List<PingProbe> probes,
            Framing framing,
            long sourceMac,
            long nextHopMac,
            int sourceAddress,
            ProbeConfig probe,
            CookieKey key) {
        this.probes = List.copyOf(probes);
        this.framing = framing;
        this.sourceMac = sourceMac;
        this.nextHopMac = nextHopMac;
        this.sourceAddress = sourceAddress;
        this.probe = probe;
        this.key = key;
        this.tcp = new TcpTemplate[probes.size()];
        for (int i = 0; i < tcp.length; i++) {
            if (probes.get(i).kind().isTcp()) {
                tcp[i] = tcp(probes.get(i).kind() == PingProbe.Kind.SYN ? TcpProbe.SYN : TcpProbe.ACK);
            }
        }
    }

    private TcpTemplate tcp(TcpProbe type) {
        ProbeConfig config = new ProbeConfig(type, probe.options(), probe.ttl(), probe.sourcePort());
        return new TcpTemplate(framing, sourceMac, nextHopMac, sourceAddress, config, key);
    }

    @Override
    public int frameLengthBytes() {
        int longest = IP_HEADER_BYTES + TIMESTAMP_BYTES + framing.headerLengthBytes();
        for (TcpTemplate template : tcp) {
            longest = template == null ? longest : Math.max(longest, template.frameLengthBytes());
        }
        return longest;
    }

    @Override
    public void prefill(ByteBuffer frames, int offset) {
        if (framing.headerLengthBytes() > 0) {
            TcpTemplate.putMac(frames, offset, nextHopMac);
            TcpTemplate.putMac(frames, offset + 6, sourceMac);
            frames.putShort(offset + 12, (short) 0x0800);
        }
    }

    @Override
    public int stamp(ByteBuffer frames, int offset, int address, int port, int attempt, int tsval) {
        long hash = key.hash(sourceAddress, address, port, probe.sourcePort() + attempt);
        int cookie = (int) hash;
        if (tcp[port] != null) {
            tcp[port].prefillPacket(frames, offset);
            return tcp[port].stampAs(frames, offset, address, probes.get(port).port(), attempt, tsval, hash);
        }
        int icmp = offset + framing.headerLengthBytes() + IP_HEADER_BYTES;
        int ourPort = probe.sourcePort() + attempt;
        int bytes = switch (probes.get(port).kind()) {
            case ECHO -> {
                frames.putInt(icmp, TYPE_ECHO << TTL_SHIFT);
                frames.putInt(icmp + 4, ourPort << 16 | (cookie & 0xFFFF));
                frames.putInt(icmp + 8, cookie);
                frames.putInt(icmp + 12, tsval);
                yield ECHO_BYTES;
            }
            case TIMESTAMP -> {
                frames.putInt(icmp, TYPE_TIMESTAMP << TTL_SHIFT);
                frames.putInt(icmp + 4, ourPort << 16 | (cookie & 0xFFFF));
                frames.putInt(icmp + 8, cookie | NON_STANDARD_TIME);
                frames.putLong(icmp + 12, 0);
                yield TIMESTAMP_BYTES;
            }
            default -> {
                frames.putInt(icmp, TYPE_MASK << TTL_SHIFT);
                frames.putInt(icmp + 4, cookie);
                frames.putInt(icmp + 8, 0);
                yield MASK_BYTES;
            }
        };
        frames.putShort(icmp + 2, (short) ~TcpTemplate.fold(TcpTemplate.sum(frames, icmp, bytes)));
        putIp(frames, icmp - IP_HEADER_BYTES, IP_HEADER_BYTES + bytes, address, cookie >>> 16);
        return framing.headerLengthBytes() + IP_HEADER_BYTES + bytes;
    }

    private void putIp(ByteBuffer frames, int ip, int packetBytes, int address, int id) {
        frames.putInt(ip, 0x4500 << 16 | packetBytes);
        frames.putInt(ip + 4, id << 16 | DONT_FRAGMENT);
        frames.putInt(ip + 8, probe.ttl() << TTL_SHIFT | PROTOCOL_ICMP << 16);
        frames.putInt(ip + 12, sourceAddress);
        frames.putInt(ip + 16, address);
        frames.putShort(ip + 10, (short) ~TcpTemplate.fold(TcpTemplate.sum(frames, ip, IP_HEADER_BYTES)));
    }

    @Override
    public void stampNextHop(ByteBuffer frames, int offset, long mac) {
        if (framing.headerLengthBytes() > 0) {
            TcpTemplate.putMac(frames, offset, mac);
        }
    }
}
