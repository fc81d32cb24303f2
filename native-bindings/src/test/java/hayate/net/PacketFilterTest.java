package hayate.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketFilterTest {
    private static final int IPV4 = 0x0800;
    private static final int VLAN = 0x8100;
    private static final int QINQ = 0x88a8;
    private static final int BASE = 61008;
    private static final int COUNT = 16;
    private static final PacketFilter FILTER = PacketFilter.synReplies(BASE, COUNT);

    @Test
    void shouldAcceptTcpToOurPortsOnly() {
        for (int port = BASE - 2; port < BASE + COUNT + 2; port++) {
            int expected = port >= BASE && port < BASE + COUNT ? PacketFilter.DEFAULT_SNAP_LENGTH_BYTES : 0;
            assertThat(BpfInterpreter.run(FILTER, tcp(port, 5), IPV4)).isEqualTo(expected);
            assertThat(BpfInterpreter.run(FILTER, tcp(port, 15), IPV4)).isEqualTo(expected);
            assertThat(BpfInterpreter.run(FILTER, tagged(tcp(port, 7)), VLAN)).isEqualTo(expected);
            assertThat(BpfInterpreter.run(FILTER, tcp(port, 5), 0x86dd)).isZero();
        }
    }

    @Test
    void shouldAcceptIcmpErrorsOnly() {
        for (int type = 0; type < 256; type++) {
            byte[] packet = ipv4(1, 5, 8);
            packet[20] = (byte) type;
            assertThat(BpfInterpreter.run(FILTER, packet, IPV4) != 0).isEqualTo(type == 3 || type == 11);
        }
    }

    @Test
    void shouldRefuseLaterFragments() {
        byte[] packet = tcp(BASE, 5);
        packet[6] = 0x20;
        assertThat(BpfInterpreter.run(FILTER, packet, IPV4)).isNotZero();
        packet[7] = 1;
        assertThat(BpfInterpreter.run(FILTER, packet, IPV4)).isZero();
    }

    @Test
    void shouldAcceptWhatTheBuilderNames() {
        PacketFilter filter = PacketFilter.builder()
                .tcpPorts(0, 1)
                .udpPorts(53, 1)
                .icmpTypes(0)
                .etherType(0x0806)
                .snapLengthBytes(96)
                .build();
        byte[] udp = ipv4(17, 5, 8);
        udp[23] = 53;
        assertThat(BpfInterpreter.run(filter, udp, IPV4)).isEqualTo(96);
        udp[23] = 54;
        assertThat(BpfInterpreter.run(filter, udp, IPV4)).isZero();
        assertThat(BpfInterpreter.run(filter, tcp(0, 5), IPV4)).isEqualTo(96);
        assertThat(BpfInterpreter.run(filter, tcp(1, 5), IPV4)).isZero();
        assertThat(BpfInterpreter.run(filter, new byte[0], 0x0806)).isEqualTo(96);
        assertThat(BpfInterpreter.run(filter, ipv4(1, 5, 8), IPV4)).isEqualTo(96);
    }

    @Test
    void shouldRefuseImpossibleRanges() {
        assertThatThrownBy(() -> PacketFilter.synReplies(65530, 16)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PacketFilter.synReplies(100, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldAgreeWithThePlainPredicateOnHostileFrames(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] packet = fuzzed(random);
            int etherType = new int[] {IPV4, IPV4, VLAN, QINQ, 0x86dd, random.nextInt(0x10000)}[random.nextInt(6)];
            boolean expected = isWanted(packet, etherType);
            accepted += expected ? 1 : 0;
            assertThat(BpfInterpreter.run(FILTER, packet, etherType) != 0)
                    .as("seed %d, frame %d", seed, i)
                    .isEqualTo(expected);
        }
        assertThat(accepted).as("seed %d must hit both answers", seed).isBetween(1_000, 49_000);
    }

    private static boolean isWanted(byte[] packet, int etherType) {
        if (etherType == VLAN || etherType == QINQ) {
            return packet.length >= 4 && unsigned16(packet, 2) == IPV4 && isWantedIpv4(packet, 4);
        }
        return etherType == IPV4 && isWantedIpv4(packet, 0);
    }

    private static boolean isWantedIpv4(byte[] packet, int ip) {
        if (packet.length < ip + 10 || (packet[ip] & 0xf0) != 0x40 || (unsigned16(packet, ip + 6) & 0x1fff) != 0) {
            return false;
        }
        int payload = ip + (packet[ip] & 0xf) * 4;
        if (packet[ip + 9] == 6) {
            return packet.length >= payload + 4
                    && unsigned16(packet, payload + 2) >= BASE
                    && unsigned16(packet, payload + 2) < BASE + COUNT;
        }
        return packet[ip + 9] == 1 && packet.length > payload && (packet[payload] == 3 || packet[payload] == 11);
    }

    private static byte[] fuzzed(SplittableRandom random) {
        byte[] packet = random.nextBoolean() ? tcp(BASE - 4 + random.nextInt(24), random.nextInt(16)) : ipv4(1, 5, 8);
        packet[20] = (byte) random.nextInt(16);
        if (random.nextInt(3) == 0) {
            packet = tagged(packet);
        }
        for (int flips = random.nextInt(4); flips > 0; flips--) {
            packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(packet, random.nextInt(packet.length)) : packet;
    }

    private static int unsigned16(byte[] packet, int at) {
        return ((packet[at] & 0xff) << 8) | (packet[at + 1] & 0xff);
    }

    private static byte[] tcp(int port, int headerWords) {
        byte[] packet = ipv4(6, headerWords, 20);
        packet[headerWords * 4 + 2] = (byte) (port >>> 8);
        packet[headerWords * 4 + 3] = (byte) port;
        if (headerWords == 0) {
            packet[0] = 0x40;
        }
        return packet;
    }

    private static byte[] ipv4(int protocol, int headerWords, int payloadBytes) {
        byte[] packet = new byte[Math.max(20, headerWords * 4) + payloadBytes];
        packet[0] = (byte) (0x40 | headerWords);
        packet[9] = (byte) protocol;
        return packet;
    }

    private static byte[] tagged(byte[] packet) {
        byte[] result = new byte[packet.length + 4];
        result[2] = 0x08;
        System.arraycopy(packet, 0, result, 4, packet.length);
        return result;
    }
}
