package hayate.cli;

import hayate.net.LocalTime;
import hayate.output.FileNames;
import hayate.plan.Plan;
import hayate.scan.ScanConfig;
import hayate.scan.ScanConfig.Verbosity;
import hayate.scan.Version;
import hayate.send.SendConfig;
import hayate.status.Steering;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The program between its arguments and its exit code. Owned by the main thread; everything it uses is given to it. */
final class Program {
    private static final Set<CliOption> BESIDE_RESUME = EnumSet.of(
            CliOption.RESUME,
            CliOption.VERBOSE,
            CliOption.DEBUG,
            CliOption.STATS_EVERY,
            CliOption.PACKET_TRACE,
            CliOption.NO_COLOR,
            CliOption.NONINTERACTIVE);

    /**
     * What the program is wired to.
     *
     * @param planner makes the targets
     * @param scan runs a scan and returns the exit code
     * @param checkpoints reads what a checkpoint says of its command line
     * @param commands the subcommands by name, each returning the exit code
     */
    record Wiring(Planner planner, Scanner scan, StoredScan.Reader checkpoints, Map<String, Subcommand> commands) {}

    /** Runs a scan. */
    @FunctionalInterface
    interface Scanner {
        /** Runs it and returns the exit code. */
        int run(ScanConfig config);
    }

    /** A subcommand such as {@code demo}. */
    @FunctionalInterface
    interface Subcommand {
        /** Runs it with what follows its name and returns the exit code. */
        int run(List<String> arguments);
    }

    private final Wiring wiring;
    private final Host host;
    private final PrintStream out;
    private final PrintStream err;

    Program(Wiring wiring, Host host, PrintStream out, PrintStream err) {
        this.wiring = wiring;
        this.host = host;
        this.out = out;
        this.err = err;
    }

    /** Runs the program; whatever goes wrong becomes one line on standard error and an exit code. */
    int run(List<String> arguments) {
        try {
            return dispatch(arguments);
        } catch (Throwable e) {
            Failures.Ending ending = Failures.ending(e, arguments);
            err.println("hayate: " + ending.line());
            if (ending.exitCode() != ExitCode.USAGE && isDebugging(arguments)) {
                e.printStackTrace(err);
            }
            return ending.exitCode();
        }
    }

    private static boolean isDebugging(List<String> arguments) {
        return arguments.stream().anyMatch(a -> a.equals("--debug") || a.matches("-[vnRFq]*d+"));
    }

    private int dispatch(List<String> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        Subcommand command = wiring.commands().get(first);
        if (command != null) {
            return command.run(arguments.subList(1, arguments.size()));
        }
        if (first.equals("help")) {
            return help(arguments.subList(1, arguments.size()));
        }
        ParsedOptions options = new CommandLineParser().parse(arguments);
        if (options.has(CliOption.HELP)) {
            return help(options.targets().stream()
                    .filter(HelpText.TOPICS::contains)
                    .limit(1)
                    .toList());
        }
        if (options.has(CliOption.VERSION)) {
            out.println("hayate " + Version.NUMBER + " (Java " + System.getProperty("java.version") + ", kernel "
                    + System.getProperty("os.version") + ")");
            return ExitCode.DONE;
        }
        return options.has(CliOption.RESUME) ? resume(options) : start(options);
    }

    private int help(List<String> topics) {
        if (topics.size() > 1) {
            throw new UsageException("help takes one topic, not also " + Quote.token(topics.get(1)) + ": "
                    + String.join(", ", HelpText.TOPICS));
        }
        out.print(topics.isEmpty() ? HelpText.usage() : HelpText.topic(topics.get(0)));
        out.flush();
        return ExitCode.DONE;
    }

    private int start(ParsedOptions options) {
        ConfigBuilder builder = new ConfigBuilder(options, host);
        Instant now = Instant.now();
        ConfigBuilder.Checked checked = builder.check(
                expander(LocalTime.at(Duration.between(Instant.EPOCH, now).toNanos())));
        boolean listing = options.has(CliOption.LIST_SCAN);
        if (!listing) {
            refuseWithoutPrivilege(options, checked, options.arguments());
        }
        Plan plan = plan(options, Map.of());
        long seed = checked.seed().orElseGet(host::randomSeed);
        if (listing) {
            TargetListing.print(plan, checked.seed(), checked.shard(), options.has(CliOption.NAMES), out);
            return ExitCode.DONE;
        }
        return wiring.scan().run(checked.with(plan, seed, checked.verbosity(), Optional.empty(), epochNs(now)));
    }

