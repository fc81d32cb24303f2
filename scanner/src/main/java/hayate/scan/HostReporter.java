package hayate.scan;

import hayate.output.ResultFollower;
import hayate.plan.AddressSet;
import hayate.plan.Addresses;
import hayate.rate.SharedBudget;
import hayate.report.HostReport;
import hayate.report.HostReport.HostName;
import hayate.report.RunFooter;
import hayate.result.Finding;
import hayate.result.State;
import hayate.scan.ReportConfig.Names;
import hayate.send.HostClocks;
import hayate.service.db.ServiceDatabase;
import hayate.status.Terminal;
import hayate.work.SystemClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Collects what is found and writes each host once nothing more will be heard of it: all its ports have answered, and with -sV
 * all its open ones were asked what they are. Hosts with silent ports wait for the last pass, because until then a port may
 * still answer. Used by the reporter's thread.
 */
final class HostReporter implements ResultFollower {
    private static final long IDLE_NS = 20_000_000L;

    private final ScanConfig config;
    private final HostBook book;
    private final ReportOutputs outputs;
    private final Optional<HostClocks> hostClocks;
    private final Optional<SettledGroups> settled;
    private final SystemClock clock;
    private final Terminal terminal;
    private final AtomicInteger signal;
    private final HostNames names;
    private final MacVendors vendors = new MacVendors();
    private final BitSet written = new BitSet();
    private final Optional<ServiceFollowUp> services;
    private final int portsPerHost;
    /** Hosts all of whose ports have answered, but whose names or services are not known yet. */
    private final Queue<Integer> answeredHosts = new ArrayDeque<>();

    /** A group that is settled, once all that was found before it was is seen. */
    private int settledGroup = SettledGroups.NONE;

    /** How many hosts waited, and how often one was done, when it was last looked which are known. */
    private int waitingBefore;

    private int hostsDoneBefore;
    private long lateAnswers;
    private int[] answers = new int[0];
    private long nextIdleNs;
    private boolean whole = true;

    HostReporter(
            ScanConfig config,
            HostBook book,
            ReportOutputs outputs,
            Optional<ServiceDatabase> database,
            Optional<HostClocks> hostClocks,
            Optional<SettledGroups> settled,
            SharedBudget budget,
            SystemClock clock,
            Terminal terminal,
            AtomicInteger signal) {
        this.config = config;
        this.book = book;
        this.outputs = outputs;
        this.hostClocks = hostClocks;
        this.settled = settled;
        this.clock = clock;
        this.terminal = terminal;
        this.signal = signal;
        this.portsPerHost = config.space().allPorts().size();
        this.names = HostNames.of(report().names(), config.resolvedNames());
        names.lookUp(book.hosts());
        services = config.version()
                .map(version -> new ServiceFollowUp(
                        database.orElseThrow(),
                        version,
                        config,
                        new FollowUpPace(config.rate(), budget),
                        clock,
                        names::askedBy,
                        this::isOver,
                        terminal::line));
    }

    /** Asking a service is work on its host too. */
    private boolean isOver(int address) {
        long nowNs = clock.nanoTime();
        hostClocks.ifPresent(clocks -> clocks.asked(address, nowNs));
        return hostClocks.isPresent() && hostClocks.get().refuses(address, nowNs);
    }

    private ReportConfig report() {
        return config.report().orElseThrow();
    }

    @Override
    public void onFinding(Finding finding) {
        int number = book.onFinding(finding);
        if (number < answers.length && written.get(number)) {
            lateAnswers++;
        }
        if (config.verbosity().verbose() > 0 && finding.state == State.OPEN) {
            outputs.say("Discovered open port " + finding.port + "/tcp on " + Addresses.format(finding.address));
        }
        if (finding.state == State.OPEN) {
            services.ifPresent(followUp -> followUp.onOpen(finding.address, finding.port));
        }
        if (number >= answers.length) {
            answers = Arrays.copyOf(answers, Math.max(number + 1, answers.length * 2));
        }
        answers[number]++;
        if (answers[number] >= portsPerHost && book.isComplete(finding.address)) {
            answeredHosts.add(number);
        }
    }

    @Override
    public void onIdle(long nowNs, boolean allSeen) {
        if (settledGroup != SettledGroups.NONE && allSeen) {
            settle(settled.orElseThrow().order().hostsOfGroup(settledGroup));
            settledGroup = SettledGroups.NONE;
        }
        if (settledGroup == SettledGroups.NONE) {
            settledGroup = settled.map(SettledGroups::take).orElse(SettledGroups.NONE);
        }
        if (!answeredHosts.isEmpty() && nowNs - nextIdleNs >= 0) {
            nextIdleNs = nowNs + IDLE_NS;
            writeKnown(answeredHosts);
        }
    }

