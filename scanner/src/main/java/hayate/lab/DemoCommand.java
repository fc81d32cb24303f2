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
    private static final String FOUND = "found.jsonl";
    private static final String LINES = "stdout";
    private static final int SAMPLE_LINES = 6;

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
        try {
            Prerequisites.require("demo");
            return demonstrate();
        } catch (LabException e) {
            err.println("hayate demo: " + e.getMessage());
            return e.exitCode();
        }
    }

    private int demonstrate() throws IOException, InterruptedException {
        Truth truth = new Truth(seed);
        try (World world = World.create(new WorldSpec(TARGETS, 2))) {
            try {
                return demonstrate(world, truth);
            } catch (LabException e) {
                if (world.isRemoved()) {
                    return ExitCodes.INTERRUPTED;
                }
                throw e;
            }
        }
    }

    private int demonstrate(World world, Truth truth) throws IOException, InterruptedException {
        world.loadFarRules(truth.rules());
        Process services = startServices(world);
        introduce(world, truth);
        ArrivalMeter meter = new ArrivalMeter(services.pid());
        int exitCode;
        try (meter) {
            exitCode = sweep(world);
        }
        if (exitCode != ExitCodes.DONE) {
            err.println("hayate demo: the sweep ended with exit code " + exitCode);
            return exitCode;
        }
        return conclude(world, truth, meter);
    }

    private void introduce(World world, Truth truth) {
        out.printf(
                Locale.ROOT,
                "A world inside this machine, with no way out of it:%n%n"
                        + "  %s  %s ===== veth ===== %s  %s%n"
                        + "  you scan from here                        its kernel is all of %s%n%n"
                        + "There: %,d open ports, %,d that reset, %,d that say prohibited; a firewall drops the rest.%n%n"
                        + "$ hayate %s%n",
                world.scanNamespace(),
                World.SCAN_ADDRESS,
                World.FAR_ADDRESS,
                world.farNamespace(),
                TARGETS,
                truth.open().size(),
                truth.closed().size(),
                truth.prohibited().size(),
                String.join(" ", shownArguments()));
        out.flush();
    }

    private List<String> shownArguments() {
        List<String> arguments = new ArrayList<>(List.of(TARGETS, "-p", PORTS, "-T5", "--states", "all"));
        arguments.addAll(List.of("--seed", Long.toString(seed)));
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

    /** Its results go to files, so that the terminal shows its progress; a sample of them is printed afterwards. */
    private int sweep(World world) throws InterruptedException {
        List<String> arguments = shownArguments();
        arguments.addAll(List.of("-oJ", world.directory().resolve(FOUND).toString(), "--no-checkpoint"));
        ProcessBuilder builder = new ProcessBuilder(world.inScanNamespace(Self.scanner(arguments)))
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(world.directory().resolve(LINES).toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        return world.start(builder, true).waitFor();
    }

    private int conclude(World world, Truth truth, ArrivalMeter meter) throws IOException {
        DemoReport report =
                new DemoReport(truth, FoundTargets.read(world.directory().resolve(FOUND)));
        out.printf("%nSome of what it printed:%n");
        printSample(world.directory().resolve(LINES));
        report.print(out);
        out.printf(
                Locale.ROOT,
                "%nThe far kernel counted %,d SYNs, %,.0f a second while they came, on this machine's %d cores.%n",
                world.farCounter("netdev", "hayate", "arrived"),
                meter.packetsPerSecond(),
                Runtime.getRuntime().availableProcessors());
        out.printf("%nTo scan for real, what is yours or what you were asked to scan:%n%n"
                + "  sudo ./hayate 192.0.2.0/24 -p 22,80,443 -oJ found.jsonl%n"
                + "  ./hayate --help%n");
        return report.exact() ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private void printSample(Path lines) throws IOException {
        try (Stream<String> sample = Files.lines(lines, StandardCharsets.UTF_8)) {
            sample.limit(SAMPLE_LINES).forEach(line -> out.println("  " + line));
        }
    }
}
