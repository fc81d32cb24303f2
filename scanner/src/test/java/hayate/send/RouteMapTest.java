package hayate.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hayate.net.NativeException;
import hayate.net.netlink.RouteAnswer;
import hayate.net.netlink.RouteAnswer.Type;
import hayate.plan.AddressSet;
import hayate.work.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RouteMapTest {
    private static final int OWN = 0x0A000005;
    private static final int GATEWAY = 0x0A000001;
    private static final long GATEWAY_MAC = 0x0200_0000_0099L;
    private static final RouteAnswer DEFAULT = new RouteAnswer(Type.UNICAST, 2, GATEWAY, OWN, 0);
    private static final RouteAnswer ON_LINK = new RouteAnswer(Type.UNICAST, 2, 0, OWN, 0);
    private static final RouteAnswer TUNNEL = new RouteAnswer(Type.UNICAST, 3, 0, 0x0A090001, 0);

    private long nowNs;

    private static FakeKernel office() {
        FakeKernel kernel = new FakeKernel()
                .add(0, 0, DEFAULT)
                .add(0x0A000000, 24, ON_LINK)
                .add(OWN, 32, new RouteAnswer(Type.LOCAL, 1, 0, OWN, 0))
                .add(0x0A0000FF, 32, new RouteAnswer(Type.BROADCAST, 2, 0, OWN, 0))
                .add(0x0A090000, 16, TUNNEL)
                .add(0x0A0A0000, 16, new RouteAnswer(Type.UNREACHABLE, 0, 0, 0, 0));
        kernel.answeringArp.put(GATEWAY, GATEWAY_MAC);
        return kernel;
    }

    private RouteMap build(FakeKernel kernel, AddressSet targets, SendConfig config) {
        Clock clock = new Clock() {
            @Override
            public long nanoTime() {
                return nowNs;
            }

            @Override
            public long epochNs() {
                return nowNs;
            }
        };
        return RouteMap.build(kernel, targets, config, clock, workCount -> nowNs += 5_000_000);
    }

    private static SendConfig config(String interfaceName, int source, Long routerMac) {
        return new SendConfig(
                SendConfig.Backend.AUTO,
                1,
                Optional.ofNullable(interfaceName),
                source == 0 ? OptionalInt.empty() : OptionalInt.of(source),
                Optional.ofNullable(routerMac));
    }

    private static Route routeTo(RouteMap map, int address) {
        return map.route(map.routeIdOf(address));
    }

    @Test
    void shouldTellGatewayOnLinkTunnelAndOwnAddressApart() {
        RouteMap map = build(office(), AddressSet.ALL, config(null, 0, null));
        assertThat(routeTo(map, 0x08080808))
                .isEqualTo(new Route(
                        2, "eth0", Route.Link.ETHERNET, OWN, false, GATEWAY, 0x0200_0000_0002L, GATEWAY_MAC, 1500));
        assertThat(routeTo(map, 0x0A000007).needsNeighbours()).isTrue();
        assertThat(routeTo(map, 0x0A090101))
                .isEqualTo(new Route(3, "tun0", Route.Link.IP, 0x0A090001, true, 0, 0, 0, 1400));
        assertThat(routeTo(map, OWN).link()).isEqualTo(Route.Link.LOOPBACK);
        assertThat(map.routeIdOf(0x0A0000FF)).isEqualTo(RouteMap.UNROUTABLE);
        assertThat(map.routeIdOf(0x0A0A0001)).isEqualTo(RouteMap.UNROUTABLE);
        assertThat(map.unroutable())
                .containsExactly(
                        new Unroutable(0x0A0000FF, 0x0A0000FF, 1, Unroutable.Reason.BROADCAST, ""),
                        new Unroutable(0x0A0A0000, 0x0A0AFFFF, 65_536, Unroutable.Reason.UNREACHABLE, ""));
    }

    @Test
    void shouldAskOncePerPrefixHoweverManyTargetRanges() {
        AddressSet.Builder odd = AddressSet.builder();
        for (int i = 0; i < 100_000; i++) {
            odd.add(0x08000001 + 2 * i);
        }
        FakeKernel kernel = office();
        RouteMap map = build(kernel, odd.build(), config(null, 0, null));
        assertThat(kernel.questions).isEqualTo(1);
        assertThat(map.routeCount()).isEqualTo(1);
    }

    @Test
    void shouldAgreeWithKernelForRandomTablesAndTargets() {
        for (long seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            FakeKernel kernel = office();
            for (int i = random.nextInt(60); i > 0; i--) {
                int lengthBits = random.nextInt(8, 33);
                int address = (random.nextBoolean() ? 0x0A00_0000 | random.nextInt(1 << 22) : random.nextInt())
                        & -1 << (32 - lengthBits);
                kernel.add(
                        address, lengthBits, random.nextBoolean() ? TUNNEL : random.nextBoolean() ? ON_LINK : DEFAULT);
            }
            AddressSet.Builder targets = AddressSet.builder();
            for (int i = random.nextInt(1, 40); i > 0; i--) {
                int first = random.nextBoolean() ? 0x0A00_0000 | random.nextInt(1 << 22) : random.nextInt();
                int last = first + random.nextInt(1 << 18);
                targets.add(first, Integer.compareUnsigned(first, last) <= 0 ? last : -1);
            }
            AddressSet set = targets.build();
            checkAgreement(seed, kernel, set, build(kernel, set, config(null, 0, null)), random);
        }
    }

    private static void checkAgreement(
            long seed, FakeKernel kernel, AddressSet set, RouteMap map, SplittableRandom random) {
        long routed = 0;
        for (int id = 0; id < map.routeCount(); id++) {
            routed += map.targetsOf(id, set).size();
        }
        assertThat(routed + map.unroutableTargets()).as("seed %d", seed).isEqualTo(set.size());
        for (int i = 0; i < 500; i++) {
            int address = set.addressAt(random.nextLong(set.size()));
            RouteAnswer answer = kernel.lookup(address);
            int id = map.routeIdOf(address);
            boolean sends = answer.type() == Type.UNICAST || answer.type() == Type.LOCAL;
            assertThat(id != RouteMap.UNROUTABLE)
                    .as("seed %d, %x", seed, address)
                    .isEqualTo(sends);
            if (sends) {
                assertThat(map.route(id).interfaceIndex())
                        .as("seed %d, %x", seed, address)
                        .isEqualTo(answer.interfaceIndex());
                assertThat(map.route(id).gatewayAddress())
                        .as("seed %d, %x", seed, address)
                        .isEqualTo(answer.gatewayAddress());
                assertThat(map.targetsOf(id, set).indexOf(address))
                        .as("seed %d", seed)
                        .isNotNegative();
            }
        }
    }

    @Test
    void shouldNameTheGatewayThatDoesNotAnswerAndReachTheOthers() {
        FakeKernel kernel = office();
        kernel.answeringArp.clear();
        AddressSet behindAndOnLink =
                AddressSet.builder().add(0x08080808).add(0x0A000005).build();
        RouteMap map = build(kernel, behindAndOnLink, config(null, 0, null));
        assertThat(map.routeIdOf(0x08080808)).isEqualTo(RouteMap.UNROUTABLE);
        assertThat(map.route(map.routeIdOf(0x0A000005)).onLink()).isTrue();
        assertThat(map.unroutable())
                .singleElement()
                .extracting(Unroutable::text)
                .isEqualTo("gateway 10.0.0.1 on eth0 does not answer ARP");
    }

    @Test
    void shouldAskForGatewayAgainWhileTheNeighbourTableIsFull() {
        FakeKernel kernel = office();
        kernel.fullFor = 3;
        AddressSet targets = AddressSet.ofRange(0x08080808, 0x08080808);
        RouteMap map = build(kernel, targets, config(null, 0, null));
        assertThat(map.routeCount()).isEqualTo(1);
        assertThat(kernel.solicitations).isEqualTo(1);
        kernel.fullFor = Integer.MAX_VALUE;
        kernel.forget();
        assertThatThrownBy(() -> build(kernel, targets, config(null, 0, null)))
                .isInstanceOf(NativeException.class)
                .hasMessageContaining("no buffer space");
    }

    @Test
    void shouldUseRouterMacWithoutAskingForGateway() {
        FakeKernel kernel = office();
        AddressSet targets = AddressSet.ofRange(0x08080808, 0x08080808);
        RouteMap map = build(kernel, targets, config(null, 0, 0x0A0B0C0D0E0FL));
        assertThat(map.route(0).nextHopMac()).isEqualTo(0x0A0B0C0D0E0FL);
        assertThat(kernel.solicitations).isZero();
    }

    @Test
    void shouldRefuseForeignSourceNamingOwnAddresses() {
        assertThatThrownBy(() -> build(office(), AddressSet.ALL, config(null, 0x01020304, null)))
                .isInstanceOf(RouteException.class)
                .hasMessage("source address 1.2.3.4 is not one of this host's: 10.0.0.5");
    }

    @Test
    void shouldRefuseUnknownInterfaceNamingThoseThereAre() {
        assertThatThrownBy(() -> build(office(), AddressSet.ALL, config("eth9", 0, null)))
                .isInstanceOf(RouteException.class)
                .hasMessage("no interface eth9; there are eth0, lo, tun0");
    }

    @Test
    void shouldHaveNoRoutesWithoutTargets() {
        RouteMap map = build(office(), AddressSet.EMPTY, config(null, 0, null));
        assertThat(map.routeCount()).isZero();
        assertThat(map.routeIdOf(1)).isEqualTo(RouteMap.UNROUTABLE);
    }
}
