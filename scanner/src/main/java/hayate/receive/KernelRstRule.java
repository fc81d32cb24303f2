package hayate.receive;

import hayate.net.Libc;
import hayate.plan.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keeps the kernel from answering SYN-ACKs to our probes with RSTs, while it is open: a table of our own in nftables
 * drops them at ingress, after packet sockets have seen them. Only SYN-ACKs, only to our source addresses and block of
 * ports. Answering all of them halves the receive rate (measured: 1.57 M packets/s with the rule, 0.69 M/s without).
 *
 * <p>A process that is killed cannot remove its table, so a marker file in {@code /run/hayate} tells the next
 * privileged scan to look ({@link #removeStale()}); without a marker that check is one directory listing.
 *
 * <p>Acts in the network namespace of the calling thread and needs CAP_NET_ADMIN, on closing too.
 */
public final class KernelRstRule implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KernelRstRule.class.getName());
    private static final Path MARKERS = Path.of("/run/hayate");
    private static final Pattern MARKER = Pattern.compile("rst-(\\d{1,18})-(hayate_[0-9_]+)");
    private static final Pattern TABLE = Pattern.compile("table netdev (hayate_[0-9_]+)");
    /** Names that need no quoting rules in nft's language. */
    private static final Pattern INTERFACE_NAME = Pattern.compile("[A-Za-z0-9_.@+=-]{1,15}");

    private final RstTableName name;
    private final long netNamespace;
    private boolean closed;

    /**
     * Where probes leave.
     *
     * @param interfaceName the interface on which their replies arrive
     * @param sourceAddress their source
     */
    public record Guarded(String interfaceName, int sourceAddress) {}

    private KernelRstRule(RstTableName name, long netNamespace) {
        this.name = name;
        this.netNamespace = netNamespace;
    }

    /**
     * Installs the rule, having removed those of dead scans.
     *
     * @param guarded interfaces and source addresses of the scan's routes
     * @param firstPort first of our source ports
     * @param lastPort last of our source ports, inclusive
     * @throws KernelRstException if nft is missing or refuses
     * @throws hayate.net.NativeException if there is no such interface, of which recent kernels let nft accept rules
     */
    public static KernelRstRule install(Collection<Guarded> guarded, int firstPort, int lastPort) {
        removeOrphans();
        KernelRstRule rule = new KernelRstRule(RstTableName.own(), RstTableName.namespace("net"));
        String commands = rule.commands(guarded, firstPort, lastPort);
        rule.writeMarker();
        try {
            Nft.run(commands);
        } catch (KernelRstException e) {
            rule.deleteMarker();
            throw e;
        }
        return rule;
    }

    /**
     * Removes what killed scans left in this network namespace. For every privileged scan to call at its start; never
     * throws, a failure is logged.
     */
    public static void removeStale() {
        long here = RstTableName.namespace("net");
        for (String file : markerFiles()) {
            Matcher match = MARKER.matcher(file);
            if (match.matches()
                    && Long.parseLong(match.group(1)) == here
                    && RstTableName.parse(match.group(2))
                            .filter(RstTableName::isOrphan)
                            .isPresent()) {
                try {
                    removeOrphans();
                    Files.deleteIfExists(MARKERS.resolve(file));
                } catch (KernelRstException | IOException e) {
                    LOG.log(System.Logger.Level.WARNING, "cannot remove the rule of a dead scan: {0}", e.getMessage());
                }
            }
        }
    }

    private static List<String> markerFiles() {
        try (Stream<Path> files = Files.list(MARKERS)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static void removeOrphans() {
        Matcher tables = TABLE.matcher(Nft.run("list tables netdev\n"));
        while (tables.find()) {
            Optional<RstTableName> orphan = RstTableName.parse(tables.group(1)).filter(RstTableName::isOrphan);
            if (orphan.isPresent()) {
                Nft.run("delete table netdev " + orphan.get().text() + "\n");
            }
        }
    }

    private String commands(Collection<Guarded> guarded, int firstPort, int lastPort) {
        StringBuilder text = new StringBuilder(512)
                .append("table netdev ")
                .append(name.text())
                .append(" {\n");
        List<String> interfaces =
                guarded.stream().map(Guarded::interfaceName).distinct().toList();
        for (int i = 0; i < interfaces.size(); i++) {
            appendChain(text, i, interfaces.get(i), guarded, firstPort, lastPort);
        }
        return text.append("}\n").toString();
    }

    private static void appendChain(
            StringBuilder text,
            int number,
            String interfaceName,
            Collection<Guarded> guarded,
            int firstPort,
            int lastPort) {
        if (!INTERFACE_NAME.matcher(interfaceName).matches()) {
            throw new KernelRstException("nft cannot be told of an interface named " + interfaceName);
        }
        Libc.interfaceIndex(interfaceName);
        text.append("chain ingress").append(number).append(" {\n type filter hook ingress device \"");
        text.append(interfaceName).append("\" priority -500; policy accept;\n");
        guarded.stream()
                .filter(g -> g.interfaceName().equals(interfaceName))
                .distinct()
                .forEach(g -> {
                    text.append(" ip daddr ").append(Addresses.format(g.sourceAddress()));
                    text.append(" tcp dport ").append(firstPort).append('-').append(lastPort);
                    text.append(" tcp flags & (syn | ack | rst) == syn | ack counter drop\n");
                });
        text.append("}\n");
    }

    /** Removes the rule; a second call does nothing. A failure is logged with the command that does it by hand. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Nft.run("delete table netdev " + name.text() + "\n");
            deleteMarker();
        } catch (KernelRstException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}; remove the rule with: nft delete table netdev {1}",
                    e.getMessage(),
                    name.text());
        }
    }

    private Path marker() {
        return MARKERS.resolve("rst-" + netNamespace + "-" + name.text());
    }

    private void writeMarker() {
        try {
            Files.createDirectories(MARKERS);
            Files.createFile(marker());
        } catch (FileAlreadyExistsException e) {
            LOG.log(System.Logger.Level.DEBUG, "marker {0} is there already", marker());
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cannot write {0}: should this scan be killed, only another with --no-kernel-rst removes its rule",
                    marker());
        }
    }

    private void deleteMarker() {
        try {
            Files.deleteIfExists(marker());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "cannot delete {0}", marker());
        }
    }
}
