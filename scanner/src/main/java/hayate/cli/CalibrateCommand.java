package hayate.cli;

import hayate.plan.Plan;
import hayate.rate.Calibration;
import hayate.rate.TargetCap;
import hayate.scan.CalibrationRun;
import hayate.scan.Scan;
import hayate.scan.ScanConfig;
import hayate.send.SendConfig;
import hayate.status.CalibrationReport;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code hayate calibrate --via NET}: measures what the path to a small network carries, and says which rate to scan with.
 * What may be asked is checked as for a scan: excludes, scope, routes.
 */
final class CalibrateCommand {
    private static final Set<CliOption> TAKEN = EnumSet.of(
            CliOption.PORTS,
            CliOption.EXCLUDE,
            CliOption.EXCLUDE_FILE,
            CliOption.SCOPE,
            CliOption.MAX_RATE,
            CliOption.MAX_RATE_PER_HOST,
            CliOption.INTERFACE,
            CliOption.SOURCE_IP,
            CliOption.SOURCE_PORT,
            CliOption.ROUTER_MAC,
            CliOption.BACKEND,
            CliOption.SEED,
            CliOption.QUIET);
    /** Ports that firewalls let through or refuse with a reset, and some that nobody uses. */
    private static final String PORTS_DEFAULT = "1,9,22,80,113,443,8080,40000";

    private static final long TARGETS_MAX = 1 << 20;
    private static final double RATE_MAX = 1_000_000;
    private static final double PER_HOST_DEFAULT = 100;
    private static final long PROBES_DEFAULT = 3_000_000;
    private static final long PROBES_MAX = 1_000_000_000;
    private static final double SECONDS_MAX = 120;
    private static final String USAGE =
            "calibrate wants --via NET, a network that you may measure, then -p, --max-rate,"
                    + " --max-rate-per-host, --max-probes, --json if wanted";

    private static final String HELP = """
            Usage: hayate calibrate --via NET [options]

            Measures what the path to a small network carries, by ports there that answer, open or closed. Ask only a
            network that you may measure: its hosts get up to 100 probes a second each, and the path all that it carries.

              --via NET                 the network: addresses, blocks and names, as a scan takes them
              -p PORTS                  the ports to ask; default %s
              --max-rate N              at most so many probes a second; default 1M
              --max-rate-per-host N     at most so many a second to each host; default 100
              --max-probes N            at most so many probes in all; default %d
              --json                    the result as JSON on standard output
              -q                        no lines while it measures

            It ends after %d seconds at most. As in a scan (hayate --help):
            %s
            """.formatted(
                    PORTS_DEFAULT,
                    PROBES_DEFAULT,
                    (int) SECONDS_MAX,
                    TAKEN.stream().map(CliOption::primaryName).collect(Collectors.joining(", ", "  ", "")));

    private final Planner planner;
    private final Host host;
    private final PrintStream out;
    private final PrintStream err;

    CalibrateCommand(Planner planner, Host host, PrintStream out, PrintStream err) {
        this.planner = planner;
        this.host = host;
        this.out = out;
        this.err = err;
    }

    /** Its own options, and the words that a scan's parser takes. */
    private record Words(List<String> scan, boolean json, long maxProbes) {}

    /**
     * Runs it and returns the exit code.
     *
     * @throws UsageException if it is asked for what it cannot do
     */
    int run(List<String> arguments) {
        if (arguments.stream().anyMatch(CliOption.HELP.names()::contains)) {
            out.print(HELP);
            return ExitCode.DONE;
        }
        Words words = words(arguments);
        ParsedOptions options = parse(words.scan());
        ConfigBuilder.Checked checked = new ConfigBuilder(options, host).check(name -> name);
        if (checked.send().backend() == SendConfig.Backend.CONNECT) {
            throw new NoPrivilegeException("calibrate sends raw packets, which needs root (CAP_NET_RAW)");
        }
        Plan plan = planner.plan(options, Map.of());
        if (plan.space().size() > TARGETS_MAX) {
            throw new UsageException("calibrate asks a small network, " + TARGETS_MAX + " targets at most: --via and -p"
                    + " come to " + plan.space().size());
        }
        plan.notices().forEach(notice -> err.println("hayate: " + Quote.oneLine(notice)));
        ScanConfig config = checked.with(
                plan,
                checked.seed().orElseGet(host::randomSeed),
                checked.verbosity(),
                Optional.empty(),
                Duration.between(Instant.EPOCH, Instant.now()).toNanos());
        return measure(config, options, words);
    }

