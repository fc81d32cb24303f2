package hayate.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.net.FrameSender.Framing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A link without any header: what goes out and comes in begins with the IP header. */
@Tag("network")
@Timeout(60)
class TunNetworkTest {
    private static final String DEVICE = "/dev/net/tun";
    private static final long TUNSETIFF = 0x400454caL;
    private static final int IFREQ_BYTES = 40;
    private static final int IFREQ_FLAGS = 16;
    private static final short IFF_TUN_NO_PI = 0x1001;
    private static final int PEER_ADDRESS = 0x0A0A0002;

    private static int openTun() {
        int fd = Libc.open(DEVICE, Libc.O_RDWR);
        try (NativeMemory request = NativeMemory.allocate(IFREQ_BYTES)) {
            request.buffer().put(0, "t0".getBytes(StandardCharsets.US_ASCII));
            request.buffer().putShort(IFREQ_FLAGS, IFF_TUN_NO_PI);
            Libc.ioctl(fd, TUNSETIFF, request.address(), "TUNSETIFF");
        }
        return fd;
    }

    @Test
    void shouldSendAndReceiveWhereThereIsNoLinkHeader() throws Exception {
        assumeTrue(Files.exists(Path.of(DEVICE)), "no " + DEVICE);
        try (TestNetwork network = TestNetwork.create()) {
            int tun = NetworkNamespace.callIn(network.near(), TunNetworkTest::openTun);
            Commands.sh("ip -n " + network.near() + " addr add 10.10.0.1/24 dev t0");
            Commands.sh("ip -n " + network.near() + " link set t0 up");
            expectInTunnel(network, tun, () -> new PacketSender("t0", Framing.IP));
            expectInTunnel(network, tun, () -> new IpSender(null));
            expectInTunnel(network, tun, () -> new PcapSender("t0"));
            expectFromTunnel(network, tun);
            Libc.close(tun);
        }
    }

    private static void expectInTunnel(TestNetwork network, int tun, Callable<FrameSender> factory) throws Exception {
        try (FrameSender sender = NetworkNamespace.callIn(network.near(), factory);
                NativeMemory packet = NativeMemory.allocate(4096)) {
            assertThat(sender.framing()).isEqualTo(Framing.IP);
            assertThat(TestFrames.send(sender, 0, 50, PEER_ADDRESS)).isZero();
            TestFrames arrived = new TestFrames();
            ByteBuffer bytes = packet.buffer().duplicate().order(ByteOrder.BIG_ENDIAN);
            for (int i = 0; i < 50; i++) {
                int length = (int) Libc.readOrErrno(tun, packet.address(), 4096);
                arrived.onPacket(bytes, 0, length, 0x0800, System.currentTimeMillis() * 1_000_000);
            }
            assertThat(arrived.isExactly(50)).as(sender.name() + ": " + arrived).isTrue();
        }
    }

    private static void expectFromTunnel(TestNetwork network, int tun) throws Exception {
        try (PacketRingReceiver receiver = NetworkNamespace.callIn(
                        network.near(), () -> new PacketRingReceiver(0, TestFrames.FILTER, RingSize.forRate(1)));
                NativeMemory packet = NativeMemory.allocate(4096)) {
            ByteBuffer bytes = packet.buffer().duplicate().order(ByteOrder.BIG_ENDIAN);
            for (int i = 0; i < 50; i++) {
                TestFrames.write(bytes, 0, i, 0x0A0A0001);
                assertThat(Libc.writeOrErrno(tun, packet.address(), TestFrames.IP_BYTES))
                        .isEqualTo(40);
            }
            TestFrames arrived = new TestFrames().collect(receiver, 50);
            assertThat(arrived.isExactly(50)).as(arrived.toString()).isTrue();
        }
    }
}
