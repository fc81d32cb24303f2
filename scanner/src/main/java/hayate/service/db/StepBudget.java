package hayate.service.db;

/**
 * What all patterns together may read of what one peer sends. An honest answer costs some thousand reads, a page of 4 KiB
 * against thousands of patterns of a foreign file below a million; past the budget nothing matches any more.
 */
public final class StepBudget {
    /** Reads for one port, all of its answers together: about 50 ms. */
    public static final long PORT_MAX = 20_000_000;

    private long left;

    /** @param reads how many, above 0 */
    public StepBudget(long reads) {
        left = reads;
    }

    /** One port's. */
    public static StepBudget ofPort() {
        return new StepBudget(PORT_MAX);
    }

    /** Reads not made yet. */
    public long left() {
        return left;
    }

    void spend(long reads) {
        left -= reads;
    }
}
