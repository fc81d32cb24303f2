package hayate.send;

import hayate.net.netlink.LinkInfo;
import hayate.net.netlink.RouteAnswer;
import hayate.net.netlink.RoutingKernel;
import hayate.plan.AddressSet;
import hayate.plan.Addresses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Asks the kernel interval by interval and gives equal answers one route. Used once, by one thread. */
final class RouteMapBuilder {
    private static final int LOOPBACK_NET = 127;

    private final RoutingKernel kernel;
    private final AddressSet targets;
    private final SendConfig config;
    private final NextHops nextHops;
    private final Map<Integer, LinkInfo> links;
    private final int interfaceIndex;
    private final int source;

    private final Map<RouteAnswer, Integer> idOfAnswer = new HashMap<>();
    private final Map<Route, Integer> idOfRoute = new HashMap<>();
    private final Map<Boolean, Integer> localSource = new HashMap<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<Unroutable> unroutable = new ArrayList<>();
    private int[] starts = new int[16];
    private int[] ids = new int[16];
    private int count;

    RouteMapBuilder(RoutingKernel kernel, AddressSet targets, SendConfig config, NextHops nextHops) {
        this.kernel = kernel;
        this.targets = targets;
        this.config = config;
        this.nextHops = nextHops;
        this.links = kernel.links().stream().collect(Collectors.toMap(LinkInfo::index, link -> link, (a, b) -> b));
        this.interfaceIndex = config.interfaceName().map(this::indexOf).orElse(0);
        this.source = config.sourceAddress().isPresent()
                ? checkSource(config.sourceAddress().getAsInt())
                : 0;
    }

