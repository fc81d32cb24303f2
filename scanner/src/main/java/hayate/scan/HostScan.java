package hayate.scan;

import hayate.output.FileNames;
import hayate.output.OutputSet;
import hayate.output.ResultFollower;
import hayate.output.ResumeState;
import hayate.plan.AddressSet;
import hayate.plan.Addresses;
import hayate.plan.TargetSpace;
import hayate.report.HostReport;
import hayate.report.HostReport.HostName;
import hayate.report.ReportOptions;
import hayate.report.RunFooter;
import hayate.report.RunHeader;
import hayate.result.AnsweredMap;
import hayate.result.Finding;
import hayate.result.State;
import hayate.scan.HostDiscovery.Found;
import hayate.scan.ReportConfig.Names;
import hayate.scan.ReportConfig.Output;
import hayate.send.SendConfig;
import hayate.service.db.ServiceDatabase;
import hayate.status.Terminal;
import hayate.work.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A scan that reports hosts, as nmap's users know it: hosts are found, their ports asked by a {@link Scan}, and each host is
 * written once nothing more will be heard of it, at the latest at the end. Runs on the main thread; what follows the
 * findings runs on the reporter's.
 */
final class HostScan {
    private final ScanConfig config;
    private final ReportConfig report;
    private final DiscoveryConfig discovery;
    private final AtomicInteger signal;
    private final SystemClock clock = new SystemClock();
    private final Terminal terminal = Terminal.standardError();
    private final long startedNs;
    private final Optional<ServiceDatabase> database;
    private final int portsPerHost;
    private long up;

    HostScan(ScanConfig config, AtomicInteger signal) {
        this.config = config;
        this.report = config.report().orElseThrow();
        this.discovery = config.discovery().orElseThrow();
        this.signal = signal;
        this.database = config.version().map(ServiceFollowUp::database);
        this.portsPerHost = config.space().allPorts().size();
        this.startedNs = config.resume().map(HostScan::startOf).orElseGet(clock::epochNs);
    }

    private static long startOf(Path checkpoint) {
        try (ResumeState state = ResumeState.load(checkpoint)) {
            return state.identity().startedNs();
        }
    }

    /** Runs it and returns the exit code. */
    int run() {
        LocalDateTime started = LocalDateTime.ofInstant(Instant.ofEpochSecond(0, startedNs), ZoneId.systemDefault());
        List<Output> files =
                report.outputs().stream().map(output -> expand(output, started)).toList();
        Optional<Path> sheetFile =
                OutputSet.expandNames(config.output(), started).checkpoint().map(ReportSheet::beside);
        ReportSheet sheet;
        ReportOutputs outputs;
        if (config.resume().isPresent()) {
            sheet = ReportSheet.read(ReportSheet.beside(config.resume().get()));
            outputs = open(files, sheet.offsets());
        } else {
            Map<String, Long> offsets = ReportOutputs.offsets(files);
            outputs = open(files, offsets);
            sheet = new ReportSheet(find(), offsets);
        }
        int exitCode;
        TargetSpace space = config.space().at(sheet.found().targets());
        if (!discovery.only() && space.size() > 0 && signal.get() == 0) {
            if (config.resume().isEmpty()) {
                sheetFile.ifPresent(sheet::write);
            }
            exitCode = scanPorts(space, sheet.found(), outputs);
            if (exitCode == Scan.DONE) {
                sheetFile.ifPresent(HostScan::delete);
            }
        } else {
            exitCode = reportHosts(sheet.found().up(), outputs);
        }
        outputs.problems().forEach(problem -> terminal.line("hayate: " + problem));
        return outputs.problems().isEmpty() ? exitCode : Scan.FAILED;
    }

    private static Output expand(Output output, LocalDateTime time) {
        return output.isStandardOutput()
                ? output
                : new Output(
                        output.format(), Path.of(FileNames.expand(output.file().toString(), time)), output.append());
    }

    private static void delete(Path sheet) {
        try {
            Files.deleteIfExists(sheet);
        } catch (IOException e) {
            System.getLogger(HostScan.class.getName()).log(System.Logger.Level.DEBUG, "cannot delete " + sheet, e);
        }
    }

    private ReportOutputs open(List<Output> files, Map<String, Long> offsets) {
        ReportOptions options = new ReportOptions(
                config.verbosity().verbose(),
                config.verbosity().debug(),
                report.withReason(),
                report.openOnly(),
                config.version().isPresent(),
                report.stylesheet(),
                ZoneId.systemDefault());
        return new ReportOutputs(files, offsets, options, header());
    }

    private RunHeader header() {
        List<RunHeader.ScanInfo> scans = discovery.only()
                ? List.of()
                : List.of(new RunHeader.ScanInfo(
                        config.send().backend() == SendConfig.Backend.CONNECT
                                ? "connect"
                                : config.probe().type().label(),
                        "tcp",
                        config.space().allPorts().size(),
                        config.space().allPorts().toString()));
        return new RunHeader(
                "hayate",
                Version.NUMBER,
                "hayate " + String.join(" ", config.arguments()),
                startedNs,
                scans,
                config.verbosity().verbose(),
                config.verbosity().debug());
    }

