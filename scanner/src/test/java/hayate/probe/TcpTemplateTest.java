package hayate.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hayate.net.FrameSender.Framing;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.TcpMaximumSegmentSizeOption;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.TcpPacket.TcpOption;
import org.pcap4j.packet.TcpTimestampsOption;
import org.pcap4j.packet.TcpWindowScaleOption;
import org.pcap4j.packet.namednumber.EtherType;
import org.pcap4j.packet.namednumber.TcpOptionKind;

class TcpTemplateTest {
    private static final long MAC_MASK = (1L << 48) - 1;
    private static final int SLOT_BYTES = 128;
    private static final int FRAMES = 2_000;

    private final ByteBuffer frames = ByteBuffer.allocateDirect(4 * SLOT_BYTES);

    @ParameterizedTest
    @CsvSource({"ETHERNET,OS,74", "ETHERNET,MSS,58", "IP,OS,60", "IP,MSS,44"})
    void shouldStampFramesThatDecodeWithValidChecksums(Framing framing, TcpOptionStyle style, int lengthBytes)
            throws IllegalRawDataException {
        for (long seed = 1; seed <= 5; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            CookieKey key = CookieKey.of(random.nextLong(), random.nextLong());
            Probe probe = new Probe(random, framing, style, key);
            assertThat(probe.template.frameLengthBytes()).isEqualTo(lengthBytes);
            int offset = random.nextInt(4) * SLOT_BYTES;
            probe.template.prefill(frames, offset);
            for (int i = 0; i < FRAMES; i++) {
                probe.stampRandomTarget(random, frames, offset);
                probe.verify(frames, offset, "seed " + seed + " frame " + i);
            }
        }
    }

    @Test
    void shouldKeepChecksumsValidForEveryWordOfTheAddress() throws IllegalRawDataException {
        Probe probe = new Probe(new SplittableRandom(9), Framing.IP, TcpOptionStyle.OS, CookieKey.of(5, 6));
        probe.template.prefill(frames, 0);
        for (int word = 0; word <= 0xFFFF; word += 13) {
            probe.address = word << 16 | (0xFFFF - word);
            probe.port = word;
            probe.tsval = -word;
            probe.template.stamp(frames, 0, probe.address, probe.port, 0, probe.tsval);
            probe.attempt = 0;
            probe.verify(frames, 0, "word " + word);
        }
    }

    @Test
    void shouldChangeOnlyTheNextHopOfAStampedFrame() throws IllegalRawDataException {
        SplittableRandom random = new SplittableRandom(11);
        Probe probe = new Probe(random, Framing.ETHERNET, TcpOptionStyle.OS, CookieKey.of(7, 8));
        probe.template.prefill(frames, 0);
        probe.stampRandomTarget(random, frames, 0);
        probe.nextHopMac = 0x02AB_CDEF_0123L;
        probe.template.stampNextHop(frames, 0, probe.nextHopMac);
        probe.verify(frames, 0, "another next hop");
    }

    @Test
    void shouldLeaveNextHopsToTheKernelWithoutEthernet() throws IllegalRawDataException {
        SplittableRandom random = new SplittableRandom(12);
        Probe probe = new Probe(random, Framing.IP, TcpOptionStyle.MSS, CookieKey.of(7, 8));
        probe.template.prefill(frames, 0);
        probe.stampRandomTarget(random, frames, 0);
        probe.template.stampNextHop(frames, 0, 0x02AB_CDEF_0123L);
        probe.verify(frames, 0, "IP framing");
    }

