package hayate.cli;

import hayate.output.OutputConfig;
import hayate.plan.PortSet;
import hayate.plan.TargetSpace;
import hayate.probe.PingProbe;
import hayate.probe.TcpProbe;
import hayate.scan.DiscoveryConfig;
import hayate.scan.ReportConfig;
import hayate.scan.ReportConfig.Format;
import hayate.scan.ReportConfig.Names;
import hayate.scan.ReportConfig.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Whether a scan reports hosts or streams findings, and how it looks for hosts. Hosts are reported if a report is asked for
 * ({@code -oN -oX -oA -sn}), or if nothing else is and the targets are no more than a /16; else findings are streamed as
 * they come.
 */
final class ReportChoice {
    /** With more addresses findings stream, unless reports are asked for. */
    static final long ADDRESSES_MAX = 1 << 16;

    private static final List<PingProbe> DEFAULT_PROBES = List.of(
            new PingProbe(PingProbe.Kind.ECHO, 0),
            new PingProbe(PingProbe.Kind.SYN, 443),
            new PingProbe(PingProbe.Kind.ACK, 80),
            new PingProbe(PingProbe.Kind.TIMESTAMP, 0));

    private final ParsedOptions options;
    private final List<Output> outputs;
    private final List<PingProbe> asked;

    ReportChoice(ParsedOptions options, UnaryOperator<String> fileNames) {
        this.options = options;
        this.outputs = OutputOptions.reports(options, fileNames);
        this.asked = probes();
        if (options.has(CliOption.HOST_SCAN)) {
            refusePortsOfHostScan();
        }
        options.refuseTogether(CliOption.STYLESHEET, CliOption.NO_STYLESHEET, "give one of them");
    }

    private void refusePortsOfHostScan() {
        for (CliOption ports : new CliOption[] {
            CliOption.PORTS, CliOption.FAST, CliOption.TOP_PORTS, CliOption.SYN_SCAN, CliOption.ACK_SCAN
        }) {
            options.refuseTogether(CliOption.HOST_SCAN, ports, "-sn asks no ports");
        }
    }

    private List<PingProbe> probes() {
        List<PingProbe> probes = new ArrayList<>();
        if (options.has(CliOption.PING_ECHO)) {
            probes.add(new PingProbe(PingProbe.Kind.ECHO, 0));
        }
        addTcp(CliOption.PING_SYN, PingProbe.Kind.SYN, probes);
        addTcp(CliOption.PING_ACK, PingProbe.Kind.ACK, probes);
        if (options.has(CliOption.PING_TIMESTAMP)) {
            probes.add(new PingProbe(PingProbe.Kind.TIMESTAMP, 0));
        }
        if (options.has(CliOption.PING_MASK)) {
            probes.add(new PingProbe(PingProbe.Kind.MASK, 0));
        }
        return probes;
    }

    private void addTcp(CliOption option, PingProbe.Kind kind, List<PingProbe> probes) {
        options.value(option).ifPresent(list -> {
            PortSet ports = PortSet.parse(list, option.primaryName());
            for (int i = 0; i < ports.size(); i++) {
                probes.add(new PingProbe(kind, ports.portAt(i)));
            }
        });
    }

    /** Whether hosts are reported. */
    boolean reportsHosts(TargetSpace space, OutputConfig streams) {
        boolean named = options.has(CliOption.HOST_SCAN)
                || options.asksServices()
                || outputs.stream().anyMatch(output -> output.format() != Format.GREPABLE);
        boolean streaming = options.has(CliOption.QUIET) || !streams.outputs().isEmpty();
        boolean reports = named || (!streaming && space.addresses().size() <= ADDRESSES_MAX);
        if (reports
                && streaming
                && streams.outputs().stream()
                        .anyMatch(o -> isStandardOutput(o.file().toString()))
                && outputs.stream().anyMatch(Output::isStandardOutput)) {
            throw new UsageException("two outputs go to standard output ('-'): give each its own file");
        }
        return reports;
    }

    private static boolean isStandardOutput(String file) {
        return file.equals("-");
    }

    /** What a sweep writes. */
    OutputConfig streaming(OutputConfig streams, TcpProbe type) {
        if (type == TcpProbe.ACK) {
            throw new UsageException("-sA tells unfiltered ports, for which only host reports have a word: use -oN, -oX"
                    + " or -oA, without -q, -oJ and -oL");
        }
        return OutputOptions.streaming(streams, options, outputs);
    }

    /** The reports. */
    ReportConfig report(OutputConfig streams) {
        List<Output> all = new ArrayList<>(outputs);
        all.addAll(OutputOptions.jsonReports(streams));
        boolean taken = options.has(CliOption.QUIET)
                || outputs.stream().anyMatch(Output::isStandardOutput)
                || streams.outputs().stream()
                        .anyMatch(o -> isStandardOutput(o.file().toString()));
        if (!taken) {
            all.add(0, new Output(Format.NORMAL, OutputConfig.Output.STDOUT, false));
        }
        Names names = options.has(CliOption.NAMES) ? Names.ALL : Names.UP;
        return new ReportConfig(
                all,
                assumesUp(),
                options.has(CliOption.NO_NAMES) ? Names.NONE : names,
                options.has(CliOption.OPEN),
                options.has(CliOption.REASON),
                options.value(CliOption.STYLESHEET));
    }

    /** A host of which ports were open is not looked for again. */
    private boolean assumesUp() {
        return options.has(CliOption.NO_DISCOVERY) || options.has(CliOption.OPEN_FROM);
    }

    /** How hosts are found. */
    DiscoveryConfig discovery(TargetSpace space, boolean byPackets) {
        boolean only = options.has(CliOption.HOST_SCAN);
        boolean assumeUp = assumesUp();
        boolean saves = DEFAULT_PROBES.size() < space.allPorts().size();
        List<PingProbe> probes = asked;
        if (assumeUp) {
            probes = List.of();
        } else if (asked.isEmpty() && !options.has(CliOption.PING_ARP) && (only || saves)) {
            probes = DEFAULT_PROBES;
        }
        return new DiscoveryConfig(probes, !options.has(CliOption.NO_ARP), assumeUp, only, byPackets);
    }
}