    private int indexOf(String name) {
        LinkInfo link = links.values().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RouteException("no interface " + name + "; there are " + interfaceNames()));
        if (!link.isUp()) {
            throw new RouteException("interface " + name + " is down");
        }
        return link.index();
    }

    private String interfaceNames() {
        return links.values().stream().map(LinkInfo::name).sorted().collect(Collectors.joining(", "));
    }

    private int checkSource(int address) {
        if (kernel.route(address, 0, 0).type() != RouteAnswer.Type.LOCAL) {
            String own = kernel.addresses().stream()
                    .map(known -> Addresses.format(known.address()))
                    .distinct()
                    .collect(Collectors.joining(", "));
            throw new RouteException(
                    "source address " + Addresses.format(address) + " is not one of this host's: " + own);
        }
        return address;
    }

    RouteMap build() {
        RouteIntervals.visit(kernel, targets, this::decide);
        if (count == 0) {
            addStretch(0, RouteMap.UNROUTABLE);
        }
        return new RouteMap(Arrays.copyOf(starts, count), Arrays.copyOf(ids, count), routes, unroutable);
    }

    private void decide(int first, int last, int firstTarget) {
        RouteAnswer answer = kernel.route(firstTarget, interfaceIndex, source);
        Unroutable.Reason refused = refusal(answer);
        if (refused != null) {
            addUnroutable(first, last, refused, "");
        } else if (asksGateway(answer) && macOfGateway(answer).isEmpty()) {
            String name = links.get(answer.interfaceIndex()).name();
            String gateway = Addresses.format(answer.gatewayAddress()) + " on " + name;
            addUnroutable(first, last, Unroutable.Reason.GATEWAY_SILENT, gateway);
        } else {
            addStretch(first, idOfAnswer.computeIfAbsent(shared(answer, firstTarget), this::addRoute));
        }
    }

    /**
     * The kernel gives each of its own addresses that same address as source; one source serves all of them, so that a
     * host with thousands has one route. 127/8 is kept apart from addresses that are valid on the wire.
     */
    private RouteAnswer shared(RouteAnswer answer, int target) {
        if (answer.type() != RouteAnswer.Type.LOCAL) {
            return answer;
        }
        int own = localSource.computeIfAbsent(target >>> 24 == LOOPBACK_NET, ignored -> answer.sourceAddress());
        return new RouteAnswer(answer.type(), answer.interfaceIndex(), 0, own, answer.mtuBytes());
    }

    private Unroutable.Reason refusal(RouteAnswer answer) {
        LinkInfo link = links.get(answer.interfaceIndex());
        boolean hasSource = answer.sourceAddress() != 0 || source != 0;
        return switch (answer.type()) {
            case UNICAST, LOCAL -> link != null && hasSource ? null : Unroutable.Reason.NO_SOURCE;
            case ASSUMED_ON_LINK -> isUsable(answer, link) ? null : Unroutable.Reason.NO_ROUTE;
            case IPV6_GATEWAY -> link != null && isUsable(answer, link) ? null : Unroutable.Reason.IPV6_GATEWAY;
            case NO_ROUTE -> Unroutable.Reason.NO_ROUTE;
            case UNREACHABLE -> Unroutable.Reason.UNREACHABLE;
            case BLACKHOLE -> Unroutable.Reason.BLACKHOLE;
            case PROHIBIT -> Unroutable.Reason.PROHIBITED;
            case BROADCAST -> Unroutable.Reason.BROADCAST;
            case MULTICAST -> Unroutable.Reason.MULTICAST;
            case OTHER -> Unroutable.Reason.OTHER;
        };
    }

    /** Whether frames can be sent without knowing a next hop's IPv4 address. */
    private boolean isUsable(RouteAnswer answer, LinkInfo link) {
        boolean needsNoMac = Route.Link.of(link) != Route.Link.ETHERNET || link.isNoArp();
        return (answer.sourceAddress() != 0 || source != 0)
                && (needsNoMac || config.routerMac().isPresent());
    }

    private int addRoute(RouteAnswer answer) {
        Route route = routeOf(answer, links.get(answer.interfaceIndex()));
        return idOfRoute.computeIfAbsent(route, added -> {
            routes.add(added);
            return routes.size() - 1;
        });
    }

    private Route routeOf(RouteAnswer answer, LinkInfo link) {
        boolean local = answer.type() == RouteAnswer.Type.LOCAL;
        Route.Link kind = local ? Route.Link.LOOPBACK : Route.Link.of(link);
        boolean onLink = answer.gatewayAddress() == 0
                && (answer.type() == RouteAnswer.Type.UNICAST || kind != Route.Link.ETHERNET);
        return new Route(
                link.index(),
                link.name(),
                kind,
                source == 0 ? answer.sourceAddress() : source,
                onLink,
                answer.gatewayAddress(),
                kind == Route.Link.ETHERNET ? link.mac() : 0,
                kind == Route.Link.ETHERNET ? nextHopMac(answer, link, onLink) : 0,
                answer.mtuBytes() == 0 ? link.mtuBytes() : answer.mtuBytes());
    }

    private long nextHopMac(RouteAnswer answer, LinkInfo link, boolean onLink) {
        if (!onLink && config.routerMac().isPresent()) {
            return config.routerMac().get();
        }
        if (link.isNoArp()) {
            return link.mac();
        }
        return onLink ? -1 : macOfGateway(answer).orElseThrow();
    }

    /** Whether frames need the MAC of a gateway that only the gateway can tell. */
    private boolean asksGateway(RouteAnswer answer) {
        LinkInfo link = links.get(answer.interfaceIndex());
        return answer.type() == RouteAnswer.Type.UNICAST
                && answer.gatewayAddress() != 0
                && Route.Link.of(link) == Route.Link.ETHERNET
                && !link.isNoArp()
                && config.routerMac().isEmpty();
    }

    private OptionalLong macOfGateway(RouteAnswer answer) {
        return nextHops.macOf(links.get(answer.interfaceIndex()), answer.gatewayAddress());
    }

    private void addStretch(int first, int id) {
        if (count > 0 && ids[count - 1] == id) {
            return;
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ids = Arrays.copyOf(ids, count * 2);
        }
        starts[count] = first ^ Integer.MIN_VALUE;
        ids[count++] = id;
    }

    private void addUnroutable(int first, int last, Unroutable.Reason reason, String gateway) {
        addStretch(first, RouteMap.UNROUTABLE);
        long inside = new RouteTargets.Collector().add(first, last, targets);
        Unroutable previous = unroutable.isEmpty() ? null : unroutable.get(unroutable.size() - 1);
        if (previous != null
                && previous.lastAddress() + 1 == first
                && previous.reason() == reason
                && previous.gateway().equals(gateway)) {
            unroutable.set(
                    unroutable.size() - 1,
                    new Unroutable(previous.firstAddress(), last, previous.targets() + inside, reason, gateway));
        } else {
            unroutable.add(new Unroutable(first, last, inside, reason, gateway));
        }
    }
}
