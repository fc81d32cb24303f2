package hayate.plan;

import java.util.Arrays;

/**
 * Ranges of IPv4 addresses on their way into an {@link AddressSet}, packed so that sorting longs sorts ranges:
 *
 * <pre>
 *  63                               32 31                                0
 * +-----------------------------------+-----------------------------------+
 * |  first address, top bit flipped   |           last address            |
 * +-----------------------------------+-----------------------------------+
 * </pre>
 */
final class AddressRanges {
    private static final int INITIAL_CAPACITY = 16;
    /** Above this many ranges sorting on all cores pays. */
    private static final int PARALLEL_SORT_MIN = 1 << 16;

    private static final long UNSIGNED = 0xFFFF_FFFFL;

    /** What {@link #combine} computes. */
    enum Operation {
        MINUS,
        AND
    }

    private long[] ranges = new long[INITIAL_CAPACITY];
    private int count;
    private boolean merged = true;

    static long pack(int first, int last) {
        return (long) (first ^ Integer.MIN_VALUE) << 32 | last & UNSIGNED;
    }

    static int first(long range) {
        return (int) (range >>> 32) ^ Integer.MIN_VALUE;
    }

    static int last(long range) {
        return (int) range;
    }

    static long size(long range) {
        return (last(range) & UNSIGNED) - (first(range) & UNSIGNED) + 1;
    }

    void add(int first, int last) {
        if (Integer.compareUnsigned(first, last) > 0) {
            throw new IllegalArgumentException(
                    "range from " + Addresses.format(first) + " down to " + Addresses.format(last));
        }
        if (count > 0 && extendsLast(first, last)) {
            return;
        }
        if (count == ranges.length) {
            makeRoom();
        }
        merged &= count == 0 || isBeyondLast(first);
        ranges[count++] = pack(first, last);
    }

    AddressSet toSet() {
        merge();
        return new AddressSet(ranges, count);
    }

    /** Lists are usually sorted, so most ranges continue the one before, and cost nothing. */
    private boolean extendsLast(int first, int last) {
        long previous = ranges[count - 1];
        if (first != last(previous) + 1 || last(previous) == -1) {
            return false;
        }
        ranges[count - 1] = pack(first(previous), last);
        return true;
    }

    private boolean isBeyondLast(int first) {
        return (first & UNSIGNED) > (last(ranges[count - 1]) & UNSIGNED) + 1;
    }

    private void makeRoom() {
        merge();
        if (count > ranges.length / 2) {
            ranges = Arrays.copyOf(ranges, ranges.length + Math.max(INITIAL_CAPACITY, ranges.length / 2));
        }
    }

    private void merge() {
        if (merged) {
            return;
        }
        if (count > PARALLEL_SORT_MIN) {
            Arrays.parallelSort(ranges, 0, count);
        } else {
            Arrays.sort(ranges, 0, count);
        }
        int kept = 0;
        for (int i = 1; i < count; i++) {
            long range = ranges[i];
            long lastKept = last(ranges[kept]) & UNSIGNED;
            if ((first(range) & UNSIGNED) > lastKept + 1) {
                ranges[++kept] = range;
            } else if ((last(range) & UNSIGNED) > lastKept) {
                ranges[kept] = pack(first(ranges[kept]), last(range));
            }
        }
        count = kept + 1;
        merged = true;
    }

    /** One walk over both sets in ascending order. */
    static AddressSet combine(AddressSet a, AddressSet b, Operation operation) {
        AddressRanges result = new AddressRanges();
        int j = 0;
        for (int i = 0; i < a.rangeCount(); i++) {
            long from = a.firstAddress(i) & UNSIGNED;
            long to = a.lastAddress(i) & UNSIGNED;
            while (j < b.rangeCount() && (b.lastAddress(j) & UNSIGNED) < from) {
                j++;
            }
            for (int k = j; k < b.rangeCount() && from <= to && (b.firstAddress(k) & UNSIGNED) <= to; k++) {
                long bFrom = b.firstAddress(k) & UNSIGNED;
                long bTo = b.lastAddress(k) & UNSIGNED;
                if (operation == Operation.AND) {
                    result.add((int) Math.max(from, bFrom), (int) Math.min(to, bTo));
                } else if (bFrom > from) {
                    result.add((int) from, (int) (bFrom - 1));
                }
                from = bTo + 1;
                j = k;
            }
            if (operation == Operation.MINUS && from <= to) {
                result.add((int) from, (int) to);
            }
        }
        return result.toSet();
    }
}
