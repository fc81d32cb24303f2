package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static org.assertj.core.api.Assertions.assertThat;

import hayate.e2e.Hayate.Outcome;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Each kind of link and route a scan may leave by: every target that is there is found, once, and nothing else is. */
@Tag("network")
@Execution(ExecutionMode.CONCURRENT)
class TopologyNetworkTest {
    private static Set<String> addresses(String prefix, int first, int last) {
        Set<String> all = new TreeSet<>();
        for (int i = first; i <= last; i++) {
            all.add(prefix + i);
        }
        return all;
    }

    /** A VLAN where the kernel has them, else its other kind of link with a name of its own on top of another. */
    private static String linkOnTop(TestWorld world) {
        String refused = world.output(
                "ip -n $near link add link n0 name try0 type vlan id 7 2>&1 && ip -n $near link del try0 || true");
        return refused.isEmpty() ? "vlan id 7" : "macvlan mode bridge";
    }

    private static Outcome scan(TestWorld world, Object... arguments) {
        Outcome outcome = Hayate.json(world, NEAR, arguments);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome;
    }

    private static void assertOpen(Outcome outcome, Collection<String> addresses) {
        assertThat(outcome.found())
                .as(outcome.err())
                .extracting(found -> found.address() + " " + found.reason())
                .containsExactlyInAnyOrderElementsOf(
                        addresses.stream().map(address -> address + " syn-ack").toList());
    }

    @Test
    void shouldReachRoutedTargetsByEveryBackendAndAnyNumberOfSenders() {
        try (TestWorld world = TestWorld.veth(2).listen(FAR, 80)) {
            for (String backend : List.of("auto", "xdp", "packet", "ip", "pcap")) {
                Outcome outcome = scan(world, "10.0.1.0/24", "-p", 80, "--backend", backend, "-v");
                assertOpen(outcome, addresses("10.0.1.", 0, 255));
                assertThat(outcome.err()).contains(backend.equals("auto") ? "packet" : backend);
            }
            for (String backend : List.of("xdp", "packet", "ip")) {
                assertOpen(
                        scan(world, "10.0.1.0/24", "-p", 80, "--backend", backend, "--senders", 2),
                        addresses("10.0.1.", 0, 255));
            }
            assertOpen(scan(world, "10.0.1.0/24", "-p", 80, "-T5", "--senders", 2), addresses("10.0.1.", 0, 255));
        }
        try (TestWorld world = TestWorld.veth().listen(FAR, 80)) {
            assertOpen(scan(world, "10.0.1.0/24", "-p", 80, "-T5", "--senders", 2), addresses("10.0.1.", 0, 255));
            Outcome refused = Hayate.json(world, NEAR, "10.0.1.0/24", "-p", 80, "--backend", "xdp", "--senders", 2);
            assertThat(refused.exitCode()).isIn(1, 2);
            assertThat(refused.errorLines()).as("one clear line").hasSize(1);
            assertThat(refused.out()).isEmpty();
        }
    }

    @Test
    void shouldReachTargetsBehindARouter() {
        try (TestWorld world = Topologies.routed().listen(FAR, 80)) {
            assertOpen(scan(world, "10.0.1.0/24", "-p", 80), addresses("10.0.1.", 0, 255));
            // The neighbour entry gone: the router has to be asked for.
            world.sh("ip -n $near neigh flush dev n0");
            assertOpen(scan(world, "10.0.1.0/24", "-p", 80, "--backend", "xdp"), addresses("10.0.1.", 0, 255));
        }
    }

    @Test
    void shouldAskNeighboursOnTheLinkAndNotWaitForThoseAbsent() {
        try (TestWorld world = Topologies.onLink("10.2.0.1/24", "10.2.0.64/26", "10.2.0.250/32")
                .listen(FAR, 80)) {
            Set<String> there = addresses("10.2.0.", 64, 127);
            there.add("10.2.0.250");
            for (String backend : List.of("auto", "xdp")) {
                Outcome outcome = scan(world, "10.2.0.2-254", "-p", 80, "--backend", backend);
                assertOpen(outcome, there);
            }
            Outcome kernel = scan(world, "10.2.0.64-70", "-p", 80, "--backend", "ip");
            assertOpen(kernel, addresses("10.2.0.", 64, 70));
            Outcome own = scan(world, "10.2.0.0/24", "-p", 80);
            assertThat(own.found()).extracting(Found::verdict).contains("10.2.0.1:80 closed reset");
            assertThat(own.found())
                    .filteredOn(found -> found.state().equals("open"))
                    .hasSize(65);
        }
    }

