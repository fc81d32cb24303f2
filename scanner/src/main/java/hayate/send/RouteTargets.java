package hayate.send;

import hayate.plan.AddressSet;
import java.util.Arrays;

/** Some of the targets, ascending and numbered 0..{@link #size()}-1. Immutable; 16 bytes a range. */
public final class RouteTargets {
    /** First addresses, sign bit flipped so that signed order is address order. */
    private final int[] firsts;

    private final int[] lasts;
    /** How many addresses come before each range. */
    private final long[] before;

    private final long size;

    private RouteTargets(int[] firsts, int[] lasts) {
        this.firsts = firsts;
        this.lasts = lasts;
        this.before = new long[firsts.length];
        long sum = 0;
        for (int range = 0; range < firsts.length; range++) {
            before[range] = sum;
            sum += lengthOf(range);
        }
        size = sum;
    }

    /** How many addresses there are. */
    public long size() {
        return size;
    }

    /** How many ranges there are. */
    public int rangeCount() {
        return firsts.length;
    }

    /** First address of a range. */
    public int firstAddress(int range) {
        return firsts[range] ^ Integer.MIN_VALUE;
    }

    /** Number of addresses of a range. */
    public long lengthOf(int range) {
        return RouteIntervals.unsigned(lasts[range]) - RouteIntervals.unsigned(firstAddress(range)) + 1;
    }

    /** The number of an address, -1 if it is not among them. */
    public long indexOf(int address) {
        int found = Arrays.binarySearch(firsts, address ^ Integer.MIN_VALUE);
        int range = found >= 0 ? found : -found - 2;
        if (range < 0 || Integer.compareUnsigned(address, lasts[range]) > 0) {
            return -1;
        }
        return before[range] + RouteIntervals.unsigned(address - firstAddress(range));
    }

    /** Intersects intervals, given in ascending order, with the targets; the walk over both is one. */
    static final class Collector {
        private int[] firsts = new int[16];
        private int[] lasts = new int[16];
        private int count;

        /** Adds the targets in {@code [first, last]}; how many they are. */
        long add(int first, int last, AddressSet targets) {
            long added = 0;
            for (int range = firstRange(targets, first);
                    range < targets.rangeCount() && Integer.compareUnsigned(targets.firstAddress(range), last) <= 0;
                    range++) {
                int from = Integer.compareUnsigned(targets.firstAddress(range), first) < 0
                        ? first
                        : targets.firstAddress(range);
                int to = Integer.compareUnsigned(targets.lastAddress(range), last) > 0
                        ? last
                        : targets.lastAddress(range);
                append(from, to);
                added += RouteIntervals.unsigned(to) - RouteIntervals.unsigned(from) + 1;
            }
            return added;
        }

        /** The first range that does not end before an address. */
        private static int firstRange(AddressSet targets, int address) {
            int low = 0;
            int high = targets.rangeCount();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (Integer.compareUnsigned(targets.lastAddress(middle), address) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        private void append(int first, int last) {
            if (count == firsts.length) {
                firsts = Arrays.copyOf(firsts, count * 2);
                lasts = Arrays.copyOf(lasts, count * 2);
            }
            firsts[count] = first ^ Integer.MIN_VALUE;
            lasts[count++] = last;
        }

        RouteTargets collect() {
            return new RouteTargets(Arrays.copyOf(firsts, count), Arrays.copyOf(lasts, count));
        }
    }
}
