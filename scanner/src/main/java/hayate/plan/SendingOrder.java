package hayate.plan;

/**
 * The part of the sending order that one shard sends: its step number {@code k} is the position
 * {@code number - 1 + k * count} of the whole order. So shards interleave, each is a fair sample of the space, and
 * together they send every target once, whatever the rate. Immutable; a call allocates nothing.
 */
public final class SendingOrder {
    private final Permutation permutation;
    private final long offset;
    private final long stride;
    private final long length;

    /**
     * The order of a space under a seed, or one shard of it.
     *
     * @param size how many targets the space has, 1..2^48
     */
    public SendingOrder(long size, long seed, Shard shard) {
        this.permutation = new Permutation(size, seed);
        this.offset = shard.number() - 1L;
        this.stride = shard.count();
        this.length = offset >= size ? 0 : (size - offset + stride - 1) / stride;
    }

    /** The order of a space under a seed, or one shard of it. */
    public SendingOrder(TargetSpace space, long seed, Shard shard) {
        this(space.size(), seed, shard);
    }

    /** How many targets this shard sends. */
    public long length() {
        return length;
    }

    /**
     * The index of the target sent at a step.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= step < length()}
     */
    public long indexAt(long step) {
        if (step < 0 || step >= length) {
            throw new IndexOutOfBoundsException("step " + step + " of " + length);
        }
        return permutation.indexAt(offset + step * stride);
    }

    /** The step at which the target with this index is sent, or -1 if another shard sends it. */
    public long stepOf(long index) {
        long fromOffset = permutation.positionOf(index) - offset;
        return fromOffset >= 0 && fromOffset % stride == 0 ? fromOffset / stride : -1;
    }
}
