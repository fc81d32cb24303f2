package hayate.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two network namespaces joined by a veth pair, and nothing else: neither has a default route, so no packet can leave.
 *
 * <pre>
 *   hyPIDxN-scan                              hyPIDxN-net
 *  +--------------------+                    +----------------------------------+
 *  | scan0 192.0.2.1/30 |--------veth--------| net0 192.0.2.2/30                |
 *  | TARGETS via .2     |                    | lo: local TARGETS (kernel TCP)   |
 *  +--------------------+                    +----------------------------------+
 * </pre>
 *
 * <p>The far kernel treats the whole target prefix as its own (a {@code local} route, see ip-route(8)), so a socket
 * bound to 0.0.0.0 answers on each of its addresses.
 *
 * <p>The world goes with {@link #close()}, with the virtual machine's end, and, should that be killed, with the next
 * world made on this machine.
 */
public final class World implements AutoCloseable {
    /** The interface on the scanner's side. */
    public static final String SCAN_DEVICE = "scan0";
    /** The interface on the far side. */
    public static final String FAR_DEVICE = "net0";
    /** The scanner's address. */
    public static final String SCAN_ADDRESS = "192.0.2.1";
    /** The far side's address, the next hop to all targets. */
    public static final String FAR_ADDRESS = "192.0.2.2";

    private static final int LINK_PREFIX_LENGTH = 30;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String scanNamespace;
    private final String farNamespace;
    private final Path directory;
    private final Children children = new Children();
    private volatile boolean removed;
    private final Thread hook = new Thread(this::remove, "hayate-lab-cleanup");

    private World(String name, Path directory) {
        this.directory = directory;
        scanNamespace = name + Leftovers.SCAN_SUFFIX;
        farNamespace = name + Leftovers.FAR_SUFFIX;
    }

    /**
     * Makes a world, after removing those of processes that died without doing so.
     *
     * @throws LabException if the system refuses; nothing is left behind then
     */
    public static World create(WorldSpec spec) {
        Leftovers.remove();
        String name = Leftovers.PREFIX + ProcessHandle.current().pid() + "x" + NUMBER.incrementAndGet();
        World world = new World(name, TemporaryFiles.directory(name));
        Runtime.getRuntime().addShutdownHook(world.hook);
        try {
            world.build(spec);
        } catch (LabException e) {
            world.close();
            throw e;
        }
        return world;
    }

    private synchronized void build(WorldSpec spec) {
        String queues = Integer.toString(spec.queues());
        ip("netns", "add", scanNamespace);
        ip("netns", "add", farNamespace);
        ip(
                "-n",
                scanNamespace,
                "link",
                "add",
                SCAN_DEVICE,
                "numtxqueues",
                queues,
                "numrxqueues",
                queues,
                "type",
                "veth",
                "peer",
                "name",
                FAR_DEVICE,
                "netns",
                farNamespace,
                "numtxqueues",
                queues,
                "numrxqueues",
                queues);
        new Sysctl(scanNamespace).set("net/ipv6/conf/all/disable_ipv6", 1).apply();
        farSysctl().apply();
        bringUp(scanNamespace, SCAN_DEVICE, SCAN_ADDRESS);
        bringUp(farNamespace, FAR_DEVICE, FAR_ADDRESS);
        ip("-n", scanNamespace, "route", "add", spec.targets(), "via", FAR_ADDRESS);
        ip("-n", farNamespace, "route", "add", "local", spec.targets(), "dev", "lo");
    }

    /** A far kernel that answers each SYN at once and keeps no state for it, and says every ICMP error it has. */
    private Sysctl farSysctl() {
        return new Sysctl(farNamespace)
                .set("net/ipv6/conf/all/disable_ipv6", 1)
                .set("net/ipv4/conf/all/rp_filter", 0)
                .set("net/ipv4/conf/default/rp_filter", 0)
                .set("net/ipv4/conf/" + FAR_DEVICE + "/rp_filter", 0)
                .set("net/ipv4/icmp_ratelimit", 0)
                .set("net/ipv4/icmp_msgs_per_sec", 1_000_000)
                .set("net/ipv4/icmp_msgs_burst", 1_000_000)
                .set("net/ipv4/tcp_syncookies", 2)
                .set("net/core/somaxconn", 65_535)
                .set("net/ipv4/tcp_max_syn_backlog", 65_535);
    }

    private void bringUp(String namespace, String device, String address) {
        ip("-n", namespace, "link", "set", "lo", "up");
        ip("-n", namespace, "addr", "add", address + "/" + LINK_PREFIX_LENGTH, "dev", device);
        ip("-n", namespace, "link", "set", device, "up");
    }

    /** A directory of its own for files, which goes with the world. */
    public Path directory() {
        return directory;
    }

    /** The namespace to scan from. */
    public String scanNamespace() {
        return scanNamespace;
    }

    /** The namespace that has the targets. */
    public String farNamespace() {
        return farNamespace;
    }

    /** A command that runs {@code command} in the scanner's namespace. */
    public List<String> inScanNamespace(List<String> command) {
        return inside(scanNamespace, command);
    }

    /** A command that runs {@code command} among the targets. */
    public List<String> inFarNamespace(List<String> command) {
        return inside(farNamespace, command);
    }

    /** Loads nftables rules into the far namespace. */
    public void loadFarRules(String rules) {
        Tool.run(inFarNamespace(List.of("nft", "-f", "-")), rules);
    }

    /** Loads nftables rules into the scanner's namespace. */
    public void loadScanRules(String rules) {
        Tool.run(inScanNamespace(List.of("nft", "-f", "-")), rules);
    }

    /** Reads a named counter of the far namespace's rules, in packets. */
    public long farCounter(String family, String table, String counter) {
        String listing = Tool.run(inFarNamespace(List.of("nft", "list", "counter", family, table, counter)));
        return NftCounter.packets(listing);
    }

    /** The hardware address of an end, as {@code aa:bb:cc:dd:ee:ff}. */
    public String macOf(String namespace, String device) {
        return Tool.run(inside(namespace, List.of("cat", "/sys/class/net/" + device + "/address")))
                .strip();
    }

    /**
     * Starts a process that the world ends before it goes.
     *
     * @param polite whether it has something to save and so gets a moment and an interrupt before it is killed
     */
    Process start(ProcessBuilder builder, boolean polite) {
        try {
            Process process = builder.start();
            children.add(process, polite);
            return process;
        } catch (IOException e) {
            throw new LabException(String.join(" ", builder.command()) + ": " + e.getMessage());
        }
    }

    static List<String> inside(String namespace, List<String> command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        whole.addAll(command);
        return whole;
    }

    /**
     * Ends its processes and removes the namespaces, with them interfaces, addresses, routes and rules, and its files. A
     * second call does nothing.
     */
    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // already shutting down: the hook has run or finds nothing to do
        }
    }

    /** Whether it is gone or going: after {@link #close()} or an interrupt, what fails in it is no news. */
    public boolean isRemoved() {
        return removed;
    }

    /** Whoever comes second, closer or hook, waits until the first is done: then nothing is left when the process ends. */
    private synchronized void remove() {
        if (!removed) {
            removed = true;
            children.end();
            Leftovers.removeNamespace(scanNamespace);
            Leftovers.removeNamespace(farNamespace);
            TemporaryFiles.delete(directory);
        }
    }

    private static void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Tool.run(command);
    }
}
