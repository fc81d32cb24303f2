package hayate.service;

import hayate.report.ScriptReport;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The host key of an SSH server: a key exchange (RFC 4253, 7 and 8; RFC 8731) as far as the server's reply, whose first field
 * is the key. That it holds the private half is not proved, which would take the rest of the exchange: the fingerprint is
 * the peer's word, as a banner is.
 *
 * <p>Our public value is random bytes: any 32 are a point for X25519, and any number below 2^2047 is one for group 14. We
 * hang up before the shared secret would be used.
 *
 * <pre>
 *  uint32  packet_length      without itself
 *  byte    padding_length
 *  byte[]  payload            a message number first
 *  byte[]  random padding
 * </pre>
 */
final class SshHostKey implements Errand {
    private static final String VERSION = "SSH-2.0-hayate\r\n";
    private static final String KEY_EXCHANGES =
            "curve25519-sha256,curve25519-sha256@libssh.org,diffie-hellman-group14-sha256,diffie-hellman-group14-sha1";
    private static final String KEY_TYPES = "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,"
            + "rsa-sha2-512,rsa-sha2-256,ssh-rsa,ssh-dss";
    private static final String CIPHERS = "aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,"
            + "chacha20-poly1305@openssh.com,aes128-cbc,3des-cbc";
    private static final String MACS = "hmac-sha2-256,hmac-sha2-512,hmac-sha2-256-etm@openssh.com,hmac-sha1";
    private static final String COMPRESSIONS = "none,zlib@openssh.com,zlib";

    private static final int KEX_INIT = 20;
    private static final int KEX_REPLY_BEGIN = 30;
    private static final int KEX_REPLY = 31;
    private static final int COOKIE_BYTES = 16;
    private static final int BLOCK_BYTES = 8;
    private static final int PADDING_MIN = 4;
    private static final int POINT_BYTES = 32;
    private static final int GROUP14_BITS = 2047;
    private static final int ED25519_BITS = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What of the answer has been used. */
    private int consumed;

    private boolean greeted;
    private boolean exchanging;
    private Optional<ScriptReport> found = Optional.empty();

    @Override
    public Move next(byte[] answer, int lengthBytes) {
        try {
            return greeted ? onPacket(answer, lengthBytes) : onBanner(answer, lengthBytes);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Move.DONE;
        }
    }

    /** The server's version line, before which it may say others. */
    private Move onBanner(byte[] answer, int lengthBytes) {
        String text = new String(answer, 0, lengthBytes, StandardCharsets.ISO_8859_1);
        int begin = text.startsWith("SSH-") ? 0 : text.indexOf("\nSSH-") + 1;
        int end = text.indexOf('\n', begin);
        if (end < 0 || begin == 0 && !text.startsWith("SSH-")) {
            return Move.WAIT;
        }
        if (!text.startsWith("SSH-2.0-", begin) && !text.startsWith("SSH-1.99-", begin)) {
            return Move.DONE;
        }
        greeted = true;
        consumed = end + 1;
        byte[] version = VERSION.getBytes(StandardCharsets.US_ASCII);
        byte[] init = packet(keyExchangeInit());
        byte[] both = Arrays.copyOf(version, version.length + init.length);
        System.arraycopy(init, 0, both, version.length, init.length);
        return new Move(Kind.SAY, both);
    }

    private Move onPacket(byte[] answer, int lengthBytes) {
        ByteBuffer in = ByteBuffer.wrap(answer, consumed, lengthBytes - consumed);
        if (in.remaining() < Integer.BYTES) {
            return Move.WAIT;
        }
        int length = in.getInt();
        if (length < 2 || length > Connection.ANSWER_MAX) {
            return Move.DONE;
        }
        if (in.remaining() < length) {
            return Move.WAIT;
        }
        in.limit(in.position() + length);
        consumed = in.limit();
        in.get();
        int message = in.get();
        if (message == KEX_INIT && !exchanging) {
            return onKeyExchangeInit(in);
        }
        if (message == KEX_REPLY && exchanging) {
            found = describe(string(in));
            return Move.DONE;
        }
        return message < KEX_INIT ? onPacket(answer, lengthBytes) : Move.DONE;
    }

    private Move onKeyExchangeInit(ByteBuffer in) {
        in.position(in.position() + COOKIE_BYTES);
        List<String> theirs = List.of(new String(string(in), StandardCharsets.ISO_8859_1).split(",", -1));
        exchanging = true;
        return Arrays.stream(KEY_EXCHANGES.split(",", -1))
                .filter(theirs::contains)
                .findFirst()
                .map(agreed -> new Move(Kind.SAY, packet(exchangeBegin(agreed))))
                .orElse(Move.DONE);
    }

    private static byte[] string(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("string of " + length);
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] keyExchangeInit() {
        ByteBuffer out = ByteBuffer.allocate(Connection.ANSWER_MAX);
        byte[] cookie = new byte[COOKIE_BYTES];
        RANDOM.nextBytes(cookie);
        out.put((byte) KEX_INIT).put(cookie);
        for (String names :
                new String[] {KEY_EXCHANGES, KEY_TYPES, CIPHERS, CIPHERS, MACS, MACS, COMPRESSIONS, COMPRESSIONS, "", ""
                }) {
            out.putInt(names.length()).put(names.getBytes(StandardCharsets.US_ASCII));
        }
        out.put((byte) 0).putInt(0);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] exchangeBegin(String agreed) {
        byte[] value = new byte[POINT_BYTES];
        RANDOM.nextBytes(value);
        if (!agreed.startsWith("curve")) {
            value = new BigInteger(GROUP14_BITS, RANDOM).setBit(1).toByteArray();
        }
        return ByteBuffer.allocate(1 + Integer.BYTES + value.length)
                .put((byte) KEX_REPLY_BEGIN)
                .putInt(value.length)
                .put(value)
                .array();
    }

    private static byte[] packet(byte[] payload) {
        int padding = PADDING_MIN + Math.floorMod(-(Integer.BYTES + 1 + payload.length + PADDING_MIN), BLOCK_BYTES);
        return ByteBuffer.allocate(Integer.BYTES + 1 + payload.length + padding)
                .putInt(1 + payload.length + padding)
                .put((byte) padding)
                .put(payload)
                .array();
    }

    /** As ssh-keygen -l writes it: bits, SHA-256 of the key, its type. */
    private static Optional<ScriptReport> describe(byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(key);
        String type = new String(string(in), StandardCharsets.ISO_8859_1);
        String name = type.startsWith("ecdsa-sha2-nistp") ? "ECDSA" : type.replaceFirst("^ssh-", "");
        if (!name.matches("[A-Za-z0-9-]{1,32}")) {
            return Optional.empty();
        }
        String print = Base64.getEncoder().withoutPadding().encodeToString(sha256(key));
        return Optional.of(new ScriptReport(
                "ssh-hostkey", bits(type, in) + " SHA256:" + print + " (" + name.toUpperCase(Locale.ROOT) + ")"));
    }

    private static int bits(String type, ByteBuffer in) {
        if (type.startsWith("ecdsa-sha2-nistp")) {
            return Integer.parseInt(type.substring("ecdsa-sha2-nistp".length()));
        }
        if (type.equals("ssh-ed25519")) {
            return ED25519_BITS;
        }
        byte[] first = string(in);
        return new BigInteger(1, type.equals("ssh-rsa") ? string(in) : first).bitLength();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public List<ScriptReport> evidence() {
        return found.map(List::of).orElseGet(List::of);
    }
}
