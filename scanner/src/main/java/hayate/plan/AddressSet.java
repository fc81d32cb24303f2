package hayate.plan;

/**
 * An immutable set of IPv4 addresses, numbered 0..size-1 in ascending order.
 *
 * <p>Kept as sorted, disjoint, merged ranges: the first address and the number of that address, 8 bytes, and two search
 * structures over them of about half a byte together. The last address of a range follows from the number of the next
 * one. Both directions of address ⇄ number are one {@link BlockSearch} and one addition, and allocate nothing.
 *
 * <p>Addresses are ints with the first octet most significant.
 */
public final class AddressSet {
    /** The set without addresses. */
    public static final AddressSet EMPTY = new AddressSet(new long[0], 0);
    /** Every address there is. */
    public static final AddressSet ALL = ofRange(0, -1);

    private static final long UNSIGNED = 0xFFFF_FFFFL;

    private final BlockSearch firsts;
    private final BlockSearch starts;
    private final int rangeCount;
    private final long size;

    /**
     * Takes sorted, disjoint, merged ranges as {@link AddressRanges} packs them.
     *
     * @param ranges the ranges; not kept
     * @param count how many of them count
     */
    AddressSet(long[] ranges, int count) {
        int[] first = new int[count];
        int[] start = new int[count];
        long total = 0;
        for (int i = 0; i < count; i++) {
            first[i] = AddressRanges.first(ranges[i]);
            start[i] = (int) total;
            total += AddressRanges.size(ranges[i]);
        }
        this.firsts = new BlockSearch(first, count);
        this.starts = new BlockSearch(start, count);
        this.rangeCount = count;
        this.size = total;
    }

    /** The addresses from {@code first} to {@code last}, both inclusive. */
    public static AddressSet ofRange(int first, int last) {
        return new Builder().add(first, last).build();
    }

    /** Starts a set. */
    public static Builder builder() {
        return new Builder();
    }

    /** How many ranges there are. */
    public int rangeCount() {
        return rangeCount;
    }

    /** The first address of range number {@code range}. */
    public int firstAddress(int range) {
        return firsts.key(range);
    }

    /** The last address of range number {@code range}, inclusive. */
    public int lastAddress(int range) {
        return (int) (firsts.key(range) + lengthOf(range) - 1);
    }

    /** How many addresses there are, 0..2^32. */
    public long size() {
        return size;
    }

    /** Whether there is no address. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Whether {@code address} is in the set. */
    public boolean contains(int address) {
        return indexOf(address) >= 0;
    }

    /** The number of an address, or -1 if it is not in the set. */
    public long indexOf(int address) {
        if (rangeCount == 0) {
            return -1;
        }
        int range = rangeCount == 1 ? 0 : firsts.floor(address);
        long offset = address - firsts.key(range) & UNSIGNED;
        return offset < lengthOf(range) ? (starts.key(range) & UNSIGNED) + offset : -1;
    }

    /**
     * The address with a number.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= index < size()}
     */
    public int addressAt(long index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("address number " + index + " of " + size);
        }
        int range = rangeCount == 1 ? 0 : starts.floor((int) index);
        return firsts.key(range) + (int) index - starts.key(range);
    }

    /** The addresses of this set that are not in {@code other}. */
    public AddressSet minus(AddressSet other) {
        return AddressRanges.combine(this, other, AddressRanges.Operation.MINUS);
    }

    /** The addresses that are in both sets. */
    public AddressSet and(AddressSet other) {
        return AddressRanges.combine(this, other, AddressRanges.Operation.AND);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressSet set && size == set.size && rangeCount == set.rangeCount && sameRanges(set);
    }

    @Override
    public int hashCode() {
        int hash = rangeCount;
        for (int i = 0; i < rangeCount; i++) {
            hash = 31 * (31 * hash + firstAddress(i)) + lastAddress(i);
        }
        return hash;
    }

    @Override
    public String toString() {
        return size + " addresses in " + rangeCount + " ranges";
    }

    private boolean sameRanges(AddressSet other) {
        for (int i = 0; i < rangeCount; i++) {
            if (firstAddress(i) != other.firstAddress(i) || lastAddress(i) != other.lastAddress(i)) {
                return false;
            }
        }
        return true;
    }

    private long lengthOf(int range) {
        long end = range + 1 == rangeCount ? size : starts.key(range + 1) & UNSIGNED;
        return end - (starts.key(range) & UNSIGNED);
    }

    /**
     * Gathers ranges in any order, overlapping or not; not safe for several threads. Ten million ranges take about a
     * second and 8 bytes each until built; repeated ones are merged before memory grows.
     */
    public static final class Builder {
        private final AddressRanges ranges = new AddressRanges();

        private Builder() {}

        /**
         * Adds the addresses from {@code first} to {@code last}, both inclusive.
         *
         * @throws IllegalArgumentException if the range runs backward
         */
        public Builder add(int first, int last) {
            ranges.add(first, last);
            return this;
        }

        /** Adds one address. */
        public Builder add(int address) {
            ranges.add(address, address);
            return this;
        }

        /** Adds all addresses of a set. */
        public Builder add(AddressSet set) {
            for (int i = 0; i < set.rangeCount(); i++) {
                ranges.add(set.firstAddress(i), set.lastAddress(i));
            }
            return this;
        }

        /** The set of all that was added. */
        public AddressSet build() {
            return ranges.toSet();
        }
    }
}
