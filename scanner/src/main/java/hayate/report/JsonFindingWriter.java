package hayate.report;

import static hayate.report.ReportText.json;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * JSON lines, an object per port, with the names of {@code docs/finding.schema.json} where it has them; {@code names},
 * {@code service} and {@code scripts} besides, where known. {@code time} is the host's, because reports have no other;
 * {@code attempt} and {@code rtt_ms} are left out, because they do not have it.
 */
final class JsonFindingWriter implements ReportWriter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final LineOutput out;
    private final ReportOptions options;

    JsonFindingWriter(OutputStream out, ReportOptions options) {
        this.out = new LineOutput(out);
        this.options = options;
    }

    @Override
    public void begin(RunHeader header) {}

    @Override
    public void host(HostReport host) throws IOException {
        if (!options.shows(host)) {
            return;
        }
        for (PortReport port : PortSelection.of(host, options).shown()) {
            out.line(line(host, port));
        }
    }

    private static String line(HostReport host, PortReport port) {
        StringBuilder line = new StringBuilder(200);
        line.append("{\"address\":").append(json(host.address()));
        line.append(",\"port\":").append(port.port());
        line.append(",\"protocol\":").append(json(port.protocol()));
        line.append(",\"state\":").append(json(port.state().label()));
        line.append(",\"reason\":").append(json(port.reason()));
        line.append(",\"ttl\":").append(port.reasonTtl());
        if (host.endNs() > 0) {
            line.append(",\"time\":\"")
                    .append(TIME.format(Instant.ofEpochSecond(0, host.endNs())))
                    .append('"');
        }
        port.reasonAddress().ifPresent(address -> line.append(",\"responder\":").append(json(address)));
        if (!host.names().isEmpty()) {
            line.append(",\"names\":").append(list(host.names().stream().map(HostReport.HostName::name)));
        }
        port.service().ifPresent(service -> line.append(",\"service\":").append(service(service)));
        if (!port.scripts().isEmpty()) {
            line.append(",\"scripts\":")
                    .append(port.scripts().stream()
                            .map(script ->
                                    "{\"id\":" + json(script.id()) + ",\"output\":" + json(script.output()) + "}")
                            .collect(Collectors.joining(",", "[", "]")));
        }
        return line.append('}').toString();
    }

    private static String service(ServiceReport service) {
        StringJoiner members = new StringJoiner(",", "{", "}");
        add(members, "name", service.name());
        add(members, "product", service.product());
        add(members, "version", service.version());
        add(members, "extrainfo", service.extraInfo());
        add(members, "hostname", service.hostname());
        add(members, "ostype", service.osType());
        add(members, "devicetype", service.deviceType());
        add(members, "tunnel", service.tunnel());
        add(members, "method", service.probed() ? "probed" : "table");
        members.add("\"conf\":" + service.confidence());
        if (!service.cpes().isEmpty()) {
            members.add("\"cpes\":" + list(service.cpes().stream()));
        }
        add(members, "fingerprint", service.fingerprint());
        return members.toString();
    }

    private static void add(StringJoiner members, String name, String value) {
        if (!value.isEmpty()) {
            members.add('"' + name + "\":" + json(value));
        }
    }

    private static String list(Stream<String> texts) {
        return texts.map(ReportText::json).distinct().collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public void end(RunFooter footer) throws IOException {
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
