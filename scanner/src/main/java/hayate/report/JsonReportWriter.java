package hayate.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * JSON lines of host reports, described by {@code docs/finding.schema.json}: a record of the run, then for each host a record
 * of the host and one of each listed port, then a record of the end. Ports have no {@code record} member and the names of the
 * findings that a sweep streams, so that one filter reads both; {@code time} is the host's, and {@code attempt} is left out,
 * because reports have no other.
 */
public final class JsonReportWriter implements ReportWriter {
    private final LineOutput out;
    private final ReportOptions options;
    private final Predicate<PortReport> listed;

    /**
     * @param out what is closed with this
     * @param listed which ports have a record each; others are only counted and named in the host's
     */
    public JsonReportWriter(OutputStream out, ReportOptions options, Predicate<PortReport> listed) {
        this.out = new LineOutput(out);
        this.options = options;
        this.listed = listed;
    }

    @Override
    public void begin(RunHeader header) throws IOException {
        List<JsonLine> scans = new ArrayList<>();
        for (RunHeader.ScanInfo scan : header.scans()) {
            scans.add(new JsonLine()
                    .text("type", scan.type())
                    .text("protocol", scan.protocol())
                    .number("count", scan.portCount())
                    .text("ports", scan.ports()));
        }
        out.line(new JsonLine()
                .text("record", "run")
                .text("scanner", header.scanner())
                .text("version", header.version())
                .text("arguments", header.arguments())
                .time("start", header.startNs())
                .number("verbosity", header.verbosity())
                .number("debugging", header.debugging())
                .objects("scans", scans)
                .toString());
    }

    @Override
    public void host(HostReport host) throws IOException {
        if (!options.shows(host)) {
            return;
        }
        PortSelection selection = PortSelection.of(host, (port, count) -> !listed.test(port));
        out.line(host(host, selection).toString());
        for (PortReport port : selection.shown()) {
            out.line(port(host, port).toString());
        }
    }

    private static JsonLine host(HostReport host, PortSelection selection) {
        JsonLine line = new JsonLine()
                .text("record", "host")
                .text("address", host.address())
                .text("status", host.status().presence().label())
                .text("reason", host.status().reason())
                .number("ttl", host.status().reasonTtl())
                .text("mac", host.mac().orElse(""))
                .text("vendor", host.vendor().orElse(""))
                .time("start", host.startNs())
                .time("end", host.endNs());
        host.roundTrip()
                .ifPresent(trip -> line.millis("rtt_ms", trip.smoothedUs())
                        .millis("rtt_variation_ms", trip.variationUs())
                        .millis("timeout_ms", trip.timeoutUs()));
        if (host.timedOut()) {
            line.raw("timed_out", "true");
        }
        line.objects(
                "names",
                host.names().stream()
                        .map(name -> new JsonLine().text("name", name.name()).text("type", name.type()))
                        .filter(name -> !name.isEmpty())
                        .toList());
        line.texts("other_addresses", host.otherAddresses());
        return line.objects("not_shown", notShown(selection));
    }

    private static List<JsonLine> notShown(PortSelection selection) {
        List<JsonLine> groups = new ArrayList<>();
        for (PortSelection.Group group : selection.groups()) {
            for (PortSelection.Cause cause : group.causes()) {
                groups.add(new JsonLine()
                        .text("state", group.state().label())
                        .text("reason", cause.reason())
                        .text("protocol", cause.protocol())
                        .number("count", cause.ports().size())
                        .text("ports", PortRanges.toText(cause.ports())));
            }
        }
        return groups;
    }

    private static JsonLine port(HostReport host, PortReport port) {
        JsonLine line = new JsonLine()
                .text("address", host.address())
                .number("port", port.port())
                .text("protocol", port.protocol())
                .text("state", port.state().label())
                .text("reason", port.reason())
                .number("ttl", port.reasonTtl())
                .time("time", host.endNs())
                .text("responder", port.reasonAddress().orElse(""))
                .texts(
                        "names",
                        host.names().stream()
                                .map(HostReport.HostName::name)
                                .distinct()
                                .toList());
        port.service()
                .map(JsonReportWriter::service)
                .filter(service -> !service.isEmpty())
                .ifPresent(service -> line.raw("service", service.toString()));
        CertificateFacts.of(port.scripts())
                .ifPresent(facts -> line.raw("certificate", facts.toJson().toString()));
        return line.objects(
                "scripts",
                port.scripts().stream()
                        .map(script -> new JsonLine()
                                .raw("id", ReportText.json(script.id()))
                                .raw("output", ReportText.json(script.output())))
                        .toList());
    }

    private static JsonLine service(ServiceReport service) {
        return new JsonLine()
                .text("name", service.name())
                .text("product", service.product())
                .text("version", service.version())
                .text("extrainfo", service.extraInfo())
                .text("hostname", service.hostname())
                .text("ostype", service.osType())
                .text("devicetype", service.deviceType())
                .text("tunnel", service.tunnel())
                .text("method", service.probed() ? "probed" : "table")
                .number("conf", service.confidence())
                .texts("cpes", service.cpes())
                .text("fingerprint", service.fingerprint());
    }

    @Override
    public void end(RunFooter footer) throws IOException {
        out.line(new JsonLine()
                .text("record", "end")
                .time("time", footer.endNs())
                .millis("elapsed_ms", footer.elapsedNs() / 1000)
                .number("up", footer.up())
                .number("down", footer.down())
                .number("total", footer.total())
                .text("error", footer.error())
                .toString());
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
