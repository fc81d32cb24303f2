package hayate.report;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Grepable lines: nmap's, with a line for a host's status and one for its ports; masscan's and hayate's sweeps, with a line
 * a finding. Reasons are not in them, so the usual ones of each state are taken.
 */
final class GrepableReportReader extends HeldReader {
    private static final Pattern START = Pattern.compile("# (\\S+) ?(\\S*) scan initiated (.{1,40}?)(?: as: (.*))?");
    private static final Pattern END = Pattern.compile("# \\S+ (done|interrupted|stopped .{0,200}) at .*");
    private static final Pattern HOST = Pattern.compile("Host: (\\S+) \\((.*)\\)");
    private static final Pattern BETWEEN_PORTS = Pattern.compile(", (?=\\d{1,5}/)");
    private static final Pattern IGNORED = Pattern.compile("Ignored State: \\S+ \\((\\d{1,9})\\)");
    private static final Pattern SCANNED = Pattern.compile("# Ports scanned: TCP\\((\\d{1,6});([0-9,-]*)\\).*");
    private static final int FIELDS_MIN = 5;

    private final BoundedLines lines;

    GrepableReportReader(InputStream in) {
        lines = new BoundedLines(in);
    }

    @Override
    void readAll() throws IOException {
        boolean ended = false;
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (line.startsWith("#")) {
                ended = comment(line);
            } else if (lines.isEnded() && !line.isBlank() && !host(line)) {
                throw new ReportFormatException("line " + lines.number() + " is not a grepable line");
            }
        }
        if (!ended) {
            setTruncated();
        }
    }

    /** Whether this was the last line. */
    private boolean comment(String line) {
        Matcher start = START.matcher(line);
        Matcher scanned = SCANNED.matcher(line);
        if (start.matches()) {
            String arguments = start.group(4) == null ? "" : start.group(4);
            header = new RunHeader(
                    start.group(1),
                    start.group(2),
                    arguments,
                    ReportTime.ofCtime(start.group(3)),
                    header.scans(),
                    0,
                    0);
        } else if (scanned.matches() && !scanned.group(2).isEmpty()) {
            List<RunHeader.ScanInfo> scans =
                    List.of(new RunHeader.ScanInfo("syn", "tcp", Integer.parseInt(scanned.group(1)), scanned.group(2)));
            header = new RunHeader(
                    header.scanner(), header.version(), header.arguments(), header.startNs(), scans, 0, 0);
        }
        return END.matcher(line).matches();
    }

    private boolean host(String line) throws ReportFormatException {
        String[] sections = line.split("\t");
        long timeNs = 0;
        int at = 0;
        if (sections[0].startsWith("Timestamp: ") && sections.length > 1) {
            timeNs = ReportTime.ofEpochSeconds(sections[0].substring("Timestamp: ".length()));
            at = 1;
        }
        Matcher host = HOST.matcher(sections[at]);
        if (!host.matches()) {
            return false;
        }
        Host of = new Host(host.group(1), host.group(2), timeNs);
        boolean understood = true;
        for (at++; at < sections.length; at++) {
            understood &= section(of, sections[at]);
        }
        return understood;
    }

    private record Host(String address, String name, long timeNs) {
        List<HostReport.HostName> names() {
            return name.isEmpty() ? List.of() : List.of(new HostReport.HostName(name, "PTR"));
        }
    }

    private boolean section(Host host, String section) throws ReportFormatException {
        Matcher ignored = IGNORED.matcher(section);
        if (section.equals("Status: Up")) {
            add(observation(host, "arp", 0, PortState.UNKNOWN, "unknown-response", Optional.empty()));
        } else if (section.startsWith("Ports: ")) {
            return ports(host, section.substring("Ports: ".length()));
        } else if (ignored.matches()) {
            countUnnamed(Long.parseLong(ignored.group(1)));
        }
        return true;
    }

    private boolean ports(Host host, String text) throws ReportFormatException {
        if (text.isBlank()) {
            return true;
        }
        for (String port : BETWEEN_PORTS.split(text)) {
            if (!port(host, port.split("/", -1))) {
                return false;
            }
        }
        return true;
    }

    private boolean port(Host host, String[] fields) throws ReportFormatException {
        if (fields.length < FIELDS_MIN) {
            return false;
        }
        Optional<PortState> state = PortState.ofLabel(fields[1]);
        try {
            int port = PortRanges.port(fields[0].strip());
            String version = fields.length > FIELDS_MIN + 1 ? fields[FIELDS_MIN + 1] : "";
            if (state.isPresent()) {
                Optional<ServiceReport> service = service(fields[4], version);
                String reason = usualReason(state.get(), fields[2]);
                add(observation(host, fields[2], port, state.get(), reason, service));
            }
            return state.isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<ServiceReport> service(String field, String version) {
        boolean tunnel = field.startsWith("ssl|");
        String name = (tunnel ? field.substring("ssl|".length()) : field).replaceAll("\\?$", "");
        if (name.isEmpty() && version.isEmpty()) {
            return Optional.empty();
        }
        if (version.isEmpty() && !tunnel) {
            return Optional.of(ServiceReport.ofTable(name));
        }
        return Optional.of(
                new ServiceReport(name, version, "", "", "", "", "", tunnel ? "ssl" : "", true, 10, List.of(), ""));
    }

    private static String usualReason(PortState state, String protocol) {
        return switch (state) {
            case OPEN -> protocol.equals("tcp") ? "syn-ack" : "udp-response";
            case CLOSED -> protocol.equals("tcp") ? "reset" : "port-unreach";
            case UNFILTERED -> "reset";
            case FILTERED, OPEN_FILTERED, CLOSED_FILTERED -> "no-response";
            case UNKNOWN -> "unknown-response";
        };
    }

    private static Observation observation(
            Host host, String protocol, int port, PortState state, String reason, Optional<ServiceReport> service) {
        return new Observation(
                host.address(),
                protocol,
                port,
                state,
                reason,
                0,
                Optional.empty(),
                host.timeNs(),
                Observation.ROUND_TRIP_UNKNOWN,
                service,
                List.of(),
                host.names());
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