    /** Nothing more will be heard of these, numbers among the addresses asked. */
    private void settle(long[] hosts) {
        AddressSet addresses = book.asked().gridAddresses();
        for (long host : hosts) {
            int number = book.hosts().numberOf(addresses.addressAt(host));
            if (number != HostTable.NONE && !written.get(number)) {
                answeredHosts.add(number);
            }
        }
    }

    /** Writes those of which all is known, in the order of their addresses, and keeps the others for later. */
    private void writeKnown(Queue<Integer> waiting) {
        int hostsDone = services.map(ServiceFollowUp::hostsDone).orElse(0);
        if (!names.isDone() || hostsDone == hostsDoneBefore && waiting.size() == waitingBefore) {
            return;
        }
        List<Integer> known = new ArrayList<>();
        for (int left = waiting.size(); left > 0; left--) {
            int number = waiting.remove();
            (areServicesKnown(number) ? known : waiting).add(number);
        }
        hostsDoneBefore = hostsDone;
        waitingBefore = waiting.size();
        if (!known.isEmpty()) {
            known.sort((one, other) -> Integer.compareUnsigned(
                    book.hosts().addressOf(one), book.hosts().addressOf(other)));
            known.forEach(number -> write(number, true));
            outputs.flush();
        }
    }

    private boolean areServicesKnown(int number) {
        return services.isEmpty() || services.get().isDone(book.hosts().addressOf(number));
    }

    private void write(int number, boolean complete) {
        if (written.get(number)) {
            return;
        }
        written.set(number);
        HostTable hosts = book.hosts();
        long mac = hosts.macOf(number);
        boolean timedOut = hostClocks
                .map(clocks -> clocks.isGivenUp(hosts.addressOf(number)))
                .orElse(false);
        terminal.clearStatus();
        outputs.host(book.report(
                number,
                timedOut,
                complete && !timedOut && config.shard().count() == 1,
                names.of(hosts.addressOf(number)),
                mac == 0 ? Optional.empty() : vendors.of(mac),
                services.isPresent() ? services.get() : HostBook.Services.NONE));
    }

    @Override
    public List<String> finish(boolean complete) {
        HostTable hosts = book.hosts();
        names.finish(hosts);
        int[] order = hosts.inAddressOrder();
        Queue<Integer> waiting = new ArrayDeque<>();
        for (int number : order) {
            waiting.add(number);
        }
        services.ifPresent(followUp -> {
            followUp.sweepIsOver();
            waitingBefore = 0;
            while (complete && !isEnded() && !waiting.isEmpty() && followUp.isRunning()) {
                writeKnown(waiting);
                tellStatus(followUp, waiting.size());
                LockSupport.parkNanos(IDLE_NS);
            }
            followUp.stop();
            followUp.note().ifPresent(line -> terminal.line("hayate: " + line));
        });
        whole = !isEnded();
        for (int number : order) {
            write(number, complete);
        }
        reportDown(hosts);
        if (lateAnswers > 0) {
            terminal.line("hayate: " + lateAnswers + " answers came after the reports of their hosts were written");
        }
        outputs.end(footer(order.length, complete && whole));
        return outputs.problems();
    }

    private boolean isEnded() {
        return signal.get() != 0 || isReaderGone();
    }

    @Override
    public boolean isReaderGone() {
        return outputs.isReaderGone();
    }

    @Override
    public boolean isWhole() {
        return whole;
    }

    private void tellStatus(ServiceFollowUp followUp, int hosts) {
        if (config.verbosity().steering().takeStatusWanted()) {
            terminal.line("asking services: " + followUp.portsLeft() + " ports of " + hosts + " hosts left");
        }
    }

    private void reportDown(HostTable hosts) {
        if (config.verbosity().verbose() == 0 && report().names() != Names.ALL || report().openOnly()) {
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

    private static HostReport down(int address, List<HostName> known) {
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

    private RunFooter footer(long up, boolean complete) {
        long total = config.space().addresses().size();
        long nowNs = clock.epochNs();
        return new RunFooter(nowNs, nowNs - config.startedNs(), up, total - up, total, complete ? "" : "interrupted");
    }
}
