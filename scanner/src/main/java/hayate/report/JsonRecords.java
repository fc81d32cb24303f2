package hayate.report;

import hayate.report.HostReport.HostName;
import hayate.report.HostReport.Presence;
import hayate.report.HostReport.RoundTrip;
import hayate.report.HostReport.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The records of run, host and end that {@link JsonReportWriter} writes. */
final class JsonRecords {
    private static final int LEVEL_MAX = 100;
    private static final int PORT_COUNT_MAX = 1 << 20;

    private JsonRecords() {}

    static RunHeader run(JsonFields record) {
        List<RunHeader.ScanInfo> scans = record.objects("scans").stream()
                .map(scan -> new RunHeader.ScanInfo(
                        scan.text("type", ""),
                        scan.text("protocol", ""),
                        scan.number("count", PORT_COUNT_MAX),
                        scan.text("ports", "")))
                .toList();
        return new RunHeader(
                record.text("scanner", "hayate"),
                record.text("version", ""),
                record.text("arguments", ""),
                record.timeNs("start"),
                scans,
                record.has("verbosity") ? record.number("verbosity", LEVEL_MAX) : 0,
                record.has("debugging") ? record.number("debugging", LEVEL_MAX) : 0);
    }

    static RunFooter end(JsonFields record) {
        return new RunFooter(
                record.timeNs("time"),
                record.micros("elapsed_ms") * 1000,
                record.count("up"),
                record.count("down"),
                record.count("total"),
                record.text("error", ""));
    }

    static HostReport host(JsonFields record) {
        String status = record.text("status");
        Presence presence = Arrays.stream(Presence.values())
                .filter(value -> value.label().equals(status))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("status is unknown"));
        return new HostReport(
                record.timeNs("start"),
                record.timeNs("end"),
                record.flag("timed_out"),
                new Status(presence, record.text("reason", "unknown-response"), record.small("ttl")),
                record.text("address"),
                optional(record.text("mac", "")),
                optional(record.text("vendor", "")),
                record.objects("names").stream()
                        .map(name -> new HostName(name.text("name", ""), name.text("type", "PTR")))
                        .toList(),
                record.texts("other_addresses"),
                notShown(record),
                record.has("rtt_ms")
                        ? Optional.of(new RoundTrip(
                                record.micros("rtt_ms"),
                                record.micros("rtt_variation_ms"),
                                record.micros("timeout_ms")))
                        : Optional.empty());
    }

    private static Optional<String> optional(String text) {
        return Optional.of(text).filter(value -> !value.isEmpty());
    }

    private static List<PortReport> notShown(JsonFields record) {
        List<PortReport> ports = new ArrayList<>();
        for (JsonFields group : record.objects("not_shown")) {
            PortState state = JsonReportReader.state(group.text("state"));
            for (int port : PortRanges.ofText(group.text("ports", ""))) {
                ports.add(new PortReport(
                        port,
                        group.text("protocol", "tcp"),
                        state,
                        group.text("reason", ""),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
            }
        }
        return ports;
    }
}
