package hayate.send;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.net.FrameSender.Framing;
import hayate.net.PacketFilter;
import hayate.net.PacketRingReceiver;
import hayate.net.PacketSender;
import hayate.net.RingSize;
import hayate.net.netlink.LinkInfo;
import hayate.net.netlink.Netlink;
import hayate.plan.AddressSet;
import hayate.plan.Addresses;
import hayate.work.SystemClock;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The route map against {@code ip -4 route get}, and the ARP sweep against a kernel that answers for many addresses. */
@Tag("network")
class RoutingNetworkTest {
    private static final int[] NETS = {
        0x0A010000,
        0x0A020000,
        0x0A030000,
        0x0A040000,
        0xAC100000,
        0xAC140000,
        0xC0000200,
        0xC6336400,
        0xCB007100,
        0x7F000000,
        0x08080800,
        0x0A01FF00
    };

    private static RoutingLab lab;

    @BeforeAll
    static void joinNamespaces() {
        lab = RoutingLab.open();
        lab.join(0, "10.1.0.1/16", "10.1.255.254/16");
        lab.join(1, "10.2.0.1/24", "10.2.0.254/24");
        lab.join(2, "10.3.0.1/24", "10.3.0.254/24");
        lab.inPeer("ip route add local 10.1.64.0/18 dev lo");
        for (String command : new String[] {
            "ip link set v2 arp off",
            "ip tuntap add t0 mode tun",
            "ip addr add 10.4.0.1/24 dev t0",
            "ip link set t0 up",
            "ip route add default via 10.1.255.254",
            "ip route add 172.16.0.0/12 via 10.2.0.254 mtu 1400",
            "ip route add unreachable 192.0.2.0/24",
            "ip route add blackhole 198.51.100.0/24",
            "ip route add prohibit 203.0.113.0/24",
            "ip rule add to 172.20.0.0/16 lookup 100",
            "ip route add default via 10.1.255.254 table 100",
            "ip rule add from 10.2.0.1 lookup 101",
            "ip route add default via 10.2.0.254 table 101"
        }) {
            lab.inScanner(command);
        }
    }

    @AfterAll
    static void removeNamespaces() {
        if (lab != null) {
            lab.close();
        }
    }

    private static RouteMap build(AddressSet targets, String interfaceName, int source) throws Exception {
        SendConfig config = new SendConfig(
                SendConfig.Backend.AUTO,
                1,
                Optional.ofNullable(interfaceName),
                source == 0 ? OptionalInt.empty() : OptionalInt.of(source),
                Optional.empty());
        return lab.callInScanner(() -> {
            try (Netlink netlink = Netlink.open()) {
                return RouteMap.build(netlink, targets, config);
            }
        });
    }

    private static AddressSet someTargets(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        AddressSet.Builder targets = AddressSet.builder();
        for (int net : NETS) {
            targets.add(net).add(net + 1).add(net + 255).add(net + 254);
            for (int i = 0; i < 2; i++) {
                targets.add(net + random.nextInt(1 << 16));
            }
        }
        return targets.build();
    }

    @Test
    void shouldDecideLikeTheKernel() throws Exception {
        AddressSet targets = someTargets(1);
        checkAgainstKernel(targets, build(targets, null, 0), "");
    }

    @Test
    void shouldHonourSourceInPolicyRules() throws Exception {
        AddressSet targets =
                AddressSet.builder().add(0x08080808).add(0x0A010105).build();
        RouteMap map = build(targets, null, 0x0A020001);
        checkAgainstKernel(targets, map, " from 10.2.0.1");
        assertThat(map.route(map.routeIdOf(0x08080808)).gatewayAddress()).isEqualTo(0x0A0200FE);
    }

    private static void checkAgainstKernel(AddressSet targets, RouteMap map, String suffix) {
        for (long i = 0; i < targets.size(); i++) {
            int address = targets.addressAt(i);
            String text = Addresses.format(address);
            RoutingLab.Result kernel = lab.tryInScanner("ip -4 route get " + text + suffix);
            int id = map.routeIdOf(address);
            if (kernel.status() != 0 || kernel.output().startsWith("broadcast")) {
                assertThat(id).as(text + ": " + kernel.output()).isEqualTo(RouteMap.UNROUTABLE);
            } else {
                assertThat(id).as(text + ": " + kernel.output()).isNotEqualTo(RouteMap.UNROUTABLE);
                checkRoute(map.route(id), kernel.output(), text, suffix.isEmpty());
            }
        }
    }

    private static void checkRoute(Route route, String kernel, String target, boolean namesSource) {
        assertThat(route.interfaceName()).as(kernel).isEqualTo(word(kernel, "dev"));
        String via = word(kernel, "via");
        assertThat(Addresses.format(route.gatewayAddress())).as(kernel).isEqualTo(via == null ? "0.0.0.0" : via);
        String source = word(kernel, "src");
        boolean own = kernel.startsWith("local") && target.equals(source);
        if (namesSource && !own) {
            assertThat(Addresses.format(route.sourceAddress())).as(kernel).isEqualTo(source);
        }
        String mtu = word(kernel, "mtu");
        if (mtu != null) {
            assertThat(route.mtuBytes()).as(kernel).isEqualTo(Integer.parseInt(mtu));
        }
    }