    @Test
    void shouldSweepALinkLargerThanTheKernelsNeighbourTable() {
        try (TestWorld world = Topologies.onLink("10.3.0.1/16", "10.3.128.0/17").listen(FAR, 80)) {
            Outcome outcome = scan(world, "10.3.0.0/16", "-p", 80, "--rate", "100k");
            assertThat(outcome.found())
                    .filteredOn(found -> found.state().equals("open"))
                    .as(outcome.err())
                    .extracting(Found::address)
                    .doesNotHaveDuplicates()
                    .hasSize(32_767)
                    .allMatch(address -> Integer.parseInt(address.split("\\.")[2]) >= 128);
        }
    }

    @Test
    void shouldScanThisHostItself() {
        try (TestWorld world = TestWorld.veth().listen(NEAR, 80)) {
            for (String backend : List.of("auto", "ip", "packet", "xdp", "pcap")) {
                Outcome outcome = scan(world, "127.0.0.1", "192.0.2.1", "-p", "80,81", "--backend", backend);
                assertThat(outcome.found())
                        .as(backend)
                        .extracting(Found::verdict)
                        .containsExactlyInAnyOrder(
                                "127.0.0.1:80 open syn-ack",
                                "127.0.0.1:81 closed reset",
                                "192.0.2.1:80 open syn-ack",
                                "192.0.2.1:81 closed reset");
            }
            assertThat(scan(world, "127.0.0.0/28", "-p", 80).found())
                    .extracting(Found::address)
                    .containsExactlyInAnyOrderElementsOf(addresses("127.0.0.", 0, 15));
        }
    }

