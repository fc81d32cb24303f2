package hayate.result;

/**
 * The state of every target, exact: it makes findings unique and tells retries whom not to ask.
 *
 * <p>Written by the receiver's thread alone ({@link #raise}); read by any thread. A read may be a moment old: for the
 * generator that costs one extra probe to a target that has just answered, never a missing one, since states only rise.
 *
 * <p>Two implementations: two bits per target in a bitmap while that fits the caller's limit (a /8 on one port is 4 MiB,
 * every IPv4 address on one port 1 GiB), else a hash of those that answered, at 12 to 24 bytes each.
 */
public interface AnsweredMap extends AutoCloseable {
    /** The state known of a target; any thread. */
    State stateOf(long index);

    /**
     * Notes what a reply says; receiver's thread, also for what a journal restores before the scan starts.
     *
     * @return whether this is news (a higher rank than before); if not, the reply is a duplicate
     */
    boolean raise(long index, State state);

    /** Targets with a state above {@link State#SILENT}; any thread. */
    long answered();

    /** Targets in a state; any thread. */
    long count(State state);

    /** Memory in use or reserved now; any thread. */
    long memoryBytes();

    /** Frees the memory; no thread may read or write the map afterwards. */
    @Override
    void close();

    /**
     * The map for a space of {@code size} targets: a bitmap if it takes at most {@code memoryLimitBytes}, else a hash,
     * which grows with the answers and past the limit rather than lose one.
     *
     * @throws hayate.net.NativeException if the system refuses the bitmap's memory
     */
    static AnsweredMap forSize(long size, long memoryLimitBytes) {
        return isBitmap(size, memoryLimitBytes) ? new BitmapAnsweredMap(size) : new HashAnsweredMap(size);
    }

    /**
     * The most memory that {@link #forSize} with the same arguments can need once {@code expectedAnswers} targets have
     * answered. A bitmap needs it only as far as targets answer: untouched pages take nothing.
     */
    static long predictBytes(long size, long memoryLimitBytes, long expectedAnswers) {
        return isBitmap(size, memoryLimitBytes)
                ? BitmapAnsweredMap.bytesFor(size)
                : HashAnsweredMap.bytesFor(Math.min(size, expectedAnswers));
    }

    private static boolean isBitmap(long size, long memoryLimitBytes) {
        return BitmapAnsweredMap.bytesFor(size) <= memoryLimitBytes;
    }
}
