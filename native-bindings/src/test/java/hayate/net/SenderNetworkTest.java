package hayate.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import hayate.net.FrameSender.Framing;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("network")
@Timeout(60)
class SenderNetworkTest {
    private static final int COUNT = 1000;
    private static final RingSize SMALL = RingSize.forRate(1);

    private static TestNetwork network;

    @BeforeAll
    static void makeNetwork() throws Exception {
        network = TestNetwork.create();
    }

    @AfterAll
    static void removeNetwork() throws Exception {
        if (network != null) {
            network.close();
        }
    }

    static Stream<Arguments> vethSenders() {
        return Stream.of(
                sender("xdp", () -> new XdpSender(TestNetwork.LINK, 0)),
                sender("xdp, 64-byte slots", () -> new XdpSender(TestNetwork.LINK, 0, 64, true)),
                sender("packet", () -> new PacketSender(TestNetwork.LINK, Framing.ETHERNET)),
                sender("ip", () -> new IpSender(null)),
                sender("ip, bound", () -> new IpSender(TestNetwork.LINK)),
                sender("pcap", () -> new PcapSender(TestNetwork.LINK)));
    }

    static Stream<Arguments> loopbackSenders() {
        return Stream.of(
                sender("packet", () -> new PacketSender("lo", Framing.ETHERNET)),
                sender("ip", () -> new IpSender("lo")),
                sender("pcap", () -> new PcapSender("lo")));
    }

    private static Arguments sender(String name, Callable<FrameSender> factory) {
        return Arguments.of(name, factory);
    }

