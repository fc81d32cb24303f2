package hayate.scan;

import hayate.send.Lane;
import hayate.send.LaneTable;
import hayate.send.RouteMap;
import java.util.List;

/** The lanes of one transmitter, found by the kernel's routes. */
final class RoutedLanes implements LaneTable {
    private final RouteMap routes;
    private final Lane[] lanes;
    private final List<Lane.Exit> exits;

    /** @param lanes one for each route id */
    RoutedLanes(RouteMap routes, Lane[] lanes) {
        this.routes = routes;
        this.lanes = lanes;
        this.exits = java.util.Arrays.stream(lanes).map(Lane::exit).distinct().toList();
    }

    @Override
    public Lane laneOf(int address) {
        int route = routes.routeIdOf(address);
        return route == RouteMap.UNROUTABLE ? null : lanes[route];
    }

    @Override
    public List<Lane.Exit> exits() {
        return exits;
    }
}
