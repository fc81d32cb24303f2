package hayate.scan;

import hayate.net.LocalTime;
import hayate.output.FileNames;
import hayate.output.OutputSet;
import hayate.output.ResumeState;
import hayate.plan.AddressSet;
import hayate.plan.TargetSpace;
import hayate.rate.SharedBudget;
import hayate.report.PortReport;
import hayate.report.ReportOptions;
import hayate.report.RunHeader;
import hayate.result.AnsweredMap;
import hayate.result.Reason;
import hayate.result.State;
import hayate.scan.HostDiscovery.Found;
import hayate.scan.ReportConfig.Output;
import hayate.send.HostClocks;
import hayate.send.Lane;
import hayate.send.Restraints;
import hayate.send.SendConfig;
import hayate.send.TargetGate;
import hayate.service.db.ServiceDatabase;
import hayate.status.Summary;
import hayate.status.Terminal;
import hayate.work.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

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
    private final Optional<ServiceDatabase> database;
    private final Optional<TargetGate> caps;
    private final List<Output> files;
    private Optional<HostClocks> hostClocks = Optional.empty();
    private ReportOutputs outputs;

    HostScan(ScanConfig config, AtomicInteger signal) {
        this.config = config;
        this.report = config.report().orElseThrow();
        this.discovery = config.discovery().orElseThrow();
        this.signal = signal;
        this.database = config.version().map(ServiceFollowUp::database);
        this.caps = Scan.caps(config, this::refuses);
        LocalDateTime started = LocalTime.at(config.startedNs());
        this.files =
                report.outputs().stream().map(output -> expand(output, started)).toList();
    }

    /** Runs it and returns the exit code. */
    int run() {
        Optional<Path> resume = config.resume();
        boolean hostsAreKnown = resume.isPresent() && !SearchLog.isSearch(ResumeState.identityOf(resume.get()));
        int exitCode = hostsAreKnown ? goOnWithPorts(resume.get()) : findAndReport(resume);
        if (outputs == null) {
            return exitCode;
        }
        outputs.problems().forEach(problem -> terminal.line("hayate: " + problem));
        return outputs.problems().isEmpty() ? exitCode : Scan.FAILED;
    }

    private int goOnWithPorts(Path checkpoint) {
        ReportSheet sheet = ReportSheet.read(ReportSheet.beside(checkpoint));
        // The files are cut back only once the scan has locked its journal: another process may be writing them.
        return scanPorts(config, sheet, Optional.of(checkpoint), () -> outputs = open(sheet));
    }

    private int findAndReport(Optional<Path> resume) {
        Optional<Path> checkpoint = resume.isPresent()
                ? resume
                : OutputSet.expandNames(config.output(), ScanSession.started(config.startedNs()))
                        .checkpoint();
        try (SearchLog log = resume.isPresent()
                ? SearchLog.resume(config, resume.get(), this::warn)
                : SearchLog.begin(config, checkpoint, files, this::warn)) {
            outputs = open(log.sheet());
            Found found = log.sheet().looking() ? find(log) : log.sheet().found();
            if (!isEnded()) {
                log.found(found);
            }
            boolean asksPorts = !discovery.only() && found.targets().size() > 0 && !isEnded();
            if (!asksPorts) {
                return reportHosts(found.up(), log);
            }
            log.close();
            return scanPorts(config.anew(), log.sheet(), checkpoint, () -> outputs);
        }
    }

    private static Output expand(Output output, LocalDateTime time) {
        return output.isStandardOutput()
                ? output
                : new Output(
                        output.format(), Path.of(FileNames.expand(output.file().toString(), time)), output.append());
    }

    private void warn(String line) {
        terminal.line("hayate: " + line);
    }

    private ReportOutputs open(ReportSheet sheet) {
        ReportOptions options = new ReportOptions(
                config.verbosity().verbose(),
                config.verbosity().debug(),
                report.withReason(),
                report.openOnly(),
                config.version().isPresent(),
                report.stylesheet(),
                LocalTime.offsetAt(config.startedNs()));
        return new ReportOutputs(files, sheet.offsets(), options, this::isListed, header());
    }

    /** JSON lists what answered and is in a state asked for; the others are counted in the host's record. */
    private boolean isListed(PortReport port) {
        State state = switch (port.state()) {
            case OPEN, OPEN_FILTERED -> State.OPEN;
            case CLOSED, UNFILTERED, CLOSED_FILTERED -> State.CLOSED;
            case FILTERED, UNKNOWN -> State.FILTERED;
        };
        return config.output().states().contains(state) && !port.reason().equals(Reason.NO_RESPONSE.label());
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
                config.startedNs(),
                scans,
                config.verbosity().verbose(),
                config.verbosity().debug());
    }

    /** Whether somebody ended it: by a signal, or by closing the pipe that it writes to. */
    private boolean isEnded() {
        return signal.get() != 0 || outputs.isReaderGone();
    }

    private Found find(SearchLog log) {
        return new HostDiscovery(config, discovery, clock, terminal, log, this::isEnded, caps).find();
    }

    private int scanPorts(ScanConfig how, ReportSheet sheet, Optional<Path> checkpoint, Supplier<ReportOutputs> files) {
        Found found = sheet.found();
        TargetSpace space = config.space().at(found.targets());
        hostClocks = Scan.hostClocks(config, space);
        Scan.Follow follow = (asked, answered, settled, budget) -> {
            HostBook book =
                    new HostBook(asked, answered, found.up(), config.probe().type(), config.portTable()::nameOf);
            return new HostReporter(
                    config,
                    book,
                    files.get(),
                    database,
                    hostClocks,
                    Optional.of(settled),
                    budget,
                    clock,
                    terminal,
                    signal);
        };
        Restraints restraints = new Restraints(caps, Optional.empty(), hostClocks);
        int exitCode = new Scan(
                        how.over(space),
                        signal,
                        follow,
                        restraints,
                        neighbours(found.up()),
                        found.up().roundTripMaxNs())
                .run();
        if (exitCode == Scan.DONE) {
            checkpoint.map(ReportSheet::beside).ifPresent(HostScan::delete);
        }
        return exitCode;
    }

    private boolean refuses(int address) {
        return hostClocks.isPresent() && hostClocks.get().refuses(address, clock.nanoTime());
    }

    /** The MACs that were just found; after a resume they may be anybody's. */
    private Lane.Neighbours neighbours(HostTable hosts) {
        if (config.resume().isPresent()) {
            return address -> Lane.Neighbours.UNRESOLVED;
        }
        return address -> {
            int number = hosts.numberOf(address);
            return number == HostTable.NONE || hosts.macOf(number) == 0
                    ? Lane.Neighbours.UNRESOLVED
                    : hosts.macOf(number);
        };
    }

    private static void delete(Path sheet) {
        try {
            Files.deleteIfExists(sheet);
        } catch (IOException e) {
            System.getLogger(HostScan.class.getName()).log(System.Logger.Level.DEBUG, "cannot delete " + sheet, e);
        }
    }

    /** Without ports: the hosts alone. */
    private int reportHosts(HostTable hosts, SearchLog log) {
        boolean complete = !isEnded();
        TargetSpace none = config.space().at(AddressSet.EMPTY);
        try (AnsweredMap answered = AnsweredMap.forSize(1, Long.BYTES)) {
            HostBook book = new HostBook(none, answered, hosts, config.probe().type(), config.portTable()::nameOf);
            new HostReporter(
                            config,
                            book,
                            outputs,
                            database,
                            hostClocks,
                            Optional.empty(),
                            new SharedBudget(),
                            clock,
                            terminal,
                            signal)
                    .finish(complete);
        }
        if (complete && outputs.problems().isEmpty()) {
            log.complete();
        } else if (!config.verbosity().quiet()) {
            terminal.line(Summary.interrupted(log.checkpoint(), outputs.isReaderGone()));
        }
        if (signal.get() != 0) {
            return Scan.SIGNAL_BASE + signal.get();
        }
        return complete ? Scan.DONE : Scan.INCOMPLETE;
    }
}
