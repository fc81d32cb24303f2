package hayate.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Collects hosts from findings that come in any order. */
final class Observations {
    private static final int PORTS_MAX = 10_000_000;
    private static final int INTERNED_MAX = 100_000;
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}(%[0-9A-Za-z_.-]{1,32})?");

    private final Map<String, Entry> hosts = new LinkedHashMap<>();
    private final Map<PortReport, PortReport> interned = new LinkedHashMap<>();
    private int portCount;

    private static final class Entry {
        private final Map<Long, PortReport> ports = new LinkedHashMap<>(4);
        private final List<HostReport.HostName> names = new ArrayList<>(0);
        private String reason = "";
        private int reasonTtl;
        private long startNs;
        private long endNs;
        private HostReport.RoundTrip roundTrip;
        /** What a record of the host itself says, its ports aside. */
        private HostReport told;
    }

    /**
     * An address, checked.
     *
     * @throws ReportFormatException if the text is none
     */
    static String address(String text) throws ReportFormatException {
        if (!ADDRESS.matcher(text).matches()) {
            throw new ReportFormatException("\"" + ReportText.line(clip(text)) + "\" is not an address");
        }
        return text;
    }

    private static String clip(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }

    void add(Observation seen) throws ReportFormatException {
        Entry host = hosts.computeIfAbsent(address(seen.address()), address -> new Entry());
        if (host.reason.isEmpty()) {
            host.reason = seen.reason();
            host.reasonTtl = seen.reasonTtl();
        }
        if (seen.timeNs() > 0) {
            host.startNs = host.startNs == 0 ? seen.timeNs() : Math.min(host.startNs, seen.timeNs());
            host.endNs = Math.max(host.endNs, seen.timeNs());
        }
        if (seen.roundTripUs() >= 0) {
            host.roundTrip = smoothed(host.roundTrip, seen.roundTripUs());
        }
        seen.names().stream().filter(name -> !host.names.contains(name)).forEach(host.names::add);
        if (!seen.protocol().equals("icmp") && !seen.protocol().equals("arp")) {
            addPort(host, seen);
        }
    }

    /** A host as a record of its own tells it: its facts count, not what its ports let one guess. */
    void add(HostReport told) throws ReportFormatException {
        Entry host = hosts.computeIfAbsent(address(told.address()), address -> new Entry());
        host.told = told.withPorts(List.of());
        for (PortReport port : told.ports()) {
            add(host, port);
        }
    }

    /** RFC 6298, section 2, with its timeout clamped to a second as there. */
    private static HostReport.RoundTrip smoothed(HostReport.RoundTrip before, long sampleUs) {
        long smoothedUs = before == null ? sampleUs : (7 * before.smoothedUs() + sampleUs) / 8;
        long variationUs = before == null
                ? sampleUs / 2
                : (3 * before.variationUs() + Math.abs(before.smoothedUs() - sampleUs)) / 4;
        return new HostReport.RoundTrip(smoothedUs, variationUs, Math.max(1_000_000, smoothedUs + 4 * variationUs));
    }

    private void addPort(Entry host, Observation seen) throws ReportFormatException {
        add(host, portOf(seen));
    }

    private void add(Entry host, PortReport seen) throws ReportFormatException {
        long key = (long) seen.protocol().hashCode() << 32 | seen.port();
        PortReport before = host.ports.get(key);
        PortReport port = before == null ? seen : merged(before, seen);
        host.ports.put(key, intern(port));
        if (before == null && ++portCount > PORTS_MAX) {
            throw new ReportFormatException("has more than " + PORTS_MAX + " ports");
        }
    }

    private static PortReport portOf(Observation seen) {
        return new PortReport(
                seen.port(),
                seen.protocol(),
                seen.state(),
                seen.reason(),
                seen.reasonTtl(),
                seen.responder(),
                seen.service(),
                seen.scripts());
    }

    /** The later word counts, but open is not taken back. */
    private static PortReport merged(PortReport before, PortReport after) {
        PortReport state = before.state() == PortState.OPEN ? before : after;
        List<ScriptReport> scripts = new ArrayList<>(before.scripts());
        after.scripts().stream().filter(script -> !scripts.contains(script)).forEach(scripts::add);
        return new PortReport(
                state.port(),
                state.protocol(),
                state.state(),
                state.reason(),
                state.reasonTtl(),
                state.reasonAddress(),
                after.service().isPresent() ? after.service() : before.service(),
                scripts);
    }

    private PortReport intern(PortReport port) {
        if (interned.size() >= INTERNED_MAX || !port.scripts().isEmpty()) {
            return interned.getOrDefault(port, port);
        }
        PortReport known = interned.putIfAbsent(port, port);
        return known == null ? port : known;
    }

    void forEachHost(Consumer<HostReport> consumer) {
        hosts.forEach((address, host) -> consumer.accept(report(address, host)));
    }

    private static HostReport report(String address, Entry host) {
        List<PortReport> ports = new ArrayList<>(host.ports.values());
        ports.sort(PortSelection.TABLE_ORDER);
        if (host.told != null) {
            return host.told.withPorts(ports);
        }
        return new HostReport(
                host.startNs,
                host.endNs,
                false,
                new HostReport.Status(HostReport.Presence.UP, host.reason, host.reasonTtl),
                address,
                Optional.empty(),
                Optional.empty(),
                host.names,
                List.of(),
                ports,
                Optional.ofNullable(host.roundTrip));
    }
}
