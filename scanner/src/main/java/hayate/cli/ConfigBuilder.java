package hayate.cli;

import hayate.output.OutputConfig;
import hayate.plan.Plan;
import hayate.plan.Shard;
import hayate.probe.ProbeConfig;
import hayate.rate.RateConfig;
import hayate.scan.ScanConfig;
import hayate.scan.ScanConfig.Verbosity;
import hayate.scan.Timeouts;
import hayate.scan.VersionConfig;
import hayate.send.SendConfig;
import hayate.service.ServiceConfig;
import hayate.status.Steering;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the options of a scan into its configuration; everything but the targets is checked before these are read. */
final class ConfigBuilder {
    private static final int INTENSITY_LIGHT = 2;
    private static final int INTENSITY_MAX = 9;
    private static final int PORTS_MAX = 0xFFFF;
    private static final int RETRIES_MAX = 15;
    private static final long STATS_EVERY_MIN_NS = 100_000_000L;
    private static final Pattern SHARD = Pattern.compile("(\\d{1,9})/(\\d{1,9})");

    private final ParsedOptions options;
    private final Host host;

    ConfigBuilder(ParsedOptions options, Host host) {
        this.options = options;
        this.host = host;
    }

    /** The options but for the targets, checked. */
    Checked check(UnaryOperator<String> fileNames) {
        refuseContradictions();
        refuseWithoutTargets();
        DataFiles.check(options);
        boolean listing = options.has(CliOption.LIST_SCAN);
        if (listing) {
            refuseFilesOfListing();
        }
        return new Checked(
                options,
                options.value(CliOption.SEED).map(Values::seed),
                shard(),
                ProbeOptions.probe(options),
                ProbeOptions.send(options, host),
                ProbeOptions.looksByPackets(options, host),
                RateOptions.of(options),
                options.value(CliOption.RATE_LOG).map(fileNames).map(Path::of),
                integer(CliOption.RETRIES, RETRIES_MAX),
                time(CliOption.WAIT, 0),
                TimeoutOptions.of(options),
                parallelism(),
                OutputOptions.of(options, fileNames),
                new ReportChoice(options, fileNames),
                version(),
                verbosity());
    }

    /** Everything of a {@link ScanConfig} that does not depend on the targets. */
    record Checked(
            ParsedOptions options,
            Optional<Long> seed,
            Shard shard,
            ProbeConfig probe,
            SendConfig send,
            boolean looksByPackets,
            RateConfig rate,
            Optional<Path> rateLog,
            OptionalInt retries,
            OptionalLong waitNs,
            Timeouts timeouts,
            OptionalInt parallelismMax,
            OutputConfig output,
            ReportChoice reports,
            Optional<VersionConfig> version,
            Verbosity verbosity) {
        ScanConfig with(
                Plan plan, long seedInForce, Verbosity verbosityInForce, Optional<Path> resume, long startedNs) {
            TimeoutOptions.refuseTooMany(timeouts, plan.space());
            boolean hosts = reports.reportsHosts(plan.space(), output);
            return new ScanConfig(
                    options.arguments(),
                    plan.space(),
                    plan.portTable(),
                    seedInForce,
                    shard,
                    probe,
                    send,
                    rate,
                    rateLog,
                    retries,
                    waitNs,
                    timeouts,
                    parallelismMax,
                    options.has(CliOption.NO_KERNEL_RST),
                    hosts ? Optional.of(reports.discovery(plan.space(), looksByPackets)) : Optional.empty(),
                    version,
                    hosts ? Optional.of(reports.report(output)) : Optional.empty(),
                    hosts ? OutputOptions.withoutReports(output) : reports.streaming(output, probe.type()),
                    verbosityInForce,
                    plan.resolvedNames(),
                    resume,
                    startedNs);
        }
    }

    private Optional<VersionConfig> version() {
        CliOption[] tuning = {
            CliOption.INTENSITY,
            CliOption.INTENSITY_LIGHT,
            CliOption.INTENSITY_ALL,
            CliOption.VERSION_DB,
            CliOption.VERSION_TRACE,
            CliOption.VERSION_ALL_PORTS,
            CliOption.OPEN_PER_HOST
        };
        if (!options.asksServices()) {
            for (CliOption option : tuning) {
                if (options.has(option)) {
                    throw new UsageException(option.primaryName() + " says how services are asked: give -sV too");
                }
            }
            return Optional.empty();
        }
        options.refuseTogether(CliOption.VERSION_SCAN, CliOption.HOST_SCAN, "-sn asks no ports");
        options.refuseTogether(CliOption.BANNERS, CliOption.HOST_SCAN, "-sn asks no ports");
        options.refuseTogether(CliOption.FAVICON, CliOption.HOST_SCAN, "-sn asks no ports");
        options.refuseTogether(CliOption.INTENSITY_LIGHT, CliOption.INTENSITY_ALL, "give one of them");
        int intensity = options.has(CliOption.INTENSITY_LIGHT) ? INTENSITY_LIGHT : ServiceConfig.INTENSITY_DEFAULT;
        intensity = options.has(CliOption.INTENSITY_ALL) ? INTENSITY_MAX : intensity;
        return Optional.of(new VersionConfig(
                integer(CliOption.INTENSITY, INTENSITY_MAX).orElse(intensity),
                DataFiles.serviceProbes(options),
                options.has(CliOption.VERSION_ALL_PORTS),
                options.has(CliOption.BANNERS),
                options.has(CliOption.FAVICON),
                options.has(CliOption.VERSION_TRACE),
                options.value(CliOption.OPEN_PER_HOST)
                        .map(token -> Values.integer(CliOption.OPEN_PER_HOST, token, 1, PORTS_MAX))
                        .orElse(PORTS_MAX)));
    }

