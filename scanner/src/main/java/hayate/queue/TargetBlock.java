package hayate.queue;

/**
 * One event of the {@link ProbeRing}: up to 256 targets on their way to a transmitter, and where in the sending order
 * they stand. Targets cross the ring, never packets: eight bytes each move between cores instead of a frame.
 */
public final class TargetBlock {
    /** Targets in one block, at most. */
    public static final int TARGETS_MAX = 256;

    /** Packed targets ({@code hayate.plan.Target}), the first {@link #count} valid. */
    public final long[] targets = new long[TARGETS_MAX];
    /** How many targets this block carries. */
    public int count;
    /** The first position of the order that this block covers, inclusive. */
    public long firstPosition;
    /** The end of the positions that this block covers, exclusive; positions already answered carry no target. */
    public long endPosition;
    /** Attempt number, which selects the source port. */
    public int attempt;
}
