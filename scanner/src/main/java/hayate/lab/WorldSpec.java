package hayate.lab;

/**
 * What a world looks like.
 *
 * @param targets the prefix that the far namespace's kernel answers for, in CIDR notation
 * @param queues transmit and receive queues of each end of the veth pair; an AF_XDP socket owns one
 */
public record WorldSpec(String targets, int queues) {
    /** Queues that a veth pair may have here. */
    static final int QUEUES_MAX = 64;

    /** Checks the bounds. */
    public WorldSpec {
        if (queues < 1 || queues > QUEUES_MAX) {
            throw new IllegalArgumentException("queues " + queues + ": want 1.." + QUEUES_MAX);
        }
    }
}