    private static PacketRingReceiver listen(String namespace, String link, RingSize size) throws Exception {
        return NetworkNamespace.callIn(
                namespace,
                () -> new PacketRingReceiver(link == null ? 0 : Libc.interfaceIndex(link), TestFrames.FILTER, size));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vethSenders")
    void shouldDeliverEveryFrameExactlyOnceOverAVeth(String name, Callable<FrameSender> factory) throws Exception {
        try (PacketRingReceiver receiver = listen(network.far(), TestNetwork.LINK, SMALL);
                FrameSender sender = NetworkNamespace.callIn(network.near(), factory)) {
            assertThat(TestFrames.send(sender, 0, COUNT, TestNetwork.FAR_ADDRESS))
                    .isZero();
            TestFrames arrived = new TestFrames().collect(receiver, COUNT);
            assertThat(arrived.isExactly(COUNT)).as(arrived.toString()).isTrue();
            assertThat(sender.sentFrames()).isEqualTo(COUNT);
            assertThat(sender.failedFrames()).isZero();
            assertThat(sender.deviceDrops()).isZero();
            assertThat(receiver.receivedPackets()).isEqualTo(COUNT);
            assertThat(receiver.droppedPackets()).isZero();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("loopbackSenders")
    void shouldDeliverEveryFrameExactlyOnceOverLoopback(String name, Callable<FrameSender> factory) throws Exception {
        try (PacketRingReceiver receiver = listen(network.near(), null, SMALL);
                FrameSender sender = NetworkNamespace.callIn(network.near(), factory)) {
            assertThat(TestFrames.send(sender, 0, COUNT, 0x7F000001)).isZero();
            TestFrames arrived = new TestFrames().collect(receiver, COUNT);
            assertThat(arrived.isExactly(COUNT)).as(arrived.toString()).isTrue();
        }
    }

    @Test
    void shouldReceiveThroughLibpcap() throws Exception {
        try (PcapReceiver receiver = NetworkNamespace.callIn(
                        network.far(), () -> new PcapReceiver(TestNetwork.LINK, "tcp dst portrange 61008-61023", 256));
                FrameSender sender = NetworkNamespace.callIn(
                        network.near(), () -> new PacketSender(TestNetwork.LINK, Framing.ETHERNET))) {
            TestFrames.send(sender, 0, COUNT, TestNetwork.FAR_ADDRESS);
            TestFrames arrived = new TestFrames().collect(receiver, COUNT);
            assertThat(arrived.isExactly(COUNT)).as(arrived.toString()).isTrue();
        }
    }

    static Stream<Arguments> linkLayerSenders() {
        return vethSenders().filter(a -> ((String) a.get()[0]).matches("xdp|packet"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("linkLayerSenders")
    void shouldCountAsFailedWhatADeadInterfaceRefusesAndThenGoOn(String name, Callable<FrameSender> factory)
            throws Exception {
        try (TestNetwork own = TestNetwork.create();
                PacketRingReceiver receiver = listen(own.far(), TestNetwork.LINK, SMALL);
                FrameSender sender = NetworkNamespace.callIn(own.near(), factory)) {
            assertThat(TestFrames.send(sender, 0, 100, TestNetwork.FAR_ADDRESS)).isZero();
            Commands.sh("ip -n " + own.near() + " link set v0 down");
            assertThat(TestFrames.send(sender, 5000, COUNT, TestNetwork.FAR_ADDRESS))
                    .isEqualTo(COUNT);
            assertThat(sender.failedFrames()).isEqualTo(COUNT);
            Commands.sh("ip -n " + own.near() + " link set v0 up");
            TestFrames.send(sender, 9000, 1, TestNetwork.FAR_ADDRESS);
            assertThat(TestFrames.send(sender, 100, COUNT, TestNetwork.FAR_ADDRESS))
                    .isZero();
            TestFrames arrived = new TestFrames().collect(receiver, 1100);
            assertThat(arrived.toString()).startsWith("110").contains("first missing 1100, 0 duplicates, 0 damaged");
            assertThat(sender.sentFrames() + sender.failedFrames()).isEqualTo(100 + COUNT + 1 + COUNT);
        }
    }

    @Test
    void shouldFailOnlyTheFrameWhoseDestinationHasNoRoute() throws Exception {
        try (PacketRingReceiver receiver = listen(network.far(), TestNetwork.LINK, SMALL);
                FrameSender sender = NetworkNamespace.callIn(network.near(), () -> new IpSender(null))) {
            for (int i = 0; i < 30; i++) {
                int destination = i % 3 == 1 ? 0xC6336401 : TestNetwork.FAR_ADDRESS;
                int slot = sender.acquire();
                TestFrames.write(sender.frames(), sender.offsetOf(slot), i, destination);
                sender.submit(slot, TestFrames.IP_BYTES, destination);
            }
            assertThat(sender.flush()).isEqualTo(10);
            assertThat(sender.sentFrames()).isEqualTo(20);
            assertThat(new TestFrames().collect(receiver, 20).toString()).startsWith("20 distinct, first missing 1,");
        }
    }

    @Test
    void shouldExplainWhatTheInterfaceLacks() {
        assertThatThrownBy(() -> NetworkNamespace.callIn(network.near(), () -> new XdpSender(TestNetwork.LINK, 7)))
                .isInstanceOfSatisfying(
                        NativeException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
                .hasMessageContaining("v0 queue 7");
        assertThatThrownBy(() -> NetworkNamespace.callIn(network.near(), () -> new IpSender("nosuch")))
                .isInstanceOf(NativeException.class)
                .hasMessageContaining("nosuch");
        assertThatThrownBy(() -> NetworkNamespace.enter("hy-no-such-namespace"))
                .isInstanceOfSatisfying(
                        NativeException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    }

    @Test
    void shouldReopenAnXdpQueueRightAfterClosingIt() throws Exception {
        NetworkNamespace.callIn(network.near(), () -> {
            for (int i = 0; i < 3; i++) {
                new XdpSender(TestNetwork.LINK, 0).close();
            }
            return null;
        });
    }

    @Test
    void shouldAccountForEveryPacketWhenTheRingOverflows() throws Exception {
        try (PacketRingReceiver receiver = listen(network.far(), TestNetwork.LINK, new RingSize(4096, 2, 10));
                FrameSender sender = NetworkNamespace.callIn(
                        network.near(), () -> new PacketSender(TestNetwork.LINK, Framing.ETHERNET))) {
            TestFrames.send(sender, 0, COUNT, TestNetwork.FAR_ADDRESS);
            long dropped = receiver.droppedPackets();
            assertThat(dropped).isPositive();
            assertThat(receiver.droppedPackets()).isEqualTo(dropped);
            int polled = 0;
            for (int got = 1; got > 0; polled += got) {
                got = receiver.poll(new TestFrames(), 100);
            }
            assertThat(receiver.receivedPackets()).isEqualTo(COUNT).isEqualTo(polled + dropped);
        }
    }

    static Stream<Arguments> receivers() {
        return Stream.of(
                Arguments.of("ring", (Callable<FrameReceiver>) () -> listen(network.far(), TestNetwork.LINK, SMALL)),
                Arguments.of("pcap", (Callable<FrameReceiver>) () -> NetworkNamespace.callIn(
                        network.far(), () -> new PcapReceiver(TestNetwork.LINK, "tcp dst port 1", 256))));
    }

    /** Without the wake-up each poll would wait for an hour, and the test end by its time limit. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("receivers")
    void shouldReturnFromAPollWhenWokenUpBeforeOrMeanwhile(String name, Callable<FrameReceiver> factory)
            throws Exception {
        try (FrameReceiver receiver = factory.call()) {
            receiver.wakeUp();
            assertThat(receiver.poll(new TestFrames(), 3_600_000)).isZero();
            Thread waker = new Thread(() -> {
                LockSupport.parkNanos(50_000_000);
                receiver.wakeUp();
            });
            waker.start();
            assertThat(receiver.poll(new TestFrames(), 3_600_000)).isZero();
            waker.join();
        }
    }

    @Test
    void shouldFindTheIpHeaderBehindAVlanTag() throws Exception {
        try (PacketRingReceiver receiver = listen(network.far(), TestNetwork.LINK, SMALL);
                FrameSender sender = NetworkNamespace.callIn(
                        network.near(), () -> new PacketSender(TestNetwork.LINK, Framing.ETHERNET))) {
            for (int number = 0; number < 50; number++) {
                int slot = sender.acquire();
                int start = sender.offsetOf(slot);
                sender.frames().put(start, TestFrames.MACS).putInt(start + 12, 0x81000005);
                sender.frames().putShort(start + 16, (short) 0x0800);
                TestFrames.write(sender.frames(), start + 18, number, TestNetwork.FAR_ADDRESS);
                sender.submit(slot, 18 + TestFrames.IP_BYTES, TestNetwork.FAR_ADDRESS);
            }
            assertThat(sender.flush()).isZero();
            TestFrames arrived = new TestFrames().collect(receiver, 50);
            assertThat(arrived.isExactly(50)).as(arrived.toString()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("linkLayerSenders")
    void shouldAllocateNothingPerFrameSentOrReceived(String name, Callable<FrameSender> factory) throws Exception {
        try (PacketRingReceiver receiver = listen(network.far(), TestNetwork.LINK, RingSize.forRate(100_000));
                FrameSender sender = NetworkNamespace.callIn(network.near(), factory)) {
            long[] received = {0};
            FrameHandler counting = (memory, offset, captured, etherType, timeNs) -> received[0]++;
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long leastBytes = Long.MAX_VALUE;
            for (int round = 0; round < 4; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                sendTemplates(sender, 10_000);
                while (receiver.poll(counting, 50) > 0) {
                    Thread.onSpinWait();
                }
                leastBytes = Math.min(leastBytes, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(received[0]).isEqualTo(40_000 - receiver.droppedPackets());
            assertThat(leastBytes).as("bytes for 10,000 frames").isLessThan(5_000);
        }
    }

    private static void sendTemplates(FrameSender sender, int count) {
        for (int i = 0; i < count; i += 50) {
            TestFrames.send(sender, i, 50, TestNetwork.FAR_ADDRESS);
        }
    }
}
