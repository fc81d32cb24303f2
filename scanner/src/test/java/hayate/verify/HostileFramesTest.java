package hayate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.probe.TcpOptionStyle;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever arrives: no exception, each packet counted once, no reply without a valid cookie. */
class HostileFramesTest {
    private static final int FRAMES = 200_000;
    private static final int SPOOFED_FRAMES = 2_000_000;

    private final VerifierFixture fixture = new VerifierFixture(TcpOptionStyle.OS);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldFindNothingInNoise(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] etherTypes = {0x0800, 0x0800, 0x8100, 0x88A8, 0x86DD};
        byte[] noise = new byte[128];
        for (int i = 0; i < FRAMES; i++) {
            random.nextBytes(noise);
            noise[0] = (byte) (0x45 + random.nextInt(3));
            fixture.give(noise, random.nextInt(noise.length + 1), etherTypes[random.nextInt(etherTypes.length)]);
        }
        expectAllCounted(FRAMES, "seed " + seed);
        assertThat(fixture.replies).as("seed %d", seed).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void shouldBelieveNoMutantWithoutTheCookieOfItsTarget(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> genuine = fixture.replyTo(0x0A00_0102, 443, 3).genuine();
        for (int i = 0; i < FRAMES; i++) {
            byte[] mutant = genuine.get(random.nextInt(genuine.size())).clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
            }
            long before = fixture.replies;
            boolean cut = random.nextInt(4) == 0;
            fixture.give(mutant, cut ? random.nextInt(mutant.length) : mutant.length, 0x0800);
            if (fixture.replies != before) {
                // Flips of bits that prove nothing leave a reply valid: it must then be of the very probe answered.
                assertThat(fixture.last.index)
                        .as("seed %d frame %d", seed, i)
                        .isEqualTo(VerifierFixture.indexOf(0x0A00_0102, 443));
                assertThat(fixture.last.attempt).as("seed %d frame %d", seed, i).isEqualTo(3);
            }
        }
        expectAllCounted(FRAMES, "seed " + seed);
        assertThat(fixture.replies).as("mutants still valid, seed %d", seed).isBetween(1L, FRAMES - 1L);
    }

    @Test
    void shouldBelieveNoneOfTwoMillionSpoofedSynAcks() {
        SplittableRandom random = new SplittableRandom(7);
        byte[] packet = fixture.replyTo(0x0A00_0102, 443, 3).synAck(1);
        for (int i = 0; i < SPOOFED_FRAMES; i++) {
            putInt(packet, 12, 0x0A00_0000 | random.nextInt(65_536));
            putInt(packet, 28, random.nextInt());
            fixture.give(packet);
        }
        expectAllCounted(SPOOFED_FRAMES, "seed 7");
        assertThat(fixture.replies).isZero();
        assertThat(fixture.count(VerifyCounter.BAD_COOKIE)).isEqualTo(SPOOFED_FRAMES);
    }

    private void expectAllCounted(long packets, String what) {
        assertThat(fixture.count(VerifyCounter.PACKETS)).as(what).isEqualTo(packets);
        assertThat(fixture.outcomes()).as(what).isEqualTo(packets);
    }

    private static void putInt(byte[] packet, int offset, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            packet[offset + i] = (byte) (value >>> (24 - 8 * i));
        }
    }
}
