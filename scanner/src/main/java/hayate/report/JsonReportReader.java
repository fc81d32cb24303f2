package hayate.report;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/**
 * JSON in lines or in an array: hayate's findings and host reports ({@code docs/finding.schema.json}), masscan's -oJ and -oD.
 */
final class JsonReportReader extends HeldReader {
    private final JsonObjects objects;
    private Optional<RunFooter> footer = Optional.empty();
    /** Findings alone say nothing of an end; reports do. */
    private boolean ended = true;

    JsonReportReader(InputStream in) {
        objects = new JsonObjects(in);
    }

    @Override
    void readAll() throws IOException {
        try {
            for (Map<String, Object> object = objects.next(); object != null; object = objects.next()) {
                read(new JsonFields(object));
            }
            if (!ended) {
                setTruncated();
            }
        } catch (UnexpectedEndOfInputException e) {
            setTruncated();
        } catch (JacksonException e) {
            throw new ReportFormatException("line " + objects.line() + " is not valid JSON", e);
        } catch (IllegalArgumentException e) {
            throw new ReportFormatException("line " + objects.line() + " is no finding: " + e.getMessage(), e);
        }
    }

    private void read(JsonFields object) throws IOException {
        if (object.has("record")) {
            readRecord(object);
            return;
        }
        if (!object.has("ip")) {
            add(finding(object));
            return;
        }
        header = new RunHeader("masscan", "", "", 0, header.scans(), 0, 0);
        String address = object.text("ip");
        long timeNs = ReportTime.ofEpochSeconds(object.text("timestamp", ""));
        if (object.has("ports")) {
            for (JsonFields port : object.objects("ports")) {
                add(masscan(address, timeNs, port, port, port.object("service")));
            }
        } else {
            JsonFields data = object.object("data").orElse(new JsonFields(Map.of()));
            add(masscan(address, timeNs, object, data, data.has("banner") ? Optional.of(data) : Optional.empty()));
        }
    }

    private void readRecord(JsonFields object) throws IOException {
        switch (object.text("record")) {
            case "run" -> {
                header = JsonRecords.run(object);
                ended = false;
            }
            case "host" -> {
                HostReport host = JsonRecords.host(object);
                add(host);
            }
            case "end" -> {
                footer = Optional.of(JsonRecords.end(object));
                ended = true;
            }
            default -> throw new IllegalArgumentException("record is unknown");
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
    public Optional<RunFooter> footer() {
        return footer;
    }

    @Override
    public void close() throws IOException {
        objects.close();
    }
}
