package hayate.report;

import static hayate.report.ReportText.line;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The report for people (-oN, and standard output). Host blocks are word for word those of nmap 7.93, because scripts
 * search them for {@code Nmap scan report for}; the first and last lines name the program.
 */
public final class NormalWriter implements ReportWriter {
    private static final int SERVICE_INFO_MAX = 5;

    private final LineOutput out;
    private final ReportOptions options;
    private final boolean toFile;
    private boolean portScan;
    private String program = "hayate";

    private NormalWriter(OutputStream out, ReportOptions options, boolean toFile) {
        this.out = new LineOutput(out);
        this.options = options;
        this.toFile = toFile;
    }

    /** For a file: its first and last lines are comments that tell the command line. */
    public static NormalWriter toFile(OutputStream out, ReportOptions options) {
        return new NormalWriter(out, options, true);
    }

    /** For standard output. */
    public static NormalWriter toScreen(OutputStream out, ReportOptions options) {
        return new NormalWriter(out, options, false);
    }

    @Override
    public void begin(RunHeader header) throws IOException {
        portScan = !header.scans().isEmpty();
        program = line(header.scanner());
        String version = header.version().isEmpty() ? "" : " " + line(header.version());
        if (toFile) {
            out.line("# " + program + version + " scan initiated " + ReportTime.ctime(header.startNs(), options.zone())
                    + " as: " + line(header.arguments()));
        } else {
            out.line("Starting " + program + version + " at " + ReportTime.minute(header.startNs(), options.zone()));
        }
    }

    @Override
    public void host(HostReport host) throws IOException {
        if (!options.shows(host)) {
            return;
        }
        if (host.status().presence() == HostReport.Presence.DOWN) {
            out.line("Nmap scan report for " + HostNames.title(host) + " [host down" + received(host, "") + "]");
            return;
        }
        out.line("Nmap scan report for " + HostNames.title(host));
        presence(host);
        if (host.timedOut()) {
            out.line("Skipping host " + HostNames.title(host) + " due to host timeout");
        }
        boolean withPorts = portScan || !host.ports().isEmpty();
        if (withPorts && !(host.timedOut() && host.ports().isEmpty())) {
            ports(host);
        }
        hardware(host);
        if (withPorts) {
            serviceInfo(host);
            out.line("");
        }
    }

    private void presence(HostReport host) throws IOException {
        if (host.isUp()) {
            String ttl = host.status().reasonTtl() > 0 ? " ttl " + host.status().reasonTtl() : "";
            String latency = host.roundTrip()
                    .filter(trip -> trip.smoothedUs() > 0)
                    .map(trip -> " (" + ReportTime.latency(trip.smoothedUs()) + "s latency)")
                    .orElse("");
            out.line("Host is up" + received(host, ttl) + latency + ".");
        }
        if (!host.otherAddresses().isEmpty()) {
            out.line("Other addresses for " + line(HostNames.preferred(host).orElse(host.address()))
                    + " (not scanned): " + line(String.join(" ", host.otherAddresses())));
        }
        Optional<String> reverse = HostNames.reverse(host);
        if (reverse.isPresent() && !reverse.equals(HostNames.preferred(host))) {
            out.line("rDNS record for " + line(host.address()) + ": " + line(reverse.get()));
        }
        if (options.showsHostTimes() && host.startNs() != 0) {
            long durationS = Math.max(0, host.endNs() - host.startNs()) / ReportTime.NS_PER_SECOND;
            out.line("Scanned at " + ReportTime.second(host.startNs(), options.zone()) + " for " + durationS + "s");
        }
    }

    private String received(HostReport host, String ttl) {
        return options.showsReasons() ? ", received " + line(host.status().reason()) + ttl : "";
    }

    private void ports(HostReport host) throws IOException {
        PortSelection selection = PortSelection.of(host, options);
        int count = host.ports().size();
        if (selection.shown().isEmpty()) {
            out.line(
                    count == 1
                            ? "The 1 scanned port on " + HostNames.title(host) + " is in ignored states."
                            : "All " + count + " scanned ports on " + HostNames.title(host)
                                    + " are in ignored states.");
        }
        if (!selection.groups().isEmpty()) {
            out.line("Not shown: "
                    + selection.groups().stream().map(NormalWriter::notShown).collect(Collectors.joining(", ")));
        } else if (!selection.shown().isEmpty()) {
            out.line("");
        }
        if (!selection.shown().isEmpty()) {
            table(selection.shown());
            fingerprints(selection.shown());
        }
    }

