package hayate.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PcapLinkTest {
    @Test
    void shouldFindTheNetworkHeaderOfEveryLinkType() {
        ByteBuffer ethernet = ByteBuffer.allocate(60).putShort(12, (short) 0x0800);
        assertThat(PcapLink.networkHeader(PcapLink.DLT_EN10MB, ethernet, 60)).isEqualTo((14 << 16) | 0x0800);
        ByteBuffer tagged = ByteBuffer.allocate(60).putShort(12, (short) 0x8100).putShort(16, (short) 0x0800);
        assertThat(PcapLink.networkHeader(PcapLink.DLT_EN10MB, tagged, 60)).isEqualTo((18 << 16) | 0x0800);
        ByteBuffer cooked = ByteBuffer.allocate(60).putShort(14, (short) 0x0806);
        assertThat(PcapLink.networkHeader(PcapLink.DLT_LINUX_SLL, cooked, 60)).isEqualTo((16 << 16) | 0x0806);
        ByteBuffer loop = ByteBuffer.allocate(60).putInt(0, 0x02000000).put(4, (byte) 0x45);
        assertThat(PcapLink.networkHeader(PcapLink.DLT_NULL, loop, 60)).isEqualTo((4 << 16) | 0x0800);
        ByteBuffer raw = ByteBuffer.allocate(60).put(0, (byte) 0x60);
        assertThat(PcapLink.networkHeader(PcapLink.DLT_RAW_FILE, raw, 60)).isEqualTo(0x86dd);
        assertThat(PcapLink.networkHeader(105, raw, 60)).isEqualTo(PcapLink.NOT_FOUND);
    }

    @Test
    void shouldNeverPointBeyondThePacket() {
        SplittableRandom random = new SplittableRandom(7);
        int[] types = {0, 1, 12, 101, 108, 113, 200};
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 17 && random.nextBoolean()) {
                bytes[12] = (byte) 0x81;
                bytes[13] = 0;
            }
            int type = types[random.nextInt(types.length)];
            int found = PcapLink.networkHeader(type, ByteBuffer.wrap(bytes), bytes.length);
            assertThat(found == PcapLink.NOT_FOUND || found >>> 16 <= bytes.length)
                    .as("frame %d", i)
                    .isTrue();
        }
    }
}
