package hayate.report;

import static hayate.report.ReportText.csv;
import static hayate.report.ReportText.line;

import java.io.IOException;
import java.io.OutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A row per port: masscan's list, or CSV (RFC 4180, with line feeds). */
final class RowWriter implements ReportWriter {
    private final LineOutput out;
    private final ReportOptions options;
    private final boolean list;

    /** @param list whether it is masscan's list */
    RowWriter(OutputStream out, ReportOptions options, boolean list) {
        this.out = new LineOutput(out);
        this.options = options;
        this.list = list;
    }

    @Override
    public void begin(RunHeader header) throws IOException {
        out.line(list ? "#masscan" : "address,name,protocol,port,state,reason,ttl,service,product,version,extrainfo");
    }

    @Override
    public void host(HostReport host) throws IOException {
        if (!options.shows(host)) {
            return;
        }
        for (PortReport port : PortSelection.of(host, options).shown()) {
            out.line(list ? listRow(host, port) : csvRow(host, port));
        }
    }

    private static String listRow(HostReport host, PortReport port) {
        return port.state().label() + " " + line(port.protocol()) + " " + port.port() + " " + line(host.address()) + " "
                + ReportTime.epochSeconds(host.endNs());
    }

    private static String csvRow(HostReport host, PortReport port) {
        ServiceReport service = port.service().orElse(ServiceReport.ofTable(""));
        return Stream.of(
                        host.address(),
                        HostNames.preferred(host).orElse(""),
                        port.protocol(),
                        String.valueOf(port.port()),
                        port.state().label(),
                        port.reason(),
                        String.valueOf(port.reasonTtl()),
                        ServiceText.name(port, false),
                        service.product(),
                        service.version(),
                        service.extraInfo())
                .map(field -> csv(field))
                .collect(Collectors.joining(","));
    }

    @Override
    public void end(RunFooter footer) throws IOException {
        if (list) {
            out.line("# end");
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