    /** As a scan without a cap of its own would be understood: so way out and buffers are made for high rates. */
    private static ParsedOptions parse(List<String> words) {
        ParsedOptions typed = new CommandLineParser().parse(words);
        for (CliOption option : CliOption.values()) {
            if (typed.has(option) && !TAKEN.contains(option)) {
                throw new UsageException("calibrate does not take " + option.primaryName() + ": " + USAGE);
            }
        }
        List<String> uncapped = new ArrayList<>(words);
        uncapped.addAll(List.of(CliOption.RATE.primaryName(), "auto"));
        return new CommandLineParser().parse(uncapped);
    }

    private int measure(ScanConfig config, ParsedOptions options, Words words) {
        double maxRate = options.value(CliOption.MAX_RATE)
                .map(token -> Values.rate(CliOption.MAX_RATE, token))
                .orElse(RATE_MAX);
        double perHost = config.rate().caps().stream()
                .filter(cap -> cap.prefixLength() == Integer.SIZE)
                .mapToDouble(TargetCap::probesPerSecond)
                .findFirst()
                .orElse(PER_HOST_DEFAULT);
        boolean quiet = options.has(CliOption.QUIET);
        CalibrationRun.Outcome outcome = CalibrationRun.run(
                config, new Calibration.Limits(maxRate, words.maxProbes(), SECONDS_MAX), perHost, reading -> {
                    if (!quiet) {
                        err.println("hayate: " + CalibrationReport.line(reading));
                    }
                });
        outcome.evidence().ifPresent(evidence -> {
            if (words.json()) {
                out.print(CalibrationReport.json(evidence));
            } else {
                CalibrationReport.text(evidence).forEach(line -> out.println(Quote.oneLine(line)));
            }
            out.flush();
        });
        if (outcome.signal() != 0) {
            return Scan.SIGNAL_BASE + outcome.signal();
        }
        if (!outcome.failure().isEmpty()) {
            err.println("hayate: calibrate: " + Quote.oneLine(outcome.failure()));
            return ExitCode.FAILED;
        }
        return ExitCode.DONE;
    }

    private static Words words(List<String> arguments) {
        List<String> scan = new ArrayList<>();
        boolean json = false;
        boolean ports = false;
        boolean via = false;
        long maxProbes = PROBES_DEFAULT;
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            if (word.equals("--json")) {
                json = true;
            } else if (name.equals("--via") || name.equals("--max-probes")) {
                String value = name.equals(word) ? valueAfter(arguments, i++) : word.substring(name.length() + 1);
                if (name.equals("--via")) {
                    via = true;
                    scan.add(target(value));
                } else {
                    maxProbes = probes(value);
                }
            } else if (!word.startsWith("-") && (i == 0 || !arguments.get(i - 1).startsWith("-"))) {
                throw new UsageException(
                        "calibrate takes its network by --via, not as " + Quote.token(word) + ": " + USAGE);
            } else {
                ports |= word.startsWith("-p") || name.equals("--ports") || name.equals("--target-ports");
                scan.add(word);
            }
        }
        if (!via) {
            throw new UsageException(USAGE);
        }
        if (!ports) {
            scan.addAll(List.of("-p", PORTS_DEFAULT));
        }
        return new Words(scan, json, maxProbes);
    }

    private static String valueAfter(List<String> arguments, int i) {
        if (i + 1 == arguments.size()) {
            throw new UsageException(arguments.get(i) + " wants a value: " + USAGE);
        }
        return arguments.get(i + 1);
    }

    private static String target(String value) {
        if (value.isEmpty() || value.startsWith("-")) {
            throw new UsageException("--via wants a network, not " + Quote.token(value));
        }
        return value;
    }

    private static long probes(String value) {
        if (!value.matches("\\d{1,10}") || Long.parseLong(value) < 1 || Long.parseLong(value) > PROBES_MAX) {
            throw new UsageException("--max-probes wants 1 to " + PROBES_MAX + ", not " + Quote.token(value));
        }
        return Long.parseLong(value);
    }
}
