package hayate.cli;

import hayate.output.OutputConfig;
import hayate.output.OutputConfig.Format;
import hayate.output.OutputConfig.Output;
import hayate.result.State;
import hayate.scan.ReportConfig;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Where results go. Standard output carries one format: the one sent to {@code -}, else -q's, else the text lines. */
final class OutputOptions {
    private static final String SUFFIX = ".checkpoint";

    private final ParsedOptions options;
    private final UnaryOperator<String> fileNames;

    private OutputOptions(ParsedOptions options, UnaryOperator<String> fileNames) {
        this.options = options;
        this.fileNames = fileNames;
    }

    /**
     * The outputs of these options.
     *
     * @param fileNames replaces the time patterns (%F) in a file's name
     */
    static OutputConfig of(ParsedOptions options, UnaryOperator<String> fileNames) {
        return new OutputOptions(options, fileNames).config();
    }

    /** The host reports asked for by name; standard output may be among them. */
    static List<ReportConfig.Output> reports(ParsedOptions options, UnaryOperator<String> fileNames) {
        return new OutputOptions(options, fileNames).reports();
    }

    private List<ReportConfig.Output> reports() {
        List<ReportConfig.Output> reports = new ArrayList<>();
        for (CliOption option : options.optionsInOrder()) {
            switch (option) {
                case NORMAL -> reports.add(report(option, ReportConfig.Format.NORMAL, ""));
                case XML -> reports.add(report(option, ReportConfig.Format.XML, ""));
                case GREPABLE -> reports.add(report(option, ReportConfig.Format.GREPABLE, ""));
                case ALL_FORMATS -> {
                    reports.add(report(option, ReportConfig.Format.NORMAL, ".nmap"));
                    reports.add(report(option, ReportConfig.Format.XML, ".xml"));
                    reports.add(report(option, ReportConfig.Format.GREPABLE, ".gnmap"));
                }
                default -> {}
            }
        }
        return reports;
    }

    private ReportConfig.Output report(CliOption option, ReportConfig.Format format, String suffix) {
        String name = options.value(option).orElseThrow();
        if (name.equals("-") && suffix.isEmpty()) {
            return new ReportConfig.Output(format, Output.STDOUT, false);
        }
        if (name.startsWith("-")) {
            throw new UsageException(option.primaryName() + " wants a file, not " + Quote.token(name));
        }
        return new ReportConfig.Output(format, file(option, name + suffix), options.has(CliOption.APPEND));
    }

    private OutputConfig config() {
        List<Output> outputs = files();
        List<Output> files = new ArrayList<>(outputs);
        reports().forEach(report -> files.add(new Output(Format.GREPABLE, report.file(), report.append())));
        refuseUselessOptions(files);
        Optional<Path> metadata = onlyFile(CliOption.METADATA);
        Optional<Path> checkpoint = checkpoint(files);
        refuseSharedFiles(files, metadata, checkpoint);
        return new OutputConfig(List.copyOf(outputs), states(), metadata, checkpoint);
    }

    /** Of a sweep: {@code -oG} is a line per finding, and standard output has a format. */
    static OutputConfig streaming(OutputConfig config, ParsedOptions options, List<ReportConfig.Output> grepable) {
        List<Output> outputs = new ArrayList<>(config.outputs());
        grepable.forEach(output -> outputs.add(new Output(Format.GREPABLE, output.file(), output.append())));
        if (outputs.stream().noneMatch(output -> output.file().equals(Output.STDOUT))) {
            Format format = options.has(CliOption.QUIET) ? Format.QUIET : Format.TEXT;
            outputs.add(0, new Output(format, Output.STDOUT, false));
        }
        return new OutputConfig(List.copyOf(outputs), config.states(), config.metadata(), config.checkpoint());
    }

    /** Of host reports: JSON lines tell of hosts, so they are a report; what is left goes on as a stream of findings. */
    static OutputConfig withoutReports(OutputConfig config) {
        List<Output> streams = config.outputs().stream()
                .filter(output -> output.format() != Format.JSON)
                .toList();
        return new OutputConfig(streams, config.states(), config.metadata(), config.checkpoint());
    }

    /** The JSON lines among the streams as reports. */
    static List<ReportConfig.Output> jsonReports(OutputConfig config) {
        return config.outputs().stream()
                .filter(output -> output.format() == Format.JSON)
                .map(output -> new ReportConfig.Output(ReportConfig.Format.JSON, output.file(), output.append()))
                .toList();
    }

    private List<Output> files() {
        List<Output> outputs = new ArrayList<>();
        for (CliOption option : options.optionsInOrder()) {
            switch (option) {
                case JSON -> outputs.add(output(option, jsonFormat()));
                case LIST -> outputs.add(output(option, Format.LIST));
                default -> {}
            }
        }
        return outputs;
    }

