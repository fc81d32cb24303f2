package hayate.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.net.Libc;
import hayate.net.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Network namespaces of one test, without IPv6 and without a way out, gone when it closes. Scripts find each namespace's
 * name in a shell variable: {@code ip -n $near link}, {@code $in_near nft list ruleset}.
 *
 * <p>The usual world joins {@code near} (veth {@code n0}, 192.0.2.1/30) and {@code far} (veth {@code f0}, 192.0.2.2/30),
 * whose kernel answers for all of 10.0.0.0/8.
 */
final class TestWorld implements AutoCloseable {
    static final String NEAR = "near";
    static final String FAR = "far";
    static final String ROUTER = "router";

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");
    private static final int BACKLOG = 4096;

    private final Map<String, String> namespaces = new TreeMap<>();
    private final List<ServerSocket> services = new ArrayList<>();

    private TestWorld() {}

    /** Namespaces with a loopback each. */
    static TestWorld of(String... names) {
        assumeTrue(Libc.effectiveUserId() == 0, "not root");
        for (String tool : List.of("ip", "nft", "sysctl")) {
            assumeTrue(Shell.has(tool), "no " + tool);
        }
        TestWorld world = new TestWorld();
        try {
            for (String name : names) {
                world.add(name);
            }
        } catch (RuntimeException | AssertionError e) {
            world.close();
            throw e;
        }
        return world;
    }

    /** The usual world. */
    static TestWorld veth() {
        return veth(1);
    }

    /** The usual world with this many queues at each end. */
    static TestWorld veth(int queues) {
        TestWorld world = of(NEAR, FAR);
        String counts = "numtxqueues " + queues + " numrxqueues " + queues;
        return world.sh("ip -n $near link add n0 " + counts + " type veth peer name f0 netns $far " + counts, """
                ip -n $near addr add 192.0.2.1/30 dev n0
                ip -n $far addr add 192.0.2.2/30 dev f0
                ip -n $near link set n0 up
                ip -n $far link set f0 up
                ip -n $near route add 10.0.0.0/8 via 192.0.2.2
                ip -n $far route add local 10.0.0.0/8 dev lo
                """);
    }

    private void add(String name) {
        namespaces.put(name, "hy-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + name);
        sh(
                "ip netns add $" + name,
                "$in_" + name + " sysctl -qw net.ipv6.conf.all.disable_ipv6=1"
                        + " net.ipv6.conf.default.disable_ipv6=1 net.ipv4.icmp_ratelimit=0 net.ipv4.icmp_ratemask=0"
                        + " net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0"
                        + " net.ipv4.tcp_syncookies=2 net.core.somaxconn=65535 net.ipv4.tcp_max_syn_backlog=65535",
                "ip -n $" + name + " link set lo up");
    }

    /** The kernel's name of a namespace. */
    String namespace(String name) {
        return namespaces.get(name);
    }

    /** Runs a script; its failure is the test's, and the end of this world. */
    TestWorld sh(String... lines) {
        try {
            output(lines);
            return this;
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    /** What a script prints. */
    String output(String... lines) {
        Map<String, String> variables = new TreeMap<>(namespaces);
        namespaces.forEach((name, namespace) -> variables.put("in_" + name, "ip netns exec " + namespace));
        return Shell.run(String.join("\n", lines), variables);
    }

    /** Loads nftables rules. */
    TestWorld rules(String name, String rules) {
        return sh("$in_" + name + " nft -f - <<'RULES'\n" + rules + "\nRULES");
    }

    /**
     * Counts what arrives at a device as counter {@code arrived} of table {@code netdev count}, packets that match
     * {@code match} and nothing else.
     */
    TestWorld countArrivals(String name, String device, String match) {
        return rules(name, """
                table netdev count {
                    counter arrived { }
                    chain ingress {
                        type filter hook ingress device %s priority -10; policy accept;
                        %s counter name arrived
                    }
                }
                """.formatted(device, match));
    }

    /** SYNs without ACK that arrived at the far device of the usual world. */
    TestWorld countSyns() {
        return countArrivals(FAR, "f0", "ip protocol tcp tcp flags & (syn | ack) == syn");
    }

    /** Counts SYNs from one source address instead. */
    TestWorld countFrom(String farDevice, String source) {
        sh("$in_far nft delete table netdev count");
        return countArrivals(FAR, farDevice, "ip saddr " + source + " tcp flags & (syn | ack) == syn");
    }

    /** What {@link #countArrivals} counted. */
    long arrived(String name) {
        Matcher packets = PACKETS.matcher(output("$in_" + name + " nft list counter netdev count arrived"));
        if (!packets.find()) {
            throw new IllegalStateException("no counter");
        }
        return Long.parseLong(packets.group(1));
    }

    /** The same, and zero from here on. */
    long takeArrived(String name) {
        long packets = arrived(name);
        sh("$in_" + name + " nft reset counters >/dev/null");
        return packets;
    }

    /** Kernel sockets that listen on every address of a namespace. */
    TestWorld listen(String name, int... ports) {
        try {
            for (int port : ports) {
                services.add(NetworkNamespace.callIn(namespaces.get(name), () -> {
                    ServerSocket socket = new ServerSocket();
                    socket.setReuseAddress(true);
                    socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[4]), port), BACKLOG);
                    return socket;
                }));
            }
            return this;
        } catch (Exception e) {
            close();
            throw new IllegalStateException("listen in " + name, e);
        }
    }

    /** Removes the namespaces, whatever else goes wrong. */
    @Override
    public void close() {
        try {
            for (ServerSocket service : services) {
                service.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            namespaces.values().forEach(name -> Shell.attempt(List.of("ip", "netns", "del", name), Map.of()));
        }
    }
}
