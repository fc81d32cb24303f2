package hayate.output;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The first 64 bytes of a journal, big-endian: magic (8), version (4), record length (4), scan number (8), SHA-256 of the plan
 * digest (32), zeros (8). The scan number is drawn at the start and stands in the checkpoint too, so a journal is never
 * read with the checkpoint of another scan.
 */
final class JournalHeader {
    static final int LENGTH_BYTES = 64;
    private static final long MAGIC = 0x4841_5941_5445_4A4CL; // HAYATEJL
    private static final int VERSION = 1;

    private JournalHeader() {}

    static ByteBuffer encode(long scanNumber, String planDigest) {
        ByteBuffer header = ByteBuffer.allocate(LENGTH_BYTES);
        header.putLong(MAGIC).putInt(VERSION).putInt(JournalRecord.LENGTH_BYTES).putLong(scanNumber);
        header.put(sha256(planDigest));
        return header.clear();
    }

    /** What is wrong with a header, or null. */
    static String problem(ByteBuffer header, long scanNumber, String planDigest) {
        if (header.remaining() < LENGTH_BYTES || header.getLong(0) != MAGIC) {
            return "is not a hayate journal";
        }
        if (header.getInt(8) != VERSION || header.getInt(12) != JournalRecord.LENGTH_BYTES) {
            return "has version " + header.getInt(8) + ", this hayate reads version " + VERSION;
        }
        byte[] digest = new byte[32];
        header.get(24, digest);
        if (header.getLong(16) != scanNumber || !Arrays.equals(digest, sha256(planDigest))) {
            return "belongs to another scan than its checkpoint";
        }
        return null;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
