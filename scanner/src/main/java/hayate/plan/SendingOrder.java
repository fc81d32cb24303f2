package hayate.plan;

/**
 * The part of the sending order that one shard sends: its step number {@code k} is the position
 * {@code number - 1 + k * count} of the whole order. So shards interleave, each is a fair sample of the space, and
 * together they send every target once, whatever the rate. Immutable; a call allocates nothing.
 *
 * <p>An order in groups of hosts ({@link #inGroups}) is done with some hosts before others; any other order is one group.
 */
public final class SendingOrder {
    /** Fewer targets than this are not cut: a group has to be long beside the wait for its last answers. */
    static final long GROUP_TARGETS_MIN = 1 << 20;

    /** Nor fewer hosts: they would get their probes close together. */
    static final long GROUP_HOSTS_MIN = 1 << 12;

    private final Permutation permutation;
    /** Takes its place if there are groups, else null. */
    private final GroupedPermutation grouped;

    private final long offset;
    private final long stride;
    private final long length;

    /**
     * The order of a space under a seed, or one shard of it.
     *
     * @param size how many targets the space has, 1..2^48
     */
    public SendingOrder(long size, long seed, Shard shard) {
        this(new Permutation(size, seed), null, size, shard);
    }

    private SendingOrder(Permutation permutation, GroupedPermutation grouped, long size, Shard shard) {
        this.permutation = permutation;
        this.grouped = grouped;
        this.offset = shard.number() - 1L;
        this.stride = shard.count();
        this.length = offset >= size ? 0 : (size - offset + stride - 1) / stride;
    }

    /** The order of a space under a seed, or one shard of it. */
    public SendingOrder(TargetSpace space, long seed, Shard shard) {
        this(space.size(), seed, shard);
    }

    /** The order of a space of hosts in groups, as many as {@link #groupsFor} says; or one shard of it. */
    public static SendingOrder inGroups(TargetSpace space, long seed, Shard shard) {
        return inGroups(space, groupsFor(space), seed, shard);
    }

    /**
     * The order of a space in groups.
     *
     * @param groups how many are wanted; there may be fewer
     */
    public static SendingOrder inGroups(TargetSpace space, int groups, long seed, Shard shard) {
        if (groups == 1) {
            return new SendingOrder(space, seed, shard);
        }
        if (space.pairCount() > 0) {
            throw new IllegalArgumentException("groups of single targets");
        }
        long hosts = space.gridAddresses().size();
        GroupedPermutation grouped = new GroupedPermutation(hosts, space.ports().size(), groups, seed);
        return new SendingOrder(null, grouped, space.size(), shard);
    }

    /** As many groups as leave each large enough; 1 if hosts are not asked the same ports. */
    public static int groupsFor(TargetSpace space) {
        long hosts = space.gridAddresses().size();
        long groups = Math.min(space.size() / GROUP_TARGETS_MIN, hosts / GROUP_HOSTS_MIN);
        return space.pairCount() > 0 ? 1 : (int) Math.max(1, groups);
    }

    /** How many groups of hosts are sent one after the other. */
    public int groups() {
        return grouped == null ? 1 : grouped.groups();
    }

    /** The step after the last one of a group. */
    public long endOfGroup(int group) {
        return grouped == null ? length : Math.max(0, grouped.endOf(group) - offset + stride - 1) / stride;
    }

    /** The group that is sent at a step, {@code 0 <= step < length()}. */
    public int groupAt(long step) {
        return grouped == null ? 0 : grouped.groupAt(offset + step * stride);
    }

    /** The hosts of a group by their number among the space's addresses, ascending; not for a single group. */
    public long[] hostsOfGroup(int group) {
        return grouped.hostsOf(group);
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
        long position = offset + step * stride;
        return grouped == null ? permutation.indexAt(position) : grouped.indexAt(position);
    }

    /** The step at which the target with this index is sent, or -1 if another shard sends it. */
    public long stepOf(long index) {
        long position = grouped == null ? permutation.positionOf(index) : grouped.positionOf(index);
        long fromOffset = position - offset;
        return fromOffset >= 0 && fromOffset % stride == 0 ? fromOffset / stride : -1;
    }
}
