package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static hayate.e2e.TestWorld.ROUTER;

/** Networks that more than one test wants. */
final class Topologies {
    private Topologies() {}

    /** near n0 192.0.2.1 - 192.0.2.2 r0 router r1 198.51.100.1 - 198.51.100.2 f0 far, which has 10.0.0.0/8. */
    static TestWorld routed() {
        return TestWorld.of(NEAR, ROUTER, FAR).sh("""
                ip -n $near link add n0 type veth peer name r0 netns $router
                ip -n $router link add r1 type veth peer name f0 netns $far
                ip -n $near addr add 192.0.2.1/30 dev n0
                ip -n $router addr add 192.0.2.2/30 dev r0
                ip -n $router addr add 198.51.100.1/30 dev r1
                ip -n $far addr add 198.51.100.2/30 dev f0
                ip -n $near link set n0 up
                ip -n $router link set r0 up
                ip -n $router link set r1 up
                ip -n $far link set f0 up
                $in_router sysctl -qw net.ipv4.ip_forward=1
                ip -n $near route add default via 192.0.2.2
                ip -n $router route add 10.0.0.0/8 via 198.51.100.2
                ip -n $far route add 192.0.2.0/30 via 198.51.100.1
                ip -n $far route add local 10.0.0.0/8 dev lo
                """);
    }

    /** near n0 and far f0 on one link of this prefix, near at its first address; far answers ARP for {@code present}. */
    static TestWorld onLink(String nearAddress, String... present) {
        TestWorld world = TestWorld.of(NEAR, FAR)
                .sh(
                        "ip -n $near link add n0 type veth peer name f0 netns $far",
                        "ip -n $near addr add " + nearAddress + " dev n0",
                        "ip -n $near link set n0 up",
                        "ip -n $far link set f0 up");
        for (String prefix : present) {
            world.sh("ip -n $far route add local " + prefix + " dev lo");
        }
        return world.sh("ip -n $far route add " + nearAddress.split("/")[0] + " dev f0");
    }
}
