package hayate.net.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NetlinkMessagesTest {
    private static final int SEQUENCE = 7;
    private static final int MULTI = 2;

    @Test
    void shouldParseLink() {
        ByteBuffer bytes = message(16, MULTI, SEQUENCE, 16);
        bytes.putShort(18, (short) 1).putInt(20, 3).putInt(24, 0x1043);
        attribute(bytes, 3, 'e', 't', 'h', '0', 0);
        attribute(bytes, 4, 0xDC, 0x05, 0, 0);
        attribute(bytes, 1, 0x02, 0xFC, 0, 0, 0, 0x05);
        attribute(bytes, 31, 4, 0, 0, 0);
        assertThat(NetlinkMessages.link(bytes, 16, end(bytes)))
                .isEqualTo(new LinkInfo(3, "eth0", 1, 0x1043, 1500, 0x02FC00000005L, 4));
    }

    @Test
    void shouldParseRouteWithGatewaySourceAndMtu() {
        ByteBuffer bytes = message(24, 0, SEQUENCE, 12);
        bytes.put(16, (byte) 2).put(17, (byte) 32).put(23, (byte) 1);
        attribute(bytes, 4, 3, 0, 0, 0);
        attribute(bytes, 5, 10, 0, 0, 1);
        attribute(bytes, 7, 10, 0, 0, 5);
        attribute(bytes, 8, 8, 0, 2, 0, 0x78, 0x05, 0, 0);
        assertThat(NetlinkMessages.route(bytes, 16, end(bytes)))
                .isEqualTo(new RouteAnswer(RouteAnswer.Type.UNICAST, 3, 0x0A000001, 0x0A000005, 1400));
    }

    @Test
    void shouldParseNeighbour() {
        ByteBuffer bytes = message(28, MULTI, SEQUENCE, 12);
        bytes.put(16, (byte) 2).putInt(20, 9).putShort(24, (short) Neighbour.STALE);
        attribute(bytes, 1, 192, 168, 1, 1);
        attribute(bytes, 2, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF);
        assertThat(NetlinkMessages.neighbour(bytes, 16, end(bytes)))
                .isEqualTo(new Neighbour(9, 0xC0A80101, 0xAABBCCDDEEFFL, Neighbour.STALE));
    }

    @Test
    void shouldEndAtErrorAndGiveItsNumber() {
        ByteBuffer bytes = message(2, 0, SEQUENCE, 20);
        bytes.putInt(16, -101);
        NetlinkMessages.Progress progress = new NetlinkMessages.Progress();
        NetlinkMessages.walk(bytes, end(bytes), SEQUENCE, progress, NetlinkMessagesTest::fail);
        assertThat(progress.isFinished()).isTrue();
        assertThat(progress.error()).isEqualTo(101);
    }

    @Test
    void shouldIgnoreAnswersToOtherRequests() {
        ByteBuffer bytes = message(24, 0, SEQUENCE + 1, 12);
        NetlinkMessages.Progress progress = new NetlinkMessages.Progress();
        NetlinkMessages.walk(bytes, end(bytes), SEQUENCE, progress, NetlinkMessagesTest::fail);
        assertThat(progress.isFinished()).isFalse();
    }

    @Test
    void shouldNoticeInterruptedDump() {
        ByteBuffer bytes = message(3, MULTI | 0x10, SEQUENCE, 4);
        NetlinkMessages.Progress progress = new NetlinkMessages.Progress();
        NetlinkMessages.walk(bytes, end(bytes), SEQUENCE, progress, NetlinkMessagesTest::fail);
        assertThat(progress.isInterrupted()).isTrue();
        assertThat(progress.isFinished()).isTrue();
        assertThat(progress.error()).isZero();
    }

    @Test
    void shouldTellNothingOfMessagesCutShort() {
        ByteBuffer bytes = message(16, MULTI, SEQUENCE, 16);
        for (int end = 0; end < 32; end++) {
            List<Integer> seen = new ArrayList<>();
            NetlinkMessages.walk(
                    bytes, end, SEQUENCE, new NetlinkMessages.Progress(), (type, b, from, to) -> seen.add(type));
            assertThat(seen).as("cut at %d", end).isEmpty();
        }
        assertThat(NetlinkMessages.link(bytes, 16, 31)).isNull();
        assertThat(NetlinkMessages.route(bytes, 16, 27)).isNull();
        assertThat(NetlinkMessages.neighbour(bytes, 16, 27)).isNull();
        assertThat(NetlinkMessages.address(bytes, 16, 23)).isNull();
    }

    /** A reader that strayed outside the buffer would throw IndexOutOfBoundsException. */
    @Test
    void shouldSurviveArbitraryBytes() {
        for (long seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ByteBuffer bytes = randomDatagram(random);
            NetlinkMessages.Progress progress = new NetlinkMessages.Progress();
            long fuzzSeed = seed;
            NetlinkMessages.walk(bytes, bytes.capacity(), SEQUENCE, progress, (type, buffer, offset, end) -> {
                assertThat(end).as("seed %d", fuzzSeed).isLessThanOrEqualTo(buffer.capacity());
                NetlinkMessages.link(buffer, offset, end);
                NetlinkMessages.address(buffer, offset, end);
                NetlinkMessages.route(buffer, offset, end);
                NetlinkMessages.neighbour(buffer, offset, end);
                NetlinkMessages.prefix(
                        buffer,
                        offset,
                        end,
                        (address, lengthBits) ->
                                assertThat(lengthBits).as("seed %d", fuzzSeed).isBetween(0, 32));
            });
        }
    }

    private static ByteBuffer randomDatagram(SplittableRandom random) {
        ByteBuffer bytes = ByteBuffer.allocate(random.nextInt(16, 200)).order(ByteOrder.nativeOrder());
        for (int i = 0; i < bytes.capacity(); i++) {
            bytes.put(i, (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(12)));
        }
        bytes.putInt(0, random.nextInt(bytes.capacity() + 3)).putInt(8, SEQUENCE);
        return bytes;
    }

    private static void fail(int type, ByteBuffer buffer, int offset, int end) {
        throw new AssertionError("unexpected message of type " + type);
    }

    private static ByteBuffer message(int type, int flags, int sequence, int bodyBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, 16 + bodyBytes).putShort(4, (short) type).putShort(6, (short) flags);
        return bytes.putInt(8, sequence);
    }

    private static int end(ByteBuffer bytes) {
        return bytes.getInt(0);
    }

    private static void attribute(ByteBuffer bytes, int type, int... value) {
        int at = end(bytes);
        bytes.putShort(at, (short) (4 + value.length)).putShort(at + 2, (short) type);
        for (int i = 0; i < value.length; i++) {
            bytes.put(at + 4 + i, (byte) value[i]);
        }
        bytes.putInt(0, at + ((4 + value.length + 3) & ~3));
    }
}
