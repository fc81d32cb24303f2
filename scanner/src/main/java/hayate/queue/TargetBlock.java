package hayate.queue;

/**
 * One event of the {@link ProbeRing}: up to 256 targets on their way to a transmitter, and where in the sending order
 * they stand. Targets cross the ring, never packets: eight bytes each move between cores instead of a frame.
 */
public final class TargetBlock {
    /** Targets in one block, at most. */
    public static final int TARGETS_MAX = 256;
    /** Positions that one block may cover, at most: what {@link #positionOffsets} can hold. */
    public static final int POSITIONS_MAX = 1 << 16;

    /** Bit of a packed target that is a canary: it is asked with the canaries' attempt number. */
    public static final long CANARY = Long.MIN_VALUE;

    /** Packed targets ({@code hayate.plan.Target}), the first {@link #count} valid; some with {@link #CANARY}. */
    public final long[] targets = new long[TARGETS_MAX];
    /** The position of each target, counted from {@link #firstPosition}: two bytes, so that a block stays small. */
    public final char[] positionOffsets = new char[TARGETS_MAX];
    /** How many targets this block carries. */
    public int count;
    /** The first position of the order that this block covers, inclusive. */
    public long firstPosition;
    /** The end of the positions that this block covers, exclusive; positions already answered carry no target. */
    public long endPosition;
    /** Attempt number, which selects the source port. */
    public int attempt;

    /** The position of target number {@code i} of this block. */
    public long positionOf(int i) {
        return firstPosition + positionOffsets[i];
    }
}
