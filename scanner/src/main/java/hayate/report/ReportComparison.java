package hayate.report;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What differs between two results: hosts that came and went, ports that opened and shut, services that changed. */
final class ReportComparison {
    /** Kinds of differences. */
    enum Kind {
        APPEARED("appeared"),
        VANISHED("vanished"),
        OPENED("opened"),
        SHUT("shut"),
        STATE("state"),
        SERVICE("service");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The word in every output. */
        String label() {
            return label;
        }
    }

    /**
     * One difference.
     *
     * @param port the port and protocol, {@code 22/tcp}; empty for a host
     * @param before what it was, empty if it was not there
     * @param after what it is, empty if it is gone
     */
    record Change(Kind kind, String address, String port, String before, String after) {}

    private static final ComparedHost NO_PORTS = ComparedHost.withoutPorts();

    private final ComparedHost.Pool pool = new ComparedHost.Pool();
    private final Consumer<Change> changes;

    private ReportComparison(Consumer<Change> changes) {
        this.changes = changes;
    }

    /** Hands over all differences, by address, hosts before ports. */
    static void compare(ReportReader before, ReportReader after, Consumer<Change> changes) throws IOException {
        ReportComparison comparison = new ReportComparison(changes);
        Map<String, ComparedHost> old = comparison.load(before);
        comparison.compare(old, comparison.load(after));
    }

    private Map<String, ComparedHost> load(ReportReader reader) throws IOException {
        Map<String, ComparedHost> hosts = new HashMap<>();
        reader.header();
        reader.forEachHost(host -> {
            if (host.isUp()) {
                hosts.put(host.address(), pool.of(host, hosts.get(host.address())));
            }
        });
        return hosts;
    }

    private void compare(Map<String, ComparedHost> before, Map<String, ComparedHost> after) {
        TreeSet<String> all = new TreeSet<>(AddressOrder.COMPARATOR);
        all.addAll(before.keySet());
        all.addAll(after.keySet());
        for (String address : all) {
            ComparedHost was = before.get(address);
            ComparedHost is = after.get(address);
            if (was == null) {
                changes.accept(new Change(Kind.APPEARED, address, "", "", "up"));
            } else if (is == null) {
                changes.accept(new Change(Kind.VANISHED, address, "", "up", ""));
            }
            comparePorts(address, was == null ? NO_PORTS : was, is == null ? NO_PORTS : is);
        }
    }

    private void comparePorts(String address, ComparedHost was, ComparedHost is) {
        if (was.isLike(is)) {
            return;
        }
        ComparedHost.Cursor old = was.ports();
        ComparedHost.Cursor now = is.ports();
        boolean hasOld = old.next();
        boolean hasNow = now.next();
        while (hasOld || hasNow) {
            int key = Math.min(old.key(), now.key());
            boolean inOld = old.key() == key;
            boolean inNow = now.key() == key;
            comparePort(address, key, inOld ? old : null, inNow ? now : null);
            hasOld = inOld ? old.next() : hasOld;
            hasNow = inNow ? now.next() : hasNow;
        }
    }

    private void comparePort(String address, int key, ComparedHost.Cursor old, ComparedHost.Cursor now) {
        boolean wasOpen = old != null && old.state() == PortState.OPEN;
        boolean isOpen = now != null && now.state() == PortState.OPEN;
        Kind kind;
        if (wasOpen != isOpen) {
            kind = isOpen ? Kind.OPENED : Kind.SHUT;
        } else if (old == null || now == null) {
            return;
        } else if (old.state() != now.state()) {
            kind = Kind.STATE;
        } else if (wasOpen
                && !old.service().isEmpty()
                && !now.service().isEmpty()
                && !old.service().equals(now.service())) {
            kind = Kind.SERVICE;
        } else {
            return;
        }
        String before = old == null ? "" : old.text();
        String after = now == null ? "" : now.text();
        changes.accept(new Change(kind, address, pool.textOf(key), before, after));
    }
}
