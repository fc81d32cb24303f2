package hayate.service;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Expected numbers are those of Python's {@code mmh3.hash(codecs.encode(icon, "base64"))}, which search engines use. */
class IconHashTest {
    private static byte[] icon(int lengthBytes) {
        byte[] icon = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) {
            icon[i] = (byte) (i * 7 + i / 256);
        }
        return icon;
    }

    private static int hash(byte[] icon) {
        IconHash hash = new IconHash();
        hash.add(ByteBuffer.wrap(icon));
        return hash.end();
    }

    private static int murmur(String text) {
        IconHash.Murmur3 murmur = new IconHash.Murmur3();
        for (byte value : text.getBytes(StandardCharsets.ISO_8859_1)) {
            murmur.add(value);
        }
        return murmur.value();
    }

    @Test
    void shouldHashAsMurmur3Does() {
        assertThat(murmur("")).isZero();
        assertThat(murmur("hello")).isEqualTo(0x248bfa47);
        assertThat(murmur("The quick brown fox jumps over the lazy dog")).isEqualTo(0x2e4ff723);
    }

    @Test
    void shouldHashIconsAsSearchEnginesDo() {
        assertThat(hash(icon(1))).isEqualTo(-1253000196);
        assertThat(hash(icon(56))).isEqualTo(-56085707);
        assertThat(hash(icon(57))).isEqualTo(-1822938491);
        assertThat(hash(icon(58))).isEqualTo(1114872637);
        assertThat(hash(icon(114))).isEqualTo(-871731837);
        assertThat(hash(icon(1150))).isEqualTo(1912338455);
        assertThat(hash(icon(70_000))).isEqualTo(1255917558);
    }

    @Test
    void shouldNotDependOnHowTheIconComes() {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        byte[] icon = icon(5_000);
        IconHash hash = new IconHash();
        for (int at = 0; at < icon.length; ) {
            int length = Math.min(random.nextInt(200), icon.length - at);
            hash.add(ByteBuffer.wrap(icon, at, length));
            at += length;
        }
        assertThat(hash.iconBytes()).isEqualTo(5_000);
        assertThat(hash.end()).as("seed %d", seed).isEqualTo(hash(icon));
    }
}
