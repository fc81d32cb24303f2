package hayate.report;

import static hayate.report.ReportText.grepable;
import static hayate.report.ReportText.line;

import java.io.IOException;
import java.io.OutputStream;
import java.util.stream.Collectors;

/**
 * nmap's grepable syntax (-oG): per host a line with its status and one with its ports, sections separated by tabs, a port
 * as {@code port/state/protocol//service//version/}, with {@code (suspect)} before the version of one with nothing behind it.
 */
public final class GrepableHostWriter implements ReportWriter {
    private final LineOutput out;
    private final ReportOptions options;
    private boolean portScan;
    private String program = "hayate";

    /** @param out what is closed with this */
    public GrepableHostWriter(OutputStream out, ReportOptions options) {
        this.out = new LineOutput(out);
        this.options = options;
    }

    @Override
    public void begin(RunHeader header) throws IOException {
        portScan = !header.scans().isEmpty();
        program = line(header.scanner());
        String version = header.version().isEmpty() ? "" : " " + line(header.version());
        out.line("# " + program + version + " scan initiated " + ReportTime.ctime(header.startNs(), options.zone())
                + " as: " + line(header.arguments()));
        if (options.showsDownHosts()) {
            out.line("# Ports scanned: TCP(" + asked(header, "tcp") + ") UDP(" + asked(header, "udp") + ") SCTP("
                    + asked(header, "sctp") + ") PROTOCOLS(" + asked(header, "ip") + ")");
        }
    }

    private static String asked(RunHeader header, String protocol) {
        return header.scans().stream()
                .filter(scan -> scan.protocol().equals(protocol))
                .map(scan -> scan.portCount() + ";" + line(scan.ports()))
                .findFirst()
                .orElse("0;");
    }

    @Override
    public void host(HostReport host) throws IOException {
        if (!options.shows(host)) {
            return;
        }
        String who = "Host: " + line(host.address()) + " ("
                + line(HostNames.reverse(host).orElse("")) + ")\t";
        out.line(who + "Status: " + status(host));
        boolean withPorts = portScan && host.isUp() && !host.timedOut();
        if (withPorts || !host.ports().isEmpty()) {
            ports(who, PortSelection.of(host, options));
        }
    }

    private static String status(HostReport host) {
        if (host.timedOut()) {
            return "Timeout";
        }
        return switch (host.status().presence()) {
            case UP -> "Up";
            case DOWN -> "Down";
            case UNKNOWN -> "Unknown";
        };
    }

    private void ports(String who, PortSelection selection) throws IOException {
        String ignored = "";
        if (selection.groups().size() == 1) {
            PortSelection.Group group = selection.groups().get(0);
            ignored = "\tIgnored State: " + group.state().label() + " (" + group.count() + ")";
        }
        out.line(who + "Ports: " + selection.shown().stream().map(this::port).collect(Collectors.joining(", "))
                + ignored);
    }

    private String port(PortReport port) {
        return port.port() + "/" + port.state().label() + "/" + grepable(port.protocol()) + "//"
                + grepable(ServiceText.name(port, options.withVersion())) + "/" + remark(port) + "/"
                + grepable(ServiceText.version(port)) + "/";
    }

    /** In the place that nmap has for RPC programs. */
    private static String remark(PortReport port) {
        return port.scripts().stream().anyMatch(script -> script.id().equals("suspect")) ? "(suspect)" : "";
    }

    @Override
    public void end(RunFooter footer) throws IOException {
        String how = footer.error().isEmpty() ? " done at " : " stopped (" + line(footer.error()) + ") at ";
        out.line("# " + program + how + ReportTime.ctime(footer.endNs(), options.zone()) + " -- "
                + ReportTime.total(footer));
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
