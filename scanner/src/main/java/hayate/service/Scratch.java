package hayate.service;

import java.nio.ByteBuffer;

/**
 * Buffers that all connections of a scanner use in turn, so that a connection holds nothing but what it must remember.
 * Owned by the scanner's thread.
 */
final class Scratch {
    private static final int READ_BYTES = 8 << 10;
    /** Two TLS records with all they may be wrapped in. */
    private static final int RECORD_BYTES = 36 << 10;

    final ByteBuffer read = ByteBuffer.allocateDirect(READ_BYTES);
    /** Takes whatever one read may bring, also inside TLS, so that nothing of a stream is left out. */
    final ByteBuffer stream = ByteBuffer.allocate(2 * RECORD_BYTES);

    final ByteBuffer plain = ByteBuffer.allocate(RECORD_BYTES);
    final ByteBuffer out = ByteBuffer.allocate(RECORD_BYTES);
    final ByteBuffer sealed = ByteBuffer.allocate(RECORD_BYTES);
}
