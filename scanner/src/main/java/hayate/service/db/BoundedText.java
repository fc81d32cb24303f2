package hayate.service.db;

/**
 * Bytes as ISO-8859-1 characters that regular expressions may read only so often: the peer writes the text, and without a
 * limit some patterns would take minutes over it. Reads are counted and not time, so the same answer always means the same.
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
    private final StepBudget budget;
    private int granted;
    private int readsLeft;

    BoundedText(byte[] bytes, int lengthBytes, StepBudget budget) {
        this.bytes = bytes;
        this.lengthBytes = lengthBytes;
        this.budget = budget;
    }

    /** A new allowance, for the next pattern; false if none is left. */
    boolean refill() {
        settle();
        granted = (int) Math.min(READS_MAX, budget.left());
        readsLeft = granted;
        return granted > 0;
    }

    /** Books what was read since. */
    void settle() {
        budget.spend(granted - Math.max(0, readsLeft));
        granted = 0;
        readsLeft = 0;
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