    private Output output(CliOption option, Format format) {
        String name = options.value(option).orElseThrow();
        if (name.equals("-")) {
            return new Output(format, Output.STDOUT, false);
        }
        return new Output(format, file(option, name), options.has(CliOption.APPEND));
    }

    private Format jsonFormat() {
        Optional<String> format = options.value(CliOption.FORMAT);
        return format.isPresent() && Values.word(CliOption.FORMAT, format.get(), "json", "masscan-json") == 1
                ? Format.MASSCAN_JSON
                : Format.JSON;
    }

    private void refuseUselessOptions(List<Output> outputs) {
        if (options.has(CliOption.FORMAT) && !options.has(CliOption.JSON)) {
            throw new UsageException(
                    "--format " + Quote.token(options.value(CliOption.FORMAT).orElseThrow())
                            + " needs -oJ FILE, whose format it selects");
        }
        if (!options.has(CliOption.APPEND)) {
            return;
        }
        if (outputs.stream().allMatch(output -> output.file().equals(Output.STDOUT))) {
            throw new UsageException("--append-output needs a file to append to: -oN, -oX, -oG, -oJ or -oL FILE");
        }
        if (outputs.stream().anyMatch(output -> output.format() == Format.MASSCAN_JSON && output.append())) {
            throw new UsageException(
                    "--append-output cannot lengthen the JSON array of --format masscan-json: use -oJ without it (JSON lines)");
        }
    }

    private Optional<Path> checkpoint(List<Output> outputs) {
        options.refuseTogether(CliOption.CHECKPOINT, CliOption.NO_CHECKPOINT, "give one of them");
        if (options.has(CliOption.NO_CHECKPOINT)) {
            return Optional.empty();
        }
        return options.has(CliOption.CHECKPOINT) ? onlyFile(CliOption.CHECKPOINT) : defaultCheckpoint(outputs);
    }

    /** Beside the first output that is a file; /dev/null or a pipe has nothing beside it. */
    private static Optional<Path> defaultCheckpoint(List<Output> outputs) {
        return outputs.stream()
                .map(Output::file)
                .filter(file -> !file.equals(Output.STDOUT))
                .filter(file -> Files.notExists(file) || Files.isRegularFile(file))
                .findFirst()
                .map(file -> file.resolveSibling(file.getFileName() + SUFFIX));
    }

    private Optional<Path> onlyFile(CliOption option) {
        Optional<String> name = options.value(option);
        if (name.isPresent() && name.get().equals("-")) {
            throw new UsageException(option.primaryName() + " wants a file, not '-': standard output is for results");
        }
        return name.map(n -> file(option, n));
    }

    private Path file(CliOption option, String name) {
        Path path;
        try {
            path = Path.of(fileNames.apply(name));
        } catch (InvalidPathException e) {
            throw Values.bad(option, name);
        }
        if (name.isEmpty() || path.getFileName() == null) {
            throw Values.bad(option, name);
        }
        Path parent = path.toAbsolutePath().getParent();
        if (Files.isDirectory(path)) {
            throw new UsageException(
                    option.primaryName() + " wants a file, but " + Quote.token(name) + " is a directory");
        }
        if (parent != null && !Files.isDirectory(parent)) {
            throw new UsageException(
                    option.primaryName() + " " + Quote.token(name) + ": the directory does not exist, make it first");
        }
        return path;
    }

    private static void refuseSharedFiles(List<Output> outputs, Optional<Path> metadata, Optional<Path> checkpoint) {
        Set<Path> seen = new HashSet<>();
        List<Path> files = new ArrayList<>(outputs.stream().map(Output::file).toList());
        metadata.ifPresent(files::add);
        checkpoint.ifPresent(files::add);
        for (Path file : files) {
            boolean standardOutput = file.equals(Output.STDOUT);
            if (!seen.add(standardOutput ? file : file.toAbsolutePath().normalize()) && !isDevice(file)) {
                throw new UsageException(
                        "two outputs go to " + (standardOutput ? "standard output ('-')" : Quote.token(file.toString()))
                                + ": give each its own file");
            }
        }
    }

    private static boolean isDevice(Path file) {
        return file.startsWith("/dev");
    }

    private Set<State> states() {
        options.refuseTogether(CliOption.OPEN, CliOption.STATES, "--open is --states open");
        Set<State> states = EnumSet.noneOf(State.class);
        for (String token : options.value(CliOption.STATES).orElse("open").split(",", -1)) {
            switch (token.trim().toLowerCase(Locale.ROOT)) {
                case "open" -> states.add(State.OPEN);
                case "closed" -> states.add(State.CLOSED);
                case "filtered" -> states.add(State.FILTERED);
                case "all" -> states.addAll(List.of(State.OPEN, State.CLOSED, State.FILTERED));
                default -> throw Values.bad(CliOption.STATES, token);
            }
        }
        return Set.copyOf(states);
    }
}