    @Test
    void shouldReachTargetsOverALinkWithoutHeaders() throws Exception {
        try (TestWorld world = TestWorld.of(NEAR, FAR).listen(FAR, 80);
                TunLink link = TunLink.join(world)) {
            world.sh("""
                    ip -n $near addr add 192.0.2.1/30 dev t0
                    ip -n $far addr add 192.0.2.2/30 dev t0
                    ip -n $near link set t0 up
                    ip -n $far link set t0 up
                    ip -n $near route add 10.7.0.0/16 dev t0
                    ip -n $far route add local 10.7.0.0/16 dev lo
                    """);
            link.start();
            for (String backend : List.of("auto", "packet", "ip", "pcap")) {
                Outcome outcome = Hayate.json(world, NEAR, "10.7.1.0/28", "-p", 80, "--backend", backend);
                assertThat(outcome.exitCode())
                        .as(backend + ": " + outcome.err())
                        .isZero();
                assertOpen(outcome, addresses("10.7.1.", 0, 15));
            }
            Outcome refused = Hayate.json(world, NEAR, "10.7.1.0/28", "-p", 80, "--backend", "xdp");
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.errorLines()).hasSize(1).first().asString().contains("xdp", "t0");
        }
    }

    @Test
    void shouldReachTargetsThroughALinkOnTopOfAnother() {
        try (TestWorld world = TestWorld.veth().listen(FAR, 80)) {
            String kind = linkOnTop(world);
            world.sh("ip -n $near link add link n0 name n0.7 type " + kind);
            world.sh("ip -n $far link add link f0 name f0.7 type " + kind);
            world.sh("""
                    ip -n $near addr add 198.51.100.1/30 dev n0.7
                    ip -n $far addr add 198.51.100.2/30 dev f0.7
                    ip -n $near link set n0.7 up
                    ip -n $far link set f0.7 up
                    ip -n $near route add 10.8.0.0/16 via 198.51.100.2
                    """);
            for (String backend : List.of("auto", "xdp", "packet", "pcap")) {
                assertOpen(scan(world, "10.8.1.0/28", "-p", 80, "--backend", backend), addresses("10.8.1.", 0, 15));
            }
        }
    }

    @Test
    void shouldUseTwoInterfacesAtOnceAndTheOneAskedFor() {
        try (TestWorld world = TestWorld.veth().listen(FAR, 80)) {
            world.sh("""
                    ip -n $near link add n1 type veth peer name f1 netns $far
                    ip -n $near addr add 198.51.100.1/30 dev n1
                    ip -n $near addr add 198.51.100.5/32 dev n1
                    ip -n $far addr add 198.51.100.2/30 dev f1
                    ip -n $near link set n1 up
                    ip -n $far link set f1 up
                    ip -n $far route add 198.51.100.5 dev f1
                    ip -n $near route add 10.5.0.0/16 via 198.51.100.2
                    ip -n $near route add 10.0.0.0/8 via 198.51.100.2 metric 500
                    """);
            world.countArrivals(FAR, "f1", "ip protocol tcp tcp flags & (syn | ack) == syn");
            Set<String> both = addresses("10.4.0.", 0, 15);
            both.addAll(addresses("10.5.0.", 0, 15));
            for (String backend : List.of("auto", "xdp", "ip")) {
                assertOpen(scan(world, "10.4.0.0/28", "10.5.0.0/28", "-p", 80, "--backend", backend), both);
                assertThat(world.takeArrived(FAR)).as(backend).isEqualTo(16);
            }
            Outcome pcap = Hayate.json(world, NEAR, "10.4.0.0/28", "10.5.0.0/28", "-p", 80, "--backend", "pcap");
            assertThat(pcap.exitCode()).isEqualTo(2);
            assertThat(pcap.errorLines()).hasSize(1).first().asString().contains("n0", "n1");
            assertThat(world.takeArrived(FAR)).isZero();
            assertOpen(scan(world, "10.4.0.0/28", "-p", 80, "-e", "n1"), addresses("10.4.0.", 0, 15));
            assertThat(world.takeArrived(FAR)).isEqualTo(16);
            world.countFrom("f1", "198.51.100.5");
            assertOpen(
                    scan(world, "10.5.0.0/28", "-p", 80, "--source-ip", "198.51.100.5"), addresses("10.5.0.", 0, 15));
            assertThat(world.arrived(FAR)).isEqualTo(16);
        }
    }

    @Test
    void shouldSendWithTheTtlAndToTheRouterAskedFor() {
        try (TestWorld world = TestWorld.veth().listen(FAR, 80)) {
            world.countArrivals(FAR, "f0", "ip protocol tcp tcp flags & (syn | ack) == syn ip ttl 77");
            assertOpen(scan(world, "10.0.1.0/28", "-p", 80, "--ttl", 77), addresses("10.0.1.", 0, 15));
            assertThat(world.arrived(FAR)).isEqualTo(16);
            String mac = world.output("$in_far cat /sys/class/net/f0/address").strip();
            world.sh("$in_far nft delete table netdev count");
            world.countArrivals(FAR, "f0", "ether daddr " + mac + " ip protocol tcp tcp flags & (syn | ack) == syn");
            // A route whose gateway answers no ARP, and an answer given by hand.
            world.sh(
                    "ip -n $near addr add 198.51.100.9/29 dev n0",
                    "ip -n $far route add 198.51.100.9 dev f0",
                    "ip -n $near route replace 10.6.0.0/16 via 198.51.100.10");
            assertOpen(scan(world, "10.6.0.0/28", "-p", 80, "--router-mac", mac), addresses("10.6.0.", 0, 15));
            assertThat(world.arrived(FAR)).isEqualTo(16);
            Outcome silent = Hayate.json(world, NEAR, "10.6.0.0/28", "-p", 80);
            assertThat(silent.exitCode()).isEqualTo(2);
            assertThat(silent.errorLines()).hasSize(1).first().asString().contains("198.51.100.10");
        }
    }

    @Test
    void shouldTellWhatCannotBeReachedAndScanTheRest() {
        try (TestWorld world = TestWorld.veth().listen(FAR, 80)) {
            world.sh(
                    "ip -n $near route add unreachable 10.9.0.0/30",
                    "ip -n $near route add blackhole 10.9.0.4/30",
                    "ip -n $near route add prohibit 10.9.0.8/30");
            Outcome some = Hayate.json(world, NEAR, "10.9.0.0/28", "-p", 80);
            assertOpen(some, addresses("10.9.0.", 12, 15));
            assertThat(some.err())
                    .contains("10.9.0.0-10.9.0.3 (4 addresses)", "10.9.0.4-10.9.0.7", "10.9.0.8-10.9.0.11");
            assertThat(some.exitCode()).isIn(0, 3);
            Outcome none = Hayate.json(world, NEAR, "10.9.0.0/29", "172.16.0.1", "-p", 80);
            assertThat(none.exitCode()).isEqualTo(2);
            assertThat(none.errorLines()).hasSize(1);
            assertThat(none.out()).isEmpty();
        }
    }
}
