package hayate.report;

import static hayate.report.ReportText.xml;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/**
 * nmap's XML (-oX), version 1.05 of its document type, pure ASCII. {@code scanner} says nmap, because the document type
 * allows nothing else and readers look for it; the program's own name stands in the arguments and in the comment.
 * Addresses each begin a line. Written as {@code end} leaves it, the document is complete: it always has its runstats.
 */
public final class XmlWriter implements ReportWriter {
    private static final Set<String> NAME_TYPES = Set.of("user", "PTR");
    private static final String FORMAT_VERSION = "1.05";

    private final LineOutput out;
    private final ReportOptions options;
    private boolean portScan;
    private String program = "hayate";

    /** @param out what is closed with this */
    public XmlWriter(OutputStream out, ReportOptions options) {
        this.out = new LineOutput(out);
        this.options = options;
    }

    @Override
    public void begin(RunHeader header) throws IOException {
        portScan = !header.scans().isEmpty();
        program = header.scanner();
        String start = ReportTime.ctime(header.startNs(), options.zone());
        out.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        out.line("<!DOCTYPE nmaprun>");
        if (options.stylesheet().isPresent()) {
            out.line("<?xml-stylesheet href=\"" + xml(options.stylesheet().get()) + "\" type=\"text/xsl\"?>");
        }
        out.line("<!-- " + xml(program) + " " + xml(header.version()) + " scan initiated " + start + " as: "
                + xml(header.arguments()) + " -->");
        out.line("<nmaprun scanner=\"nmap\"" + attribute("args", header.arguments())
                + attribute("start", ReportTime.epochSeconds(header.startNs())) + attribute("startstr", start)
                + attribute("version", header.version()) + attribute("xmloutputversion", FORMAT_VERSION) + ">");
        for (RunHeader.ScanInfo scan : header.scans()) {
            out.line("<scaninfo" + attribute("type", scan.type()) + attribute("protocol", scan.protocol())
                    + attribute("numservices", scan.portCount()) + attribute("services", scan.ports()) + "/>");
        }
        out.line("<verbose" + attribute("level", header.verbosity()) + "/>");
        out.line("<debugging" + attribute("level", header.debugging()) + "/>");
    }

    @Override
    public void host(HostReport host) throws IOException {
        if (!options.shows(host)) {
            return;
        }
        out.text("<host");
        if (host.startNs() != 0) {
            out.text(attribute("starttime", ReportTime.epochSeconds(host.startNs()))
                    + attribute("endtime", ReportTime.epochSeconds(host.endNs())));
        }
        out.text(host.timedOut() ? " timedout=\"true\">" : ">");
        identity(host);
        boolean withPorts = portScan && host.isUp() && !host.timedOut();
        if (withPorts || !host.ports().isEmpty()) {
            ports(PortSelection.of(host, options));
        }
        if (host.roundTrip().isPresent()) {
            HostReport.RoundTrip trip = host.roundTrip().get();
            out.line("<times" + attribute("srtt", trip.smoothedUs()) + attribute("rttvar", trip.variationUs())
                    + attribute("to", trip.timeoutUs()) + "/>");
        }
        out.line("</host>");
    }

    private void identity(HostReport host) throws IOException {
        out.line("<status" + attribute("state", host.status().presence().label())
                + attribute("reason", host.status().reason())
                + attribute("reason_ttl", host.status().reasonTtl()) + "/>");
        String type = host.address().indexOf(':') >= 0 ? "ipv6" : "ipv4";
        out.line("<address" + attribute("addr", host.address()) + attribute("addrtype", type) + "/>");
        if (host.mac().isPresent()) {
            out.line("<address" + attribute("addr", host.mac().get()) + attribute("addrtype", "mac")
                    + optional("vendor", host.vendor().orElse("")) + "/>");
        }
        if (host.status().presence() != HostReport.Presence.DOWN
                || !host.names().isEmpty()) {
            out.line("<hostnames>");
            for (HostReport.HostName name : host.names()) {
                String nameType = NAME_TYPES.contains(name.type()) ? name.type() : "user";
                out.line("<hostname" + attribute("name", name.name()) + attribute("type", nameType) + "/>");
            }
            out.line("</hostnames>");
        }
    }

