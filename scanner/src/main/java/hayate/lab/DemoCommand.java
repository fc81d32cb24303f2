package hayate.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code hayate demo}: makes a world of 65,536 addresses, sweeps it with the program that the user has, and compares
 * what it found with what there was.
 *
 * <p>Ctrl-C reaches the sweep as it would without the demonstration; the world waits for it to end and goes then.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Sweep a world of 65,536 addresses made inside this machine, and compare with the truth.")
public final class DemoCommand implements Callable<Integer> {
    private static final String TARGETS = "10.0.0.0/16";
    private static final String PORTS = "1-100,443,8080";
    private static final int SAMPLE_LINES = 5;

    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = "--seed",
            description = "Draw the world and the order from this number (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Parameters(paramLabel = "OPTION", description = "More options for the sweep, after --.")
    private List<String> options = List.of();

    /** A command that prints to these. */
    public DemoCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Parses the arguments after {@code demo}, runs, and returns the exit code. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return new CommandLine(new DemoCommand(out, err)).execute(arguments.toArray(String[]::new));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = null;
        try {
            Prerequisites.require("demo");
            directory = Files.createTempDirectory("hayate-demo");
            return demonstrate(directory);
        } catch (LabException e) {
            err.println("hayate demo: " + e.getMessage());
            return e.exitCode();
        } finally {
            TemporaryFiles.delete(directory);
        }
    }

    private int demonstrate(Path directory) throws IOException, InterruptedException {
        Truth truth = new Truth(seed);
        try (World world = World.create(new WorldSpec(TARGETS, 2))) {
            world.loadFarRules(truth.rules());
            Process services = startServices(world);
            introduce(truth);
            ArrivalMeter meter = new ArrivalMeter(services.pid());
            int exitCode;
            try (meter) {
                exitCode = sweep(world, directory);
            }
            if (exitCode != ExitCodes.DONE) {
                err.println("hayate demo: the sweep ended with exit code " + exitCode);
                return exitCode;
            }
            return conclude(world, truth, meter, directory);
        }
    }

    private void introduce(Truth truth) {
        out.printf(
                Locale.ROOT,
                "A world inside this machine: two network namespaces, no way out. The far one answers for %s:%n"
                        + "%,d open ports, %,d that reset, %,d that are prohibited, and a firewall that drops the rest.%n%n"
                        + "$ hayate %s%n",
                TARGETS,
                truth.open().size(),
                truth.closed().size(),
                truth.prohibited().size(),
                String.join(" ", shownArguments()));
        out.flush();
    }

    private List<String> shownArguments() {
        List<String> arguments = new ArrayList<>(List.of(TARGETS, "-p", PORTS, "-T5", "--seed", Long.toString(seed)));
        arguments.addAll(options);
        return arguments;
    }

    private static Process startServices(World world) throws IOException {
        List<String> ports =
                Truth.OPEN_BY_PORT.keySet().stream().map(String::valueOf).toList();
        ProcessBuilder builder = new ProcessBuilder(world.inFarNamespace(Self.main(Services.class, ports)))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = world.start(builder, false);
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        if (!Services.READY.equals(reader.readLine())) {
            throw new LabException("the demonstration's services did not start");
        }
        return process;
    }

    private int sweep(World world, Path directory) throws InterruptedException {
        List<String> arguments = shownArguments();
        arguments.addAll(List.of("-oJ", directory.resolve("found.jsonl").toString()));
        ProcessBuilder builder = new ProcessBuilder(world.inScanNamespace(Self.scanner(arguments)))
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(directory.resolve("stdout").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        return world.start(builder, true).waitFor();
    }

    private int conclude(World world, Truth truth, ArrivalMeter meter, Path directory) throws IOException {
        DemoReport report = new DemoReport(truth, FoundTargets.read(directory.resolve("found.jsonl")));
        printSample(directory.resolve("stdout"));
        report.print(out);
        out.printf(
                Locale.ROOT,
                "%nThe far kernel counted %,d SYNs, %,.0f packets a second while they came.%n",
                world.farCounter("netdev", "hayate", "arrived"),
                meter.packetsPerSecond());
        out.printf("%nTo scan for real, where you may: sudo ./hayate 192.0.2.0/24 -p 22,80,443 -oJ found.jsonl%n"
                + "and see ./hayate --help. The world goes now.%n");
        return report.exact() ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private void printSample(Path lines) throws IOException {
        try (Stream<String> sample = Files.lines(lines, StandardCharsets.UTF_8)) {
            sample.limit(SAMPLE_LINES).forEach(out::println);
            out.println("…");
        }
    }
}
