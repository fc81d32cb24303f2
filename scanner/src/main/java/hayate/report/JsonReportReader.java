package hayate.report;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/**
 * JSON in lines or in an array: hayate's findings and host reports ({@code docs/finding.schema.json}), masscan's -oJ and -oD.
 */
final class JsonReportReader implements ReportReader {
    private final JsonObjects objects;
    /** Findings that come in any order, held until the end. */
    private final Observations loose = new Observations();

    private RunHeader header;
    private Optional<RunFooter> footer = Optional.empty();
    /** Findings alone say nothing of an end; reports do. */
    private boolean ended = true;

    private boolean truncated;
    private JsonFields ahead;
    private String address = "";
    private Observations host = new Observations();

    JsonReportReader(InputStream in) {
        objects = new JsonObjects(in);
    }

    /** Of a report the first record; findings are read to their end, for only they tell which program found them. */
    @Override
    public RunHeader header() throws IOException {
        if (header != null) {
            return header;
        }
        header = new RunHeader("hayate", "", "", 0, List.of(), 0, 0);
        ahead = next();
        while (ahead != null && !ahead.has("record")) {
            readLoose(ahead);
            ahead = next();
        }
        if (ahead != null && ahead.text("record", "").equals("run")) {
            read(ahead, nobody -> {});
            ahead = null;
        }
        return header;
    }

    private JsonFields next() throws IOException {
        try {
            Map<String, Object> object = truncated ? null : objects.next();
            truncated |= object == null && !ended;
            return object == null ? null : new JsonFields(object);
        } catch (UnexpectedEndOfInputException e) {
            truncated = true;
            return null;
        } catch (JacksonException e) {
            throw new ReportFormatException("line " + objects.line() + " is not valid JSON", e);
        } catch (IllegalArgumentException e) {
            throw noFinding(e);
        }
    }

    private ReportFormatException noFinding(IllegalArgumentException e) {
        return new ReportFormatException("line " + objects.line() + " is no finding: " + e.getMessage(), e);
    }

    /** A report goes host by host: each record of a host ends the one before it. */
    @Override
    public void forEachHost(Consumer<HostReport> consumer) throws IOException {
        header();
        for (JsonFields object = ahead == null ? next() : ahead; object != null; object = next()) {
            read(object, consumer);
        }
        endHost(consumer);
        loose.forEachHost(consumer);
    }

    private void endHost(Consumer<HostReport> consumer) {
        host.forEachHost(consumer);
        host = new Observations();
        address = "";
    }

    private void read(JsonFields object, Consumer<HostReport> consumer) throws IOException {
        try {
            if (object.has("record")) {
                readRecord(object, consumer);
            } else if (!address.isEmpty() && object.text("address", "").equals(address)) {
                host.add(finding(object));
            } else {
                readLoose(object);
            }
        } catch (IllegalArgumentException e) {
            throw noFinding(e);
        }
    }

    private void readRecord(JsonFields object, Consumer<HostReport> consumer) throws IOException {
        endHost(consumer);
        switch (object.text("record")) {
            case "run" -> {
                header = JsonRecords.run(object);
                ended = false;
            }
            case "host" -> {
                HostReport told = JsonRecords.host(object);
                host.add(told);
                address = told.address();
            }
            case "end" -> {
                footer = Optional.of(JsonRecords.end(object));
                ended = true;
            }
            default -> throw new IllegalArgumentException("record is unknown");
        }
    }

    private void readLoose(JsonFields object) throws IOException {
        try {
            if (object.has("ip")) {
                readMasscans(object);
            } else {
                loose.add(finding(object));
            }
        } catch (IllegalArgumentException e) {
            throw noFinding(e);
        }
    }

    private void readMasscans(JsonFields object) throws IOException {
        header = new RunHeader("masscan", "", "", 0, header.scans(), 0, 0);
        String ip = object.text("ip");
        long timeNs = ReportTime.ofEpochSeconds(object.text("timestamp", ""));
        if (object.has("ports")) {
            for (JsonFields port : object.objects("ports")) {
                loose.add(masscan(ip, timeNs, port, port, port.object("service")));
            }
        } else {
            JsonFields data = object.object("data").orElse(new JsonFields(Map.of()));
            loose.add(masscan(ip, timeNs, object, data, data.has("banner") ? Optional.of(data) : Optional.empty()));
        }
    }

    private static Observation masscan(
            String address, long timeNs, JsonFields port, JsonFields status, Optional<JsonFields> banner) {
        String protocol = port.text("proto", "tcp");
        int number = port.number("port", PortRanges.PORT_MAX);
        if (banner.isPresent()) {
            String name = banner.get().text("name", banner.get().text("service_name", "unknown"));
            return Observation.banner(
                    address, protocol, number, name, banner.get().text("banner", ""), status.small("ttl"), timeNs);
        }
        return Observation.of(
                address,
                protocol,
                number,
                state(status.text("status")),
                status.text("reason", ""),
                status.small("ttl"),
                timeNs);
    }

    private static Observation finding(JsonFields object) {
        List<HostReport.HostName> names = new ArrayList<>();
        object.texts("names").forEach(name -> names.add(new HostReport.HostName(name, "PTR")));
        return new Observation(
                object.text("address"),
                object.text("protocol"),
                object.number("port", PortRanges.PORT_MAX),
                state(object.text("state")),
                object.text("reason", "unknown-response"),
                object.small("ttl"),
                object.has("responder") ? Optional.of(object.text("responder")) : Optional.empty(),
                object.timeNs("time"),
                object.has("rtt_ms") ? object.micros("rtt_ms") : Observation.ROUND_TRIP_UNKNOWN,
                object.object("service").map(JsonReportReader::service),
                scripts(object),
                names);
    }

    private static List<ScriptReport> scripts(JsonFields object) {
        List<ScriptReport> scripts = new ArrayList<>();
        if (object.has("scripts")) {
            object.objects("scripts")
                    .forEach(script -> scripts.add(new ScriptReport(script.text("id"), script.text("output", ""))));
        }
        return scripts;
    }

    private static ServiceReport service(JsonFields service) {
        return new ServiceReport(
                service.text("name", ""),
                service.text("product", ""),
                service.text("version", ""),
                service.text("extrainfo", ""),
                service.text("hostname", ""),
                service.text("ostype", ""),
                service.text("devicetype", ""),
                service.text("tunnel", ""),
                service.text("method", "probed").equals("probed"),
                service.small("conf"),
                service.texts("cpes"),
                service.text("fingerprint", ""));
    }

    static PortState state(String label) {
        return PortState.ofLabel(label).orElseThrow(() -> new IllegalArgumentException("state is unknown"));
    }

    @Override
    public boolean isTruncated() {
        return truncated;
    }

    @Override
    public long unnamedPorts() {
        return 0;
    }

    @Override
    public Optional<RunFooter> footer() {
        return footer;
    }

    @Override
    public void close() throws IOException {
        objects.close();
    }
}
