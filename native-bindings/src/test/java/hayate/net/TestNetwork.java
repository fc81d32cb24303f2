package hayate.net;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two network namespaces joined by a veth pair, both ends called {@code v0}: 10.9.0.1 in the near one, 10.9.0.2 in the
 * far one, with fixed neighbour entries so that nothing but the test's own packets is on the wire.
 */
final class TestNetwork implements AutoCloseable {
    static final int NEAR_ADDRESS = 0x0A090001;
    static final int FAR_ADDRESS = 0x0A090002;
    static final String LINK = "v0";

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String NEAR_MAC = "02:00:00:00:09:01";
    private static final String FAR_MAC = "02:00:00:00:09:02";

    private final String near;
    private final String far;

    private TestNetwork(String prefix) {
        near = prefix + "a";
        far = prefix + "b";
    }

    static TestNetwork create() throws IOException, InterruptedException {
        assumeTrue(Libc.effectiveUserId() == 0, "not root");
        assumeTrue(Commands.exists("ip"), "no ip(8)");
        TestNetwork network = new TestNetwork("hy-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet());
        try {
            network.build();
        } catch (IOException e) {
            network.close();
            throw e;
        }
        return network;
    }

    private void build() throws IOException, InterruptedException {
        for (String name : new String[] {near, far}) {
            Commands.sh("ip netns add " + name);
            Commands.sh("ip netns exec " + name + " sysctl -qw net.ipv6.conf.default.disable_ipv6=1");
            Commands.sh("ip -n " + name + " link set lo up");
        }
        Commands.sh("ip -n " + near + " link add v0 address " + NEAR_MAC + " type veth peer name v0 address " + FAR_MAC
                + " netns " + far);
        join(near, "10.9.0.1/24", "10.9.0.2", FAR_MAC);
        join(far, "10.9.0.2/24", "10.9.0.1", NEAR_MAC);
    }

    private static void join(String name, String address, String neighbour, String mac)
            throws IOException, InterruptedException {
        Commands.sh("ip -n " + name + " addr add " + address + " dev v0");
        Commands.sh("ip -n " + name + " link set v0 up");
        Commands.sh("ip -n " + name + " neigh replace " + neighbour + " lladdr " + mac + " dev v0 nud permanent");
    }

    String near() {
        return near;
    }

    String far() {
        return far;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (String name : new String[] {near, far}) {
            if (Files.exists(Path.of("/run/netns", name))) {
                Commands.sh("ip netns del " + name);
            }
        }
    }
}
