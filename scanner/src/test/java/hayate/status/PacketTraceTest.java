package hayate.status;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.Seeds;
import hayate.net.FrameHandler;
import hayate.net.FrameReceiver;
import hayate.work.SystemClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PacketTraceTest {
    private static final int IPV4 = 0x0800;
    private static final String SYN = "4500003c1234400040060000c0000201c0000202" + "9c40005000000001"
            + "00000000a002faf0" + "00000000" + "020405b40402080a0000000000000000" + "01030307";
    private static final long PATIENCE_NS = 5_000_000_000L;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void shouldTellHeadersInALine() {
        assertThat(PacketText.of(bytes(SYN), IPV4))
                .isEqualTo("TCP 192.0.2.1:40000 > 192.0.2.2:80 S ttl=64 id=4660 iplen=60 seq=1 ack=0 win=64240");
        assertThat(PacketText.of(bytes("4500003800000000ff010000c0000203c0000201" + "0303000000000000" + SYN), IPV4))
                .isEqualTo("ICMP 192.0.2.3 > 192.0.2.1 type=3/code=3 ttl=255 id=0 iplen=56 about [TCP 192.0.2.1:40000 >"
                        + " 192.0.2.2:80 S ttl=64 id=4660 iplen=60 seq=1 ack=0 win=64240]");
        String arp = "0001080006040001" + "02005e100001" + "c0000201" + "000000000000" + "c0000202";
        assertThat(PacketText.of(bytes(arp), 0x0806)).isEqualTo("ARP who has 192.0.2.2? tell 192.0.2.1");
        assertThat(PacketText.of(bytes(arp.replace("0604" + "0001", "0604" + "0002")), 0x0806))
                .isEqualTo("ARP 192.0.2.1 is at 02:00:5E:10:00:01");
        assertThat(PacketText.of(bytes("60000000"), 0x86dd)).isEqualTo("EtherType 0x86dd, 4 bytes");
    }

    @Test
    void shouldTellSomethingOfWhateverComes() {
        long seed = Seeds.seed();
        SplittableRandom random = new SplittableRandom(seed);
        byte[] whole = bytes("4500003800000000ff010000c0000203c0000201" + "0303000000000000" + SYN);
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int broken = random.nextInt(4); broken > 0 && packet.length > 0; broken--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            assertThat(PacketText.of(packet, random.nextBoolean() ? IPV4 : 0x0806))
                    .as("seed %s", seed)
                    .isNotEmpty();
        }
    }

    @Test
    void shouldShowWhatComesOnlyWhileItIsOnAndHandItOnAlways() {
        PacketTrace trace = trace(screen);
        int[] judged = new int[1];
        FrameReceiver receiver = trace.watch(new OnePacket());
        receiver.poll((memory, offset, captured, etherType, timeNs) -> judged[0]++, 0);
        trace.turn(true);
        receiver.poll((memory, offset, captured, etherType, timeNs) -> judged[0]++, 0);
        trace.finish(PATIENCE_NS);
        receiver.poll((memory, offset, captured, etherType, timeNs) -> judged[0]++, 0);
        assertThat(judged[0]).isEqualTo(3);
        assertThat(shown().lines())
                .singleElement()
                .asString()
                .matches("RCVD \\(\\d+\\.\\d{4}s\\) TCP 192\\.0\\.2\\.1:40000 > .*");
    }

    @Test
    void shouldCountWhatASlowTerminalCannotTakeAndNeverWaitForIt() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        PacketTrace trace = trace(new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] text, int from, int length) {
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                screen.write(text, from, length);
            }
        });
        trace.turn(true);
        int tooMany = 1000;
        for (int i = 0; i < PacketTrace.WAITING_MAX + 1 + tooMany; i++) {
            if (trace.hasRoom()) {
                trace.packet(true, bytes(SYN), IPV4);
            }
        }
        stuck.countDown();
        trace.finish(PATIENCE_NS);
        long lines = shown().lines().filter(line -> line.startsWith("SENT")).count();
        long missing = shown().lines()
                .filter(line -> line.contains("came faster"))
                .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
                .sum();
        assertThat(lines).isBetween((long) PacketTrace.WAITING_MAX, PacketTrace.WAITING_MAX + 1L);
        assertThat(lines + missing).isEqualTo(PacketTrace.WAITING_MAX + 1 + tooMany);
    }

    private static PacketTrace trace(ByteArrayOutputStream to) {
        Terminal terminal = new Terminal(new PrintStream(to, false, StandardCharsets.UTF_8), false, Map.of());
        return new PacketTrace(terminal, new SystemClock());
    }

    private String shown() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    /** Has a SYN to hand over at every poll. */
    private static final class OnePacket implements FrameReceiver {
        @Override
        public String name() {
            return "one";
        }

        @Override
        public int poll(FrameHandler handler, int timeoutMs) {
            byte[] packet = bytes(SYN);
            handler.onPacket(ByteBuffer.wrap(packet), 0, packet.length, IPV4, 0);
            return 1;
        }

        @Override
        public void wakeUp() {}

        @Override
        public long receivedPackets() {
            return 0;
        }

        @Override
        public long droppedPackets() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
