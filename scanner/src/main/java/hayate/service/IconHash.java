package hayate.service;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * The number by which search engines know an icon: MurmurHash3 (x86, 32 bits, seed 0) of its base64 text in lines of 76
 * characters, each with a line feed behind it, as a signed number. Icons are hashed as they come: 57 bytes are a line, four
 * characters a step.
 */
final class IconHash {
    private static final int LINE_BYTES = 57;
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final byte[] line = new byte[LINE_BYTES];
    private int lineBytes;
    private long iconBytes;
    private final Murmur3 murmur = new Murmur3();

    /** MurmurHash3_x86_32 of Austin Appleby, who placed it in the public domain, over bytes one after the other. */
    static final class Murmur3 {
        private int hash;
        private int block;
        private int length;

        void add(byte value) {
            block |= (value & 0xFF) << ((length & 3) << 3);
            length++;
            if ((length & 3) == 0) {
                hash = Integer.rotateLeft(hash ^ mixed(block), 13) * 5 + 0xe6546b64;
                block = 0;
            }
        }

        private static int mixed(int block) {
            return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
        }

        int value() {
            int mixed = hash ^ mixed(block) ^ length;
            mixed = (mixed ^ mixed >>> 16) * 0x85ebca6b;
            mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
            return mixed ^ mixed >>> 16;
        }
    }

    /** More of the icon. */
    void add(ByteBuffer more) {
        iconBytes += more.remaining();
        while (more.hasRemaining()) {
            int taken = Math.min(more.remaining(), LINE_BYTES - lineBytes);
            more.get(line, lineBytes, taken);
            lineBytes += taken;
            if (lineBytes == LINE_BYTES) {
                endLine();
            }
        }
    }

    private void endLine() {
        for (byte character : BASE64.encode(ByteBuffer.wrap(line, 0, lineBytes)).array()) {
            murmur.add(character);
        }
        murmur.add((byte) '\n');
        lineBytes = 0;
    }

    long iconBytes() {
        return iconBytes;
    }

    /** The number, once the whole icon has come. */
    int end() {
        if (lineBytes > 0) {
            endLine();
        }
        return murmur.value();
    }
}