    /** What the terminal shows. */
    Verbosity verbosity() {
        boolean colorAllowed =
                !options.has(CliOption.NO_COLOR) && isUnset("NO_COLOR") && !"dumb".equals(host.environment("TERM"));
        return new Verbosity(
                new Steering(options.count(CliOption.VERBOSE), options.count(CliOption.DEBUG)),
                options.has(CliOption.QUIET),
                time(CliOption.STATS_EVERY, STATS_EVERY_MIN_NS),
                colorAllowed,
                options.has(CliOption.PACKET_TRACE),
                !options.has(CliOption.NONINTERACTIVE));
    }

    /** NO_COLOR counts when present and not empty (no-color.org). */
    private boolean isUnset(String name) {
        String value = host.environment(name);
        return value == null || value.isEmpty();
    }

    private void refuseContradictions() {
        options.refuseTogether(CliOption.SYN_SCAN, CliOption.LIST_SCAN, "-sL sends nothing");
        options.refuseTogether(CliOption.NO_NAMES, CliOption.NAMES, "-n looks no names up, -R looks all up");
        options.refuseTogether(CliOption.PORTS, CliOption.FAST, "-F is a list of ports of its own");
        options.refuseTogether(CliOption.FAST, CliOption.TOP_PORTS, "-F is --top-ports 100");
        refuseBesideCaps();
        options.value(CliOption.TOP_PORTS).ifPresent(token -> Values.integer(CliOption.TOP_PORTS, token, 1, 0xFFFF));
    }

    private void refuseBesideCaps() {
        for (CliOption cap :
                new CliOption[] {CliOption.MAX_RATE_PER_HOST, CliOption.MAX_RATE_PER_NET, CliOption.SCAN_DELAY}) {
            options.refuseTogether(cap, CliOption.SENDERS, "one sender keeps the accounts of all hosts");
        }
    }

    private void refuseWithoutTargets() {
        if (options.targets().isEmpty() && !options.has(CliOption.INPUT_LIST) && !options.has(CliOption.OPEN_FROM)) {
            throw new UsageException("no target given: name some (hayate 192.0.2.0/24 -p 22,80) or a file of them"
                    + " (-iL FILE); hayate --help shows all options");
        }
        for (String target : options.targets()) {
            if (target.startsWith("-")) {
                throw UnknownOption.refuse(target, options.arguments());
            }
        }
    }

    private void refuseFilesOfListing() {
        for (CliOption option : new CliOption[] {
            CliOption.JSON,
            CliOption.LIST,
            CliOption.GREPABLE,
            CliOption.NORMAL,
            CliOption.XML,
            CliOption.ALL_FORMATS,
            CliOption.METADATA,
            CliOption.CHECKPOINT
        }) {
            options.refuseTogether(CliOption.LIST_SCAN, option, "the list of targets goes to standard output");
        }
    }

    private Shard shard() {
        Optional<String> token = options.value(CliOption.SHARD);
        if (token.isEmpty()) {
            return Shard.WHOLE;
        }
        Matcher matcher = SHARD.matcher(token.get());
        if (!matcher.matches()) {
            throw Values.bad(CliOption.SHARD, token.get());
        }
        int number = Integer.parseInt(matcher.group(1));
        int count = Integer.parseInt(matcher.group(2));
        if (number < 1 || number > count) {
            throw Values.bad(CliOption.SHARD, token.get());
        }
        if (!options.has(CliOption.SEED)) {
            throw new UsageException("--shard " + token.get()
                    + " needs --seed NUMBER, the same for all shards: without it each would draw its own order");
        }
        return new Shard(number, count);
    }

    /** Only connections are limited in number: packets are sent and forgotten. */
    private OptionalInt parallelism() {
        Optional<String> token = options.value(CliOption.MAX_PARALLELISM);
        boolean connects = ProbeOptions.send(options, host).backend() == SendConfig.Backend.CONNECT
                || options.has(CliOption.VERSION_SCAN);
        if (token.isPresent() && !connects) {
            throw new UsageException("--max-parallelism bounds the connections of -sT and -sV at once; packets are sent"
                    + " and not waited for: see --max-rate and --max-rate-per-host");
        }
        return token.map(n -> OptionalInt.of(Values.integer(CliOption.MAX_PARALLELISM, n, 1, 0xFFFF)))
                .orElse(OptionalInt.empty());
    }

    private OptionalInt integer(CliOption option, int max) {
        return options.value(option)
                .map(token -> OptionalInt.of(Values.integer(option, token, 0, max)))
                .orElse(OptionalInt.empty());
    }

    private OptionalLong time(CliOption option, long minNs) {
        return options.value(option)
                .map(token -> OptionalLong.of(Values.timeNs(option, token, minNs)))
                .orElse(OptionalLong.empty());
    }
}
