package hayate.report;

import hayate.report.HostReport.HostName;
import hayate.report.HostReport.Presence;
import hayate.report.HostReport.RoundTrip;
import hayate.report.HostReport.Status;
import hayate.report.RunHeader.ScanInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Hosts and runs for tests. */
final class ReportSamples {
    static final long START_NS = 1_795_517_647_000_000_000L;
    static final ReportOptions PLAIN = new ReportOptions(0, 0, false, false, false, Optional.empty(), ZoneId.of("UTC"));
    static final RunHeader HEADER = new RunHeader(
            "hayate",
            "0.1",
            "hayate -sS -p 1-100 10.0.3.0/24",
            START_NS,
            List.of(new ScanInfo("syn", "tcp", 100, "1-100")),
            0,
            0);
    static final RunFooter FOOTER = new RunFooter(START_NS + 8_310_000_000L, 8_310_000_000L, 1, 1, 2, "");

    private ReportSamples() {}

    static HostReport host(String address, Presence presence, String reason, List<PortReport> ports) {
        return new HostReport(
                START_NS,
                START_NS + 8_000_000_000L,
                false,
                new Status(presence, reason, presence == Presence.UP ? 64 : 0),
                address,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                ports,
                presence == Presence.UP ? Optional.of(new RoundTrip(1010, 35, 100_000)) : Optional.empty());
    }

    static HostReport up(String address, List<PortReport> ports) {
        return host(address, Presence.UP, "echo-reply", ports);
    }

    static HostReport named(HostReport host, HostName... names) {
        return new HostReport(
                host.startNs(),
                host.endNs(),
                host.timedOut(),
                host.status(),
                host.address(),
                host.mac(),
                host.vendor(),
                List.of(names),
                host.otherAddresses(),
                host.ports(),
                host.roundTrip());
    }

    static PortReport port(int port, PortState state, String reason) {
        return new PortReport(port, "tcp", state, reason, 64, Optional.empty(), Optional.empty(), List.of());
    }

    static PortReport open(int port, String service) {
        return with(port(port, PortState.OPEN, "syn-ack"), ServiceReport.ofTable(service));
    }

    static PortReport with(PortReport port, ServiceReport service, ScriptReport... scripts) {
        return new PortReport(
                port.port(),
                port.protocol(),
                port.state(),
                port.reason(),
                port.reasonTtl(),
                port.reasonAddress(),
                Optional.of(service),
                List.of(scripts));
    }

    static ServiceReport probed(String name, String product, String version, String extraInfo) {
        return new ServiceReport(name, product, version, extraInfo, "", "", "", "", true, 10, List.of(), "");
    }

    /** Ports from {@code first} on, all of a state. */
    static List<PortReport> ports(int first, int count, PortState state, String reason) {
        List<PortReport> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(port(first + i, state, reason));
        }
        return ports;
    }

    /** A host with everything that a report can say. */
    static HostReport rich() {
        List<PortReport> ports = new ArrayList<>(ports(1, 21, PortState.CLOSED, "reset"));
        ServiceReport ssh = new ServiceReport(
                "ssh",
                "OpenSSH",
                "9.6p1",
                "protocol 2.0",
                "",
                "Linux",
                "",
                "",
                true,
                10,
                List.of("cpe:/a:openbsd:openssh:9.6p1", "cpe:/o:linux:linux_kernel"),
                "");
        ports.add(with(port(22, PortState.OPEN, "syn-ack"), ssh));
        ports.addAll(ports(23, 57, PortState.CLOSED, "reset"));
        ServiceReport web = new ServiceReport(
                "http", "nginx", "", "", "www.example", "", "", "ssl", true, 10, List.of("cpe:/a:nginx:nginx"), "");
        ports.add(with(
                port(80, PortState.OPEN, "syn-ack"),
                web,
                new ScriptReport("http-title", "Welcome"),
                new ScriptReport("ssl-cert", "Subject: commonName=www.example\nNot valid after: 2030-01-01")));
        ports.add(new PortReport(
                81,
                "tcp",
                PortState.FILTERED,
                "host-prohibited",
                63,
                Optional.of("10.0.0.1"),
                Optional.of(ServiceReport.ofTable("hosts2-ns")),
                List.of()));
        ports.addAll(ports(82, 30, PortState.FILTERED, "no-response"));
        HostReport host = up("10.0.3.7", ports);
        return new HostReport(
                host.startNs(),
                host.endNs(),
                false,
                host.status(),
                host.address(),
                Optional.of("02:00:5E:10:00:01"),
                Optional.of("Example Corp"),
                List.of(new HostName("web.example", "user"), new HostName("seven.example", "PTR")),
                List.of("10.0.3.8", "2001:db8::8"),
                host.ports(),
                host.roundTrip());
    }

    /** A host whose every text is random, from controls to characters outside the BMP and lone surrogates. */
    static HostReport hostile(SplittableRandom random) {
        List<PortReport> ports = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ServiceReport service = new ServiceReport(
                    text(random),
                    text(random),
                    text(random),
                    text(random),
                    text(random),
                    text(random),
                    text(random),
                    random.nextBoolean() ? "ssl" : "",
                    random.nextBoolean(),
                    random.nextInt(11),
                    List.of("cpe:/o:" + text(random)),
                    text(random));
            ports.add(new PortReport(
                    80 + i,
                    "tcp",
                    PortState.OPEN,
                    text(random),
                    64,
                    Optional.of(text(random)),
                    Optional.of(service),
                    List.of(new ScriptReport(text(random), text(random)))));
        }
        return new HostReport(
                START_NS,
                START_NS,
                false,
                new Status(Presence.UP, text(random), 64),
                "10.0.3.7",
                Optional.of(text(random)),
                Optional.of(text(random)),
                List.of(new HostName(text(random), "user"), new HostName(text(random), "PTR")),
                List.of(text(random)),
                ports,
                Optional.empty());
    }

    /** Up to twelve characters, the troublesome ones often. */
    static String text(SplittableRandom random) {
        String troublesome =
                "<>&\"'-]\u0000\u0001\u001b\r\n\t\u007f\u0085\u009b\u2028\u202e\ufffe\uffff\ud800\udc00/|,;=";
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(1, 13);
        for (int i = 0; i < length; i++) {
            if (random.nextBoolean()) {
                text.append(troublesome.charAt(random.nextInt(troublesome.length())));
            } else {
                text.appendCodePoint(random.nextInt(0x11_0000));
            }
        }
        return text.toString();
    }

    static String write(Function<OutputStream, ReportWriter> format, RunHeader header, HostReport... hosts)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ReportWriter writer = format.apply(bytes)) {
            writer.begin(header);
            for (HostReport host : hosts) {
                writer.host(host);
            }
            writer.end(FOOTER);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    static String normal(ReportOptions options, HostReport... hosts) throws IOException {
        return write(out -> NormalWriter.toFile(out, options), HEADER, hosts);
    }

    static String grepable(ReportOptions options, HostReport... hosts) throws IOException {
        return write(out -> new GrepableHostWriter(out, options), HEADER, hosts);
    }

    static String xml(ReportOptions options, HostReport... hosts) throws IOException {
        return write(out -> new XmlWriter(out, options), HEADER, hosts);
    }
}
