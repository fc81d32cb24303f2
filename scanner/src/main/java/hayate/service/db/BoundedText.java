package hayate.service.db;

/**
 * Bytes as ISO-8859-1 characters that a regular expression may read only so often: the peer writes the text, and without a
 * limit some patterns would take minutes over it.
 */
final class BoundedText implements CharSequence {
    /** Reads that one pattern may make of one answer. */
    static final int READS_MAX = 200_000;

    /** Thrown to end a match that reads too much. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("too many steps", null, false, false);
        }
    }

    private final byte[] bytes;
    private final int lengthBytes;
    private int readsLeft = READS_MAX;

    BoundedText(byte[] bytes, int lengthBytes) {
        this.bytes = bytes;
        this.lengthBytes = lengthBytes;
    }

    /** A new allowance, for the next pattern. */
    void refill() {
        readsLeft = READS_MAX;
    }

    @Override
    public int length() {
        return lengthBytes;
    }

    @Override
    public char charAt(int index) {
        if (--readsLeft < 0) {
            throw new TooLong();
        }
        return (char) (bytes[index] & 0xFF);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        StringBuilder text = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            text.append((char) (bytes[i] & 0xFF));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return subSequence(0, lengthBytes).toString();
    }
}