    private static String notShown(PortSelection.Group group) {
        String noun = group.count() == 1 ? " port" : " ports";
        return group.causes().stream()
                .map(cause -> cause.ports().size() + " " + group.state().label() + " " + line(cause.protocol()) + noun
                        + " (" + line(cause.reason()) + ")")
                .collect(Collectors.joining(", "));
    }

    private void table(List<PortReport> ports) throws IOException {
        boolean withVersion = options.withVersion()
                || ports.stream().anyMatch(port -> !ServiceText.version(port).isEmpty());
        TextTable table = new TextTable();
        table.row(row("PORT", "STATE", "SERVICE", "REASON", withVersion ? "VERSION" : ""));
        for (PortReport port : ports) {
            String service = ServiceText.name(port, options.withVersion());
            table.row(row(
                    port.port() + "/" + line(port.protocol()),
                    port.state().label(),
                    line(service.isEmpty() ? ServiceText.UNKNOWN : service),
                    reason(port),
                    line(ServiceText.version(port))));
            port.scripts().forEach(script -> scriptRows(script).forEach(table::fullRow));
        }
        for (String row : table.lines()) {
            out.line(row);
        }
    }

    private List<String> row(String port, String state, String service, String reason, String version) {
        List<String> cells = new ArrayList<>(List.of(port, state, service));
        if (options.showsReasons()) {
            cells.add(reason);
        }
        cells.add(version);
        return cells;
    }

    private static String reason(PortReport port) {
        String from =
                port.reasonAddress().map(address -> " from " + line(address)).orElse("");
        return line(port.reason()) + from + (port.reasonTtl() > 0 ? " ttl " + port.reasonTtl() : "");
    }

    private static List<String> scriptRows(ScriptReport script) {
        String[] lines = (script.id() + ": " + script.output().stripTrailing()).split("\n", -1);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            rows.add((i == lines.length - 1 ? "|_" : "| ") + line(lines[i]));
        }
        return rows;
    }

    private void fingerprints(List<PortReport> ports) throws IOException {
        List<String> fingerprints = ports.stream()
                .flatMap(port -> port.service().stream())
                .map(ServiceReport::fingerprint)
                .filter(fingerprint -> !fingerprint.isEmpty())
                .toList();
        if (fingerprints.isEmpty()) {
            return;
        }
        String noun = fingerprints.size() == 1 ? " service" : " services";
        out.line(fingerprints.size() + noun + " unrecognized despite returning data:");
        for (String fingerprint : fingerprints) {
            out.line(line(fingerprint));
        }
    }

    private void hardware(HostReport host) throws IOException {
        if (host.mac().isPresent()) {
            out.line("MAC Address: " + line(host.mac().get()) + " ("
                    + line(host.vendor().orElse("Unknown")) + ")");
        }
    }

    private void serviceInfo(HostReport host) throws IOException {
        List<ServiceReport> services =
                host.ports().stream().flatMap(port -> port.service().stream()).toList();
        List<String> parts = new ArrayList<>();
        addInfo(parts, "Host", services.stream().map(ServiceReport::hostname));
        addInfo(parts, "OS", services.stream().map(ServiceReport::osType));
        addInfo(parts, "Device", services.stream().map(ServiceReport::deviceType));
        List<String> cpes = distinct(services.stream()
                .flatMap(service -> service.cpes().stream())
                .filter(cpe -> cpe.startsWith("cpe:/o:") || cpe.startsWith("cpe:/h:")));
        if (!cpes.isEmpty()) {
            parts.add("CPE: " + String.join(", ", cpes));
        }
        if (!parts.isEmpty()) {
            out.line("Service Info: " + String.join("; ", parts));
        }
    }

    private static void addInfo(List<String> parts, String label, Stream<String> values) {
        List<String> distinct = distinct(values);
        if (!distinct.isEmpty()) {
            parts.add(label + (distinct.size() == 1 ? ": " : "s: ") + String.join(", ", distinct));
        }
    }

    private static List<String> distinct(Stream<String> values) {
        return values.filter(value -> !value.isEmpty())
                .map(ReportText::line)
                .distinct()
                .limit(SERVICE_INFO_MAX)
                .toList();
    }

    @Override
    public void end(RunFooter footer) throws IOException {
        if (options.withVersion()) {
            out.line("Service detection performed.");
        }
        boolean failed = !footer.error().isEmpty();
        if (toFile) {
            String how = failed ? " stopped (" + line(footer.error()) + ") at " : " done at ";
            out.line("# " + program + how + ReportTime.ctime(footer.endNs(), options.zone()) + " -- "
                    + ReportTime.total(footer));
        } else {
            String how = failed ? " stopped (" + line(footer.error()) + "): " : " done: ";
            out.line(program + how + ReportTime.total(footer));
        }
        flush();
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
