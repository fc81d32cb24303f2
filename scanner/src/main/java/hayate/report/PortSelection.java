package hayate.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Which ports of a host a report lists, and which it only counts ("Not shown"): nmap's rule, by which a state is collapsed
 * when it has more than 25 (v + 1 + 20 d) ports at verbosity v and debugging d, open ports never.
 *
 * @param shown listed ports, by protocol and number
 * @param groups collapsed states, the most frequent first
 */
record PortSelection(List<PortReport> shown, List<Group> groups) {
    private static final List<String> PROTOCOLS = List.of("tcp", "udp", "sctp", "ip");
    /** Written out, as all orders here: the comparators that the JDK builds can be serialized and so are in no archive. */
    static final Comparator<PortReport> TABLE_ORDER = PortSelection::compareInTable;

    /** Collapsed ports of one state. */
    record Group(PortState state, int count, List<Cause> causes) {}

    /** Ports of one state for one reason. {@code ports} are ascending. */
    record Cause(String reason, String protocol, List<Integer> ports) {}

    /** Hashed a thousand times a report: the methods that the compiler gives a record are linked anew at every start. */
    private record CauseKey(String reason, String protocol) {
        @Override
        public boolean equals(Object other) {
            return other instanceof CauseKey key && reason.equals(key.reason) && protocol.equals(key.protocol);
        }

        @Override
        public int hashCode() {
            return 31 * reason.hashCode() + protocol.hashCode();
        }
    }

    static PortSelection of(HostReport host, ReportOptions options) {
        return of(host, (port, count) -> options.collapses(port.state(), count));
    }

    /** Lists what is not collapsed, as decided by a port and how many ports are in its state. */
    static PortSelection of(HostReport host, BiPredicate<PortReport, Integer> collapses) {
        Map<PortState, Integer> counts = new EnumMap<>(PortState.class);
        host.ports().forEach(port -> counts.merge(port.state(), 1, Integer::sum));
        List<PortReport> shown = new ArrayList<>();
        Map<PortState, Map<CauseKey, List<Integer>>> hidden = new EnumMap<>(PortState.class);
        for (PortReport port : host.ports()) {
            if (collapses.test(port, counts.get(port.state()))) {
                hidden.computeIfAbsent(port.state(), state -> new LinkedHashMap<>())
                        .computeIfAbsent(new CauseKey(port.reason(), port.protocol()), key -> new ArrayList<>())
                        .add(port.port());
            } else {
                shown.add(port);
            }
        }
        shown.sort(TABLE_ORDER);
        return new PortSelection(shown, groups(hidden));
    }

    private static List<Group> groups(Map<PortState, Map<CauseKey, List<Integer>>> hidden) {
        List<Group> groups = new ArrayList<>();
        hidden.forEach((state, causes) -> groups.add(
                new Group(state, causes.values().stream().mapToInt(List::size).sum(), causes(causes))));
        groups.sort((a, b) -> Integer.compare(b.count, a.count));
        return groups;
    }

    private static List<Cause> causes(Map<CauseKey, List<Integer>> portsOfCause) {
        List<Cause> causes = new ArrayList<>();
        portsOfCause.forEach((key, ports) -> causes.add(
                new Cause(key.reason, key.protocol, ports.stream().sorted().toList())));
        causes.sort(PortSelection::compareByFrequency);
        return causes;
    }

    private static int compareByFrequency(Cause a, Cause b) {
        int bySize = Integer.compare(b.ports.size(), a.ports.size());
        return bySize != 0 ? bySize : b.protocol.compareTo(a.protocol);
    }

    private static int compareInTable(PortReport a, PortReport b) {
        int byProtocol = Integer.compare(PROTOCOLS.indexOf(a.protocol()), PROTOCOLS.indexOf(b.protocol()));
        return byProtocol != 0 ? byProtocol : Integer.compare(a.port(), b.port());
    }
}