    private void ports(PortSelection selection) throws IOException {
        out.text("<ports>");
        for (PortSelection.Group group : selection.groups()) {
            out.line("<extraports" + attribute("state", group.state().label()) + attribute("count", group.count())
                    + ">");
            for (PortSelection.Cause cause : group.causes()) {
                out.line("<extrareasons" + attribute("reason", cause.reason())
                        + attribute("count", cause.ports().size()) + attribute("proto", cause.protocol())
                        + attribute("ports", PortRanges.toText(cause.ports())) + "/>");
            }
            out.line("</extraports>");
        }
        for (PortReport port : selection.shown()) {
            port(port);
        }
        out.line("</ports>");
    }

    private void port(PortReport port) throws IOException {
        out.text("<port" + attribute("protocol", port.protocol()) + attribute("portid", port.port()) + "><state"
                + attribute("state", port.state().label()) + attribute("reason", port.reason())
                + attribute("reason_ttl", port.reasonTtl())
                + port.reasonAddress()
                        .map(address -> attribute("reason_ip", address))
                        .orElse("")
                + "/>");
        if (port.service().isPresent()) {
            service(port.service().get());
        } else if (port.state() == PortState.OPEN) {
            // Readers look for a service at every open port; nmap too says unknown where its table does.
            service(ServiceReport.ofTable(ServiceText.UNKNOWN));
        }
        for (ScriptReport script : port.scripts()) {
            out.text("<script" + attribute("id", script.id()) + attribute("output", script.output()) + "/>");
        }
        out.line("</port>");
    }

    private void service(ServiceReport service) throws IOException {
        if (service.name().isEmpty() && service.fingerprint().isEmpty()) {
            return;
        }
        out.text("<service" + attribute("name", service.name().isEmpty() ? ServiceText.UNKNOWN : service.name())
                + optional("product", service.product()) + optional("version", service.version())
                + optional("extrainfo", service.extraInfo()) + optional("hostname", service.hostname())
                + optional("ostype", service.osType()) + optional("devicetype", service.deviceType())
                + optional("servicefp", service.fingerprint())
                + (service.tunnel().equals("ssl") ? attribute("tunnel", "ssl") : "")
                + attribute("method", service.probed() ? "probed" : "table")
                + attribute("conf", Math.max(0, Math.min(10, service.confidence()))));
        if (service.cpes().isEmpty()) {
            out.text("/>");
            return;
        }
        out.text(">");
        for (String cpe : service.cpes()) {
            out.text("<cpe>" + xml(cpe) + "</cpe>");
        }
        out.text("</service>");
    }

    @Override
    public void end(RunFooter footer) throws IOException {
        String end = ReportTime.ctime(footer.endNs(), options.zone());
        boolean failed = !footer.error().isEmpty();
        String summary = program + (failed ? " stopped at " : " done at ") + end + "; " + ReportTime.total(footer);
        out.line("<runstats><finished" + attribute("time", ReportTime.epochSeconds(footer.endNs()))
                + attribute("timestr", end) + attribute("summary", summary)
                + attribute("elapsed", ReportTime.elapsed(footer.elapsedNs()))
                + attribute("exit", failed ? "error" : "success") + optional("errormsg", footer.error()) + "/><hosts"
                + attribute("up", footer.up()) + attribute("down", footer.down()) + attribute("total", footer.total())
                + "/>");
        out.line("</runstats>");
        out.line("</nmaprun>");
        flush();
    }

    private static String optional(String name, String value) {
        return value.isEmpty() ? "" : attribute(name, value);
    }

    private static String attribute(String name, String value) {
        return " " + name + "=\"" + xml(value) + "\"";
    }

    private static String attribute(String name, long value) {
        return " " + name + "=\"" + value + "\"";
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