    private Found find() {
        return new HostDiscovery(config, discovery, clock, terminal, () -> signal.get() != 0).find();
    }

    private int scanPorts(TargetSpace space, Found found, ReportOutputs outputs) {
        return new Scan(config.over(space), signal, (asked, answered) -> {
                    HostBook book = new HostBook(
                            asked, answered, found.up(), config.probe().type(), new ServiceNames());
                    return new Follower(book, outputs);
                })
                .run();
    }

    /** Without ports: the hosts alone. */
    private int reportHosts(HostTable hosts, ReportOutputs outputs) {
        TargetSpace none = config.space().at(AddressSet.EMPTY);
        try (AnsweredMap answered = AnsweredMap.forSize(1, Long.BYTES)) {
            HostBook book = new HostBook(none, answered, hosts, config.probe().type(), new ServiceNames());
            new Follower(book, outputs).finish(signal.get() == 0);
        }
        return signal.get() == 0 ? Scan.DONE : Scan.SIGNAL_BASE + signal.get();
    }

    /** Collects what is found and writes the hosts. Reporter's thread. */
    private final class Follower implements ResultFollower {
        private final HostBook book;
        private final ReportOutputs outputs;
        private final HostNames names = HostNames.of(report.names(), config.resolvedNames());
        private final MacVendors vendors = new MacVendors();
        private final BitSet written = new BitSet();
        private final Optional<ServiceFollowUp> services;
        private int[] answers = new int[0];

        Follower(HostBook book, ReportOutputs outputs) {
            this.book = book;
            this.outputs = outputs;
            names.lookUp(book.hosts());
            services = config.version()
                    .map(version -> new ServiceFollowUp(
                            database.orElseThrow(), version, config.rate().template(), clock, names::askedBy));
        }

        @Override
        public void onFinding(Finding finding) {
            int number = book.onFinding(finding);
            if (config.verbosity().verbose() > 0 && finding.state == State.OPEN) {
                outputs.say("Discovered open port " + finding.port + "/tcp on " + Addresses.format(finding.address));
            }
            if (services.isPresent()) {
                if (finding.state == State.OPEN) {
                    services.get().onOpen(finding.address, finding.port);
                }
                return;
            }
            if (number >= answers.length) {
                answers = Arrays.copyOf(answers, Math.max(number + 1, answers.length * 2));
            }
            answers[number]++;
            if (answers[number] >= portsPerHost && names.isDone() && book.isComplete(finding.address)) {
                write(number, true);
                outputs.flush();
            }
        }

        private void write(int number, boolean complete) {
            if (written.get(number)) {
                return;
            }
            written.set(number);
            HostTable hosts = book.hosts();
            long mac = hosts.macOf(number);
            terminal.clearStatus();
            outputs.host(book.report(
                    number,
                    complete && config.shard().count() == 1,
                    names.of(hosts.addressOf(number)),
                    mac == 0 ? Optional.empty() : vendors.of(mac),
                    services.isPresent() ? services.get() : HostBook.Services.NONE));
        }

        @Override
        public List<String> finish(boolean complete) {
            HostTable hosts = book.hosts();
            services.ifPresent(followUp -> followUp.finish(() -> signal.get() != 0));
            names.finish(hosts);
            int[] order = hosts.inAddressOrder();
            for (int number : order) {
                write(number, complete);
            }
            up = order.length;
            reportDown(hosts);
            outputs.end(footer(complete));
            return outputs.problems();
        }

        private void reportDown(HostTable hosts) {
            if (config.verbosity().verbose() == 0 && report.names() != Names.ALL || report.openOnly()) {
                return;
            }
            AddressSet addresses = config.space().addresses();
            for (int range = 0; range < addresses.rangeCount(); range++) {
                int last = addresses.lastAddress(range);
                for (int address = addresses.firstAddress(range); ; address++) {
                    if (hosts.numberOf(address) == HostTable.NONE) {
                        outputs.host(down(address, names.of(address)));
                    }
                    if (address == last) {
                        break;
                    }
                }
            }
        }

        private HostReport down(int address, List<HostName> known) {
            return new HostReport(
                    0,
                    0,
                    false,
                    new HostReport.Status(HostReport.Presence.DOWN, "no-response", 0),
                    Addresses.format(address),
                    Optional.empty(),
                    Optional.empty(),
                    known,
                    List.of(),
                    List.of(),
                    Optional.empty());
        }

        private RunFooter footer(boolean complete) {
            long total = config.space().addresses().size();
            long nowNs = clock.epochNs();
            return new RunFooter(nowNs, nowNs - startedNs, up, total - up, total, complete ? "" : "interrupted");
        }
    }
}
