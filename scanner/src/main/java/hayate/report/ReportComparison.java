package hayate.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

    /** What is remembered of a port. */
    private record Port(PortState state, String service) {
        private boolean isOpen() {
            return state == PortState.OPEN;
        }

        private String text() {
            return service.isEmpty() ? state.label() : state.label() + " " + service;
        }
    }

    private static final Comparator<String> BY_ADDRESS = AddressOrder.COMPARATOR;

    private final Map<String, Map<String, Port>> before;
    private final Map<String, Map<String, Port>> after;
    private final List<Change> changes = new ArrayList<>();

    private ReportComparison(Map<String, Map<String, Port>> before, Map<String, Map<String, Port>> after) {
        this.before = before;
        this.after = after;
    }

    /** All differences, by address, hosts before ports. */
    static List<Change> of(ReportReader before, ReportReader after) throws IOException {
        return new ReportComparison(load(before), load(after)).compare();
    }

    private static Map<String, Map<String, Port>> load(ReportReader reader) throws IOException {
        Map<String, Map<String, Port>> hosts = new TreeMap<>(BY_ADDRESS);
        reader.forEachHost(host -> {
            if (host.isUp()) {
                Map<String, Port> ports = hosts.computeIfAbsent(host.address(), address -> new HashMap<>());
                host.ports()
                        .forEach(port -> ports.put(
                                port.port() + "/" + port.protocol(), new Port(port.state(), serviceOf(port))));
            }
        });
        return hosts;
    }

    /** What was found by asking; a name that only the port number speaks for is no finding. */
    private static String serviceOf(PortReport port) {
        Optional<ServiceReport> probed = port.service().filter(ServiceReport::probed);
        return probed.map(service -> String.join(
                                " ",
                                (service.tunnel().isEmpty() ? "" : service.tunnel() + "/") + service.name(),
                                service.product(),
                                service.version())
                        .strip()
                        .replaceAll(" +", " "))
                .orElse("");
    }

    private List<Change> compare() {
        Map<String, Boolean> all = new TreeMap<>(BY_ADDRESS);
        before.keySet().forEach(address -> all.put(address, true));
        after.keySet().forEach(address -> all.put(address, true));
        for (String address : all.keySet()) {
            if (!before.containsKey(address)) {
                changes.add(new Change(Kind.APPEARED, address, "", "", "up"));
            } else if (!after.containsKey(address)) {
                changes.add(new Change(Kind.VANISHED, address, "", "up", ""));
            }
            comparePorts(address, before.getOrDefault(address, Map.of()), after.getOrDefault(address, Map.of()));
        }
        return changes;
    }

    private void comparePorts(String address, Map<String, Port> old, Map<String, Port> now) {
        Map<String, Boolean> all = new TreeMap<>(
                Comparator.comparingInt(ReportComparison::number).thenComparing(Comparator.naturalOrder()));
        old.keySet().forEach(port -> all.put(port, true));
        now.keySet().forEach(port -> all.put(port, true));
        for (String port : all.keySet()) {
            comparePort(address, port, old.get(port), now.get(port));
        }
    }

    private static int number(String port) {
        return Integer.parseInt(port.substring(0, port.indexOf('/')));
    }

    private void comparePort(String address, String port, Port old, Port now) {
        boolean wasOpen = old != null && old.isOpen();
        boolean isOpen = now != null && now.isOpen();
        String was = old == null ? "" : old.text();
        String is = now == null ? "" : now.text();
        if (wasOpen != isOpen) {
            changes.add(new Change(isOpen ? Kind.OPENED : Kind.SHUT, address, port, was, is));
        } else if (old != null && now != null && old.state() != now.state()) {
            changes.add(new Change(Kind.STATE, address, port, was, is));
        } else if (wasOpen
                && !old.service().equals(now.service())
                && !old.service().isEmpty()
                && !now.service().isEmpty()) {
            changes.add(new Change(Kind.SERVICE, address, port, was, is));
        }
    }
}
