package hayate.send;

import hayate.net.netlink.RoutingKernel;
import hayate.plan.AddressSet;
import hayate.work.BackoffIdle;
import hayate.work.Clock;
import hayate.work.IdleStrategy;
import hayate.work.SystemClock;
import java.util.Arrays;
import java.util.List;

/**
 * How to reach each target, decided by the kernel: within an interval between two neighbouring bounds of FIB prefixes
 * and rules all addresses fare alike, so the kernel is asked for one target of each interval that has any. Policy
 * routing, this host's own addresses, AnyIP, unreachable routes and directed broadcasts are thus right without being
 * known here. Of several equal-cost paths each interval takes the one that the kernel picks for its first target.
 *
 * <p>Cost: one question (about 5 µs) per interval with targets: one for a subnet behind a default route, seconds for
 * all of a full Internet table. Memory: 8 bytes per change of route along the address space.
 *
 * <p>Immutable, safe to read from any thread. What it says of addresses that are no targets means nothing.
 */
public final class RouteMap {
    /** The id of targets that get no packets. */
    public static final int UNROUTABLE = -1;

    private static final long PARK_MAX_NS = 5_000_000;

    /** First address of each stretch with one route, sign bit flipped so that signed order is address order. */
    private final int[] starts;

    private final int[] ids;
    private final List<Route> routes;
    private final List<Unroutable> unroutable;
    private final boolean uniform;

    RouteMap(int[] starts, int[] ids, List<Route> routes, List<Unroutable> unroutable) {
        this.starts = starts;
        this.ids = ids;
        this.routes = List.copyOf(routes);
        this.unroutable = List.copyOf(unroutable);
        this.uniform = ids.length == 1;
    }

    /**
     * Asks the kernel and resolves the gateways' MACs.
     *
     * @param kernel a {@link hayate.net.netlink.Netlink}
     * @throws RouteException if the interface or source asked for is not this host's
     * @throws hayate.net.NativeException if the kernel refuses to tell
     */
    public static RouteMap build(RoutingKernel kernel, AddressSet targets, SendConfig config) {
        return build(kernel, targets, config, new SystemClock(), new BackoffIdle(PARK_MAX_NS));
    }

    static RouteMap build(RoutingKernel kernel, AddressSet targets, SendConfig config, Clock clock, IdleStrategy idle) {
        return new RouteMapBuilder(kernel, targets, config, new NextHops(kernel, clock, idle)).build();
    }

    /** How many routes there are; ids are 0 up to here. */
    public int routeCount() {
        return routes.size();
    }

    /** The route of an id. */
    public Route route(int id) {
        return routes.get(id);
    }

    /** The id of the route to a target, or {@link #UNROUTABLE}. */
    public int routeIdOf(int address) {
        if (uniform) {
            return ids[0];
        }
        int found = Arrays.binarySearch(starts, address ^ Integer.MIN_VALUE);
        int stretch = found >= 0 ? found : -found - 2;
        return stretch < 0 ? UNROUTABLE : ids[stretch];
    }

    /** Where targets are that get no packets, in ascending order. */
    public List<Unroutable> unroutable() {
        return unroutable;
    }

    /** How many targets get no packets. */
    public long unroutableTargets() {
        return unroutable.stream().mapToLong(Unroutable::targets).sum();
    }

    /** The targets that a route leads to. */
    public RouteTargets targetsOf(int id, AddressSet targets) {
        RouteTargets.Collector collector = new RouteTargets.Collector();
        for (int stretch = 0; stretch < ids.length; stretch++) {
            if (ids[stretch] == id) {
                int last = stretch + 1 < ids.length ? (starts[stretch + 1] ^ Integer.MIN_VALUE) - 1 : 0xFFFF_FFFF;
                collector.add(starts[stretch] ^ Integer.MIN_VALUE, last, targets);
            }
        }
        return collector.collect();
    }
}