    @Test
    void shouldRefuseImpossiblePortsAndTtls() {
        CookieKey key = CookieKey.of(1, 2);
        for (ProbeConfig bad : List.of(
                new ProbeConfig(TcpOptionStyle.OS, 64, 0),
                new ProbeConfig(TcpOptionStyle.OS, 64, 65_521),
                new ProbeConfig(TcpOptionStyle.OS, 64, 65_536),
                new ProbeConfig(TcpOptionStyle.OS, 0, 61_440),
                new ProbeConfig(TcpOptionStyle.OS, 256, 61_440))) {
            assertThatThrownBy(() -> new TcpTemplate(Framing.IP, 0, 0, 1, bad, key))
                    .as(bad.toString())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldAllocateNothingPerStamp() {
        SplittableRandom random = new SplittableRandom(13);
        Probe probe = new Probe(random, Framing.ETHERNET, TcpOptionStyle.OS, CookieKey.of(7, 8));
        TcpTemplate template = probe.template;
        template.prefill(frames, 0);
        assertThat(Allocations.leastBytes(() -> stampMany(template, 100_000))).isZero();
    }

    private void stampMany(TcpTemplate template, int count) {
        for (int i = 0; i < count; i++) {
            template.stamp(frames, 0, i * 7919, i & 0xFFFF, i & 15, i);
            template.stampNextHop(frames, 0, i);
        }
    }

    /** A template with the values that it must bring to the wire. */
    private static final class Probe {
        private final Framing framing;
        private final TcpOptionStyle style;
        private final CookieKey key;
        private final long sourceMac;
        private final int sourceAddress;
        private final int ttl;
        private final int sourcePort;
        private final TcpTemplate template;
        private long nextHopMac;
        private int address;
        private int port;
        private int attempt;
        private int tsval;

        Probe(SplittableRandom random, Framing framing, TcpOptionStyle style, CookieKey key) {
            this.framing = framing;
            this.style = style;
            this.key = key;
            sourceMac = random.nextLong() & MAC_MASK;
            nextHopMac = random.nextLong() & MAC_MASK;
            sourceAddress = random.nextInt();
            ttl = 1 + random.nextInt(255);
            sourcePort = (1 + random.nextInt(4095)) * 16;
            ProbeConfig config = new ProbeConfig(style, ttl, sourcePort);
            template = new TcpTemplate(framing, sourceMac, nextHopMac, sourceAddress, config, key);
        }

        void stampRandomTarget(SplittableRandom random, ByteBuffer frames, int offset) {
            address = random.nextInt();
            port = random.nextInt(65_536);
            attempt = random.nextInt(ProbeConfig.ATTEMPTS_MAX);
            tsval = random.nextInt();
            template.stamp(frames, offset, address, port, attempt, tsval);
        }

        void verify(ByteBuffer frames, int offset, String what) throws IllegalRawDataException {
            byte[] bytes = new byte[template.frameLengthBytes()];
            frames.get(offset, bytes);
            IpV4Packet ip;
            if (framing == Framing.ETHERNET) {
                EthernetPacket frame = EthernetPacket.newPacket(bytes, 0, bytes.length);
                assertThat(macOf(frame.getHeader().getDstAddr().getAddress()))
                        .as(what)
                        .isEqualTo(nextHopMac);
                assertThat(macOf(frame.getHeader().getSrcAddr().getAddress()))
                        .as(what)
                        .isEqualTo(sourceMac);
                assertThat(frame.getHeader().getType()).as(what).isEqualTo(EtherType.IPV4);
                ip = frame.get(IpV4Packet.class);
            } else {
                ip = IpV4Packet.newPacket(bytes, 0, bytes.length);
            }
            verifyIp(ip.getHeader(), bytes.length - framing.headerLengthBytes(), what);
            TcpPacket tcp = ip.get(TcpPacket.class);
            InetAddress source = ip.getHeader().getSrcAddr();
            assertThat(tcp.hasValidChecksum(source, ip.getHeader().getDstAddr(), false))
                    .as(what)
                    .isTrue();
            verifyTcp(tcp.getHeader(), what);
            verifyOptions(tcp.getHeader().getOptions(), what);
            assertThat(tcp.getPayload()).as(what).isNull();
        }

        private void verifyIp(IpV4Packet.IpV4Header ip, int lengthBytes, String what) {
            assertThat(ip.hasValidChecksum(false)).as(what).isTrue();
            assertThat(ip.getTotalLengthAsInt()).as(what).isEqualTo(lengthBytes);
            assertThat(ip.getDontFragmentFlag()).as(what).isTrue();
            assertThat(ip.getMoreFragmentFlag()).as(what).isFalse();
            assertThat(ip.getFragmentOffset()).as(what).isZero();
            assertThat(ip.getTtlAsInt()).as(what).isEqualTo(ttl);
            assertThat(ip.getSrcAddr().hashCode()).as(what).isEqualTo(sourceAddress);
            assertThat(ip.getDstAddr().hashCode()).as(what).isEqualTo(address);
        }

        private void verifyTcp(TcpPacket.TcpHeader tcp, String what) {
            int ourPort = sourcePort + attempt;
            assertThat(tcp.getSrcPort().valueAsInt()).as(what).isEqualTo(ourPort);
            assertThat(tcp.getDstPort().valueAsInt()).as(what).isEqualTo(port);
            assertThat(tcp.getSequenceNumber()).as(what).isEqualTo(key.cookie(sourceAddress, address, port, ourPort));
            assertThat(tcp.getAcknowledgmentNumber()).as(what).isZero();
            assertThat(tcp.getSyn()).as(what).isTrue();
            assertThat(tcp.getAck() || tcp.getRst() || tcp.getFin() || tcp.getPsh() || tcp.getUrg())
                    .as(what)
                    .isFalse();
            assertThat(tcp.getWindowAsInt()).as(what).isEqualTo(64_240);
        }

        private void verifyOptions(List<TcpOption> options, String what) {
            List<TcpOptionKind> kinds = options.stream().map(TcpOption::getKind).collect(Collectors.toList());
            assertThat(((TcpMaximumSegmentSizeOption) options.get(0)).getMaxSegSizeAsInt())
                    .as(what)
                    .isEqualTo(1460);
            if (style == TcpOptionStyle.MSS) {
                assertThat(kinds).as(what).containsExactly(TcpOptionKind.MAXIMUM_SEGMENT_SIZE);
                return;
            }
            assertThat(kinds)
                    .as(what)
                    .containsExactly(
                            TcpOptionKind.MAXIMUM_SEGMENT_SIZE,
                            TcpOptionKind.SACK_PERMITTED,
                            TcpOptionKind.TIMESTAMPS,
                            TcpOptionKind.NO_OPERATION,
                            TcpOptionKind.WINDOW_SCALE);
            TcpTimestampsOption timestamps = (TcpTimestampsOption) options.get(2);
            assertThat(timestamps.getTsValue()).as(what).isEqualTo(tsval);
            assertThat(timestamps.getTsEchoReply()).as(what).isZero();
            assertThat(((TcpWindowScaleOption) options.get(4)).getShiftCountAsInt())
                    .as(what)
                    .isEqualTo(7);
        }

        private static long macOf(byte[] bytes) {
            long mac = 0;
            for (byte part : bytes) {
                mac = mac << 8 | (part & 0xFF);
            }
            return mac;
        }
    }
}