    private int resume(ParsedOptions options) {
        refuseBesideResume(options);
        Path checkpoint = checkpoint(options.value(CliOption.RESUME).orElseThrow());
        Verbosity verbosity = new ConfigBuilder(options, host).verbosity();
        StoredScan stored = wiring.checkpoints().read(checkpoint);
        ParsedOptions original = storedOptions(checkpoint, stored);
        ConfigBuilder.Checked checked =
                new ConfigBuilder(original, host).check(expander(LocalTime.at(stored.startedNs())));
        refuseWithoutPrivilege(original, checked, options.arguments());
        Plan plan = plan(original, stored.resolvedNames());
        return wiring.scan()
                .run(checked.with(
                        plan,
                        stored.seed(),
                        merged(checked.verbosity(), verbosity),
                        Optional.of(checkpoint),
                        stored.startedNs()));
    }

    private static Path checkpoint(String name) {
        if (name.isEmpty()) {
            throw Values.bad(CliOption.RESUME, name);
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw Values.bad(CliOption.RESUME, name);
        }
    }

    private static void refuseBesideResume(ParsedOptions options) {
        for (CliOption option : CliOption.values()) {
            if (options.has(option) && !BESIDE_RESUME.contains(option)) {
                throw new UsageException("--resume goes on as the scan began, so " + option.primaryName()
                        + " cannot stand beside it: only -v, -d, --stats-every, --no-color and --noninteractive can");
            }
        }
        if (!options.targets().isEmpty()) {
            throw new UsageException("--resume goes on with the targets of its scan: leave out "
                    + Quote.token(options.targets().get(0)));
        }
    }

    private static ParsedOptions storedOptions(Path checkpoint, StoredScan stored) {
        ParsedOptions original = new CommandLineParser().parse(stored.arguments());
        if (original.has(CliOption.RESUME) || original.has(CliOption.LIST_SCAN)) {
            throw new UsageException("--resume " + Quote.token(checkpoint.toString())
                    + ": the command line in it is not that of a scan");
        }
        return original;
    }

    /** What -v and -d were at first, unless they are given again. */
    private static Verbosity merged(Verbosity stored, Verbosity given) {
        return new Verbosity(
                new Steering(
                        given.verbose() > 0 ? given.verbose() : stored.verbose(),
                        given.debug() > 0 ? given.debug() : stored.debug()),
                stored.quiet(),
                given.statsEveryNs().isPresent() ? given.statsEveryNs() : stored.statsEveryNs(),
                given.colorAllowed(),
                given.tracesPackets(),
                given.readsKeys() && stored.readsKeys());
    }

    private Plan plan(ParsedOptions options, Map<String, List<Integer>> knownNames) {
        Plan plan = wiring.planner().plan(options, knownNames);
        if (!options.has(CliOption.QUIET)) {
            plan.notices().forEach(notice -> err.println("hayate: " + Quote.oneLine(notice)));
        }
        return plan;
    }

    /** Before anything is written: a scan without the right to send would leave empty outputs over earlier ones. */
    private void refuseWithoutPrivilege(ParsedOptions options, ConfigBuilder.Checked checked, List<String> typed) {
        if (checked.send().backend() == SendConfig.Backend.CONNECT) {
            if (checked.verbosity().verbose() > 0 && !options.has(CliOption.CONNECT_SCAN)) {
                err.println("hayate: no privilege for raw packets (CAP_NET_RAW): asking by connections (-sT)");
            }
            if (!checked.looksByPackets()) {
                ProbeOptions.packetPings(options)
                        .ifPresent(option -> err.println("hayate: " + option.primaryName()
                                + " needs packets: hosts are looked for by connections instead"));
            }
            return;
        }
        if (!host.mayOpenRawSockets()) {
            throw new NoPrivilegeException("raw packets need root (CAP_NET_RAW); " + Failures.withSudo(typed));
        }
        if (options.has(CliOption.NO_KERNEL_RST) && !host.mayChangeFirewall()) {
            throw new NoPrivilegeException("--no-kernel-rst adds a firewall rule, which needs root (CAP_NET_ADMIN); "
                    + Failures.withSudo(typed));
        }
    }

    private static long epochNs(Instant time) {
        return Duration.between(Instant.EPOCH, time).toNanos();
    }

    private static UnaryOperator<String> expander(LocalDateTime time) {
        return name -> FileNames.expand(name, time);
    }
}
