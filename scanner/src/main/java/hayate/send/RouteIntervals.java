package hayate.send;

import hayate.net.netlink.RoutingKernel;
import hayate.plan.AddressSet;
import java.util.Arrays;

/**
 * Cuts the address space where any FIB prefix or rule begins or ends: within a piece the kernel decides alike. Only
 * pieces that hold targets are told; a piece is never cut by the targets.
 *
 * <p>Costs sorting of at most two numbers per prefix between the first and the last target, and one walk over pieces
 * and target ranges together.
 */
final class RouteIntervals {
    private static final long SPACE = 1L << 32;

    private final AddressSet targets;
    private final long low;
    private final long high;
    private int[] bounds = new int[64];
    private int count;

    /** Takes one piece. */
    @FunctionalInterface
    interface Visitor {
        /**
         * @param first first address of the piece
         * @param last last address of the piece
         * @param firstTarget the first target in it
         */
        void onInterval(int first, int last, int firstTarget);
    }

    private RouteIntervals(AddressSet targets) {
        this.targets = targets;
        this.low = unsigned(targets.firstAddress(0));
        this.high = unsigned(targets.lastAddress(targets.rangeCount() - 1));
    }

    /** Visits the pieces that hold targets, in ascending order. */
    static void visit(RoutingKernel kernel, AddressSet targets, Visitor visitor) {
        if (targets.rangeCount() == 0) {
            return;
        }
        RouteIntervals intervals = new RouteIntervals(targets);
        intervals.addBuiltIn();
        kernel.prefixes(intervals::addPrefix);
        intervals.sort();
        intervals.walk(visitor);
    }

    static long unsigned(int address) {
        return address & 0xFFFF_FFFFL;
    }

    /** What the kernel treats by itself, whatever the tables say (ip_route_output_key_hash_rcu in net/ipv4/route.c). */
    private void addBuiltIn() {
        addPrefix(0, 0);
        addPrefix(0, 32);
        addPrefix(0, 8);
        addPrefix(0x7F00_0000, 8);
        addPrefix(0xE000_0000, 4);
        addPrefix(0xFFFF_FFFF, 32);
    }

    private void addPrefix(int address, int lengthBits) {
        long lengthAddresses = SPACE >>> lengthBits;
        long first = unsigned(address) & -lengthAddresses;
        addBound(first);
        addBound(first + lengthAddresses);
    }

    /** Bounds above the last target do nothing; of those below the first only the nearest matters, so one is kept. */
    private void addBound(long bound) {
        if (bound > high) {
            return;
        }
        if (count == bounds.length) {
            sort();
            bounds = count > bounds.length / 2 ? Arrays.copyOf(bounds, count * 2) : bounds;
        }
        bounds[count++] = (int) bound ^ Integer.MIN_VALUE;
    }

    private void sort() {
        Arrays.sort(bounds, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            boolean superseded = kept > 0 && (bounds[kept - 1] == bounds[i] || unsigned(bound(i)) <= low);
            kept -= superseded ? 1 : 0;
            bounds[kept++] = bounds[i];
        }
        count = kept;
    }

    private int bound(int i) {
        return bounds[i] ^ Integer.MIN_VALUE;
    }

    private void walk(Visitor visitor) {
        int range = 0;
        for (int i = 0; i < count && range < targets.rangeCount(); i++) {
            long first = unsigned(bound(i));
            long last = i + 1 < count ? unsigned(bound(i + 1)) - 1 : SPACE - 1;
            while (range < targets.rangeCount() && unsigned(targets.lastAddress(range)) < first) {
                range++;
            }
            if (range < targets.rangeCount() && unsigned(targets.firstAddress(range)) <= last) {
                long firstTarget = Math.max(first, unsigned(targets.firstAddress(range)));
                visitor.onInterval((int) first, (int) last, (int) firstTarget);
            }
        }
    }
}