    private static String word(String text, String before) {
        Matcher match = Pattern.compile("\\b" + before + " (\\S+)").matcher(text);
        return match.find() ? match.group(1) : null;
    }

    @Test
    void shouldResolveGatewayByAskingTheKernel() throws Exception {
        lab.inScanner("ip neigh flush all");
        RouteMap map = build(AddressSet.builder().add(0x08080808).build(), null, 0);
        assertThat(map.route(0).nextHopMac()).isEqualTo(macOfPeer("p0"));
        assertThat(map.route(0).needsNeighbours()).isFalse();
    }

    @Test
    void shouldConfirmStaleGateway() throws Exception {
        String mac = text(macOfPeer("p1"));
        lab.inScanner("ip neigh replace 10.2.0.254 lladdr " + mac + " dev v1 nud stale");
        RouteMap map = build(AddressSet.builder().add(0xAC100001).build(), null, 0);
        assertThat(map.route(0).nextHopMac()).isEqualTo(macOfPeer("p1"));
        assertThat(lab.inScanner("ip neigh show 10.2.0.254")).contains("REACHABLE");
    }

    @Test
    void shouldReplaceStaleGatewayThatChanged() throws Exception {
        lab.inScanner("ip neigh replace 10.1.255.254 lladdr 02:00:00:00:00:77 dev v0 nud stale");
        RouteMap map = build(AddressSet.builder().add(0x08080808).build(), null, 0);
        assertThat(map.route(0).nextHopMac()).isEqualTo(macOfPeer("p0"));
    }

    private static String text(long mac) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(mac).array();
        return HexFormat.ofDelimiter(":").formatHex(bytes, 2, Long.BYTES);
    }

    private static long macOfPeer(String name) throws Exception {
        return lab.callInPeer(() -> {
            try (Netlink netlink = Netlink.open()) {
                return netlink.links().stream()
                        .filter(link -> link.name().equals(name))
                        .mapToLong(LinkInfo::mac)
                        .findFirst()
                        .orElseThrow();
            }
        });
    }

    @Test
    void shouldNotResolveWhereTheLinkHasNoArp() throws Exception {
        Route route =
                build(AddressSet.builder().add(0x0A030009).build(), null, 0).route(0);
        assertThat(route.onLink()).isTrue();
        assertThat(route.nextHopMac()).isEqualTo(route.sourceMac());
    }

    @Test
    void shouldNameTheGatewayThatDoesNotAnswer() throws Exception {
        lab.inScanner("ip route replace 100.64.0.0/24 via 10.1.200.1");
        RouteMap map = build(AddressSet.builder().add(0x64400005).build(), null, 0);
        assertThat(map.routeCount()).isZero();
        assertThat(map.unroutable())
                .singleElement()
                .extracting(Unroutable::text)
                .isEqualTo("gateway 10.1.200.1 on v0 does not answer ARP");
    }

    @Test
    void shouldNotTakeRemoteTargetsToBeOnTheLinkOfTheInterfaceAskedFor() throws Exception {
        RouteMap map =
                build(AddressSet.builder().add(0x08080808).add(0x0A020005).build(), "v1", 0);
        assertThat(map.routeIdOf(0x08080808)).isEqualTo(RouteMap.UNROUTABLE);
        assertThat(map.route(map.routeIdOf(0x0A020005)).onLink()).isTrue();
    }

    @Test
    void shouldFindMacsOfWholeSubnetWithoutTheKernelsNeighbourTable() throws Exception {
        AddressSet targets = AddressSet.builder()
                .add(0x0A014000, 0x0A017FFF)
                .add(0x0A01C000, 0x0A01C00F)
                .build();
        RouteMap map = build(targets, null, 0);
        RouteTargets onLink = map.targetsOf(0, targets);
        assertThat(onLink.size()).isEqualTo(targets.size());
        MacTable macs = sweep(map.route(0), onLink);
        // The kernel's input queues are shared with whatever floods other namespaces meanwhile, and drop what they
        // cannot take.
        for (int again = 0; again < 2 && macs.size() != 0x4000; again++) {
            macs = sweep(map.route(0), onLink);
        }
        long peer = macOfPeer("p0");
        assertThat(macs.size()).isEqualTo(0x4000);
        for (int address = 0x0A014000; address <= 0x0A017FFF; address++) {
            assertThat(macs.macOf(address)).isEqualTo(peer);
        }
        assertThat(macs.macOf(0x0A01C005)).isEqualTo(Lane.Neighbours.UNRESOLVED);
        assertThat(lab.inScanner("ip neigh show dev v0").lines().count()).isLessThan(20);
    }

    private static MacTable sweep(Route route, RouteTargets targets) throws Exception {
        return lab.callInScanner(() -> {
            PacketFilter arp = PacketFilter.builder().etherType(0x0806).build();
            try (PacketSender requests = new PacketSender(route.interfaceName(), Framing.ETHERNET);
                    PacketRingReceiver replies =
                            new PacketRingReceiver(route.interfaceIndex(), arp, RingSize.forRate(Long.MAX_VALUE))) {
                OnLinkResolver resolver = new OnLinkResolver(
                        requests,
                        replies,
                        new SystemClock(),
                        route,
                        targets,
                        Double.POSITIVE_INFINITY,
                        0,
                        () -> false,
                        (address, ns) -> {});
                return resolver.resolve(List.of());
            }
        });
    }
}
