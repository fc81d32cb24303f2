package hayate.cli;

import hayate.lab.BenchCommand;
import hayate.lab.DemoCommand;
import hayate.output.ResumeState;
import hayate.output.ScanIdentity;
import hayate.plan.NameResolver;
import hayate.report.ConvertCommand;
import hayate.report.DiffCommand;
import hayate.report.HtmlReportCommand;
import hayate.scan.Preload;
import hayate.scan.Scan;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the program starts, and what it is wired to. Subcommands and scan are loaded only when they are used. */
public final class Main {
    /** What can stand in the place of options and targets. */
    static final List<String> COMMANDS = List.of(
            "demo", "bench", "calibrate", "plot-rate", "completion", "man", "report", "diff", "convert", "help");

    private static final List<String> SHELLS = List.of("bash", "zsh");

    private Main() {}

    /** The program. */
    public static void main(String[] arguments) {
        Preload.begin();
        System.exit(run(arguments));
    }

    /** Runs a command line; the exit code. */
    static int run(String[] arguments) {
        return run(arguments, Scan::run);
    }

    /**
     * Runs a command line with everything but the scan itself.
     *
     * @param arguments as typed
     * @param scan runs a scan
     * @return the exit code
     */
    static int run(String[] arguments, Program.Scanner scan) {
        PrintStream out = utf8(FileDescriptor.out);
        PrintStream err = utf8(FileDescriptor.err);
        Program.Wiring wiring = new Program.Wiring(
                new Planner(NameResolver.system(), System.in), scan, Main::readCheckpoint, commands(out, err));
        return new Program(wiring, new LinuxHost(), out, err).run(List.of(arguments));
    }

    private static Map<String, Program.Subcommand> commands(PrintStream out, PrintStream err) {
        return Map.of(
                "demo", arguments -> DemoCommand.run(arguments, out, err),
                "bench", arguments -> BenchCommand.run(arguments, out, err),
                "calibrate",
                        arguments -> new CalibrateCommand(
                                        new Planner(NameResolver.system(), System.in), new LinuxHost(), out, err)
                                .run(arguments),
                "plot-rate", arguments -> PlotRateCommand.run(arguments, out),
                "completion", arguments -> completion(arguments, out),
                "man", arguments -> man(arguments, out),
                "report", arguments -> HtmlReportCommand.run(arguments, out, err, System.in),
                "diff", arguments -> DiffCommand.run(arguments, out, err, System.in),
                "convert", arguments -> ConvertCommand.run(arguments, out, err, System.in));
    }

    private static int completion(List<String> arguments, PrintStream out) {
        String shell = arguments.isEmpty() ? "bash" : arguments.get(0);
        if (arguments.size() > 1 || !SHELLS.contains(shell)) {
            throw new UsageException("completion wants bash or zsh, not " + Quote.token(String.join(" ", arguments)));
        }
        out.print(shell.equals("zsh") ? ShellCompletion.zsh(COMMANDS) : ShellCompletion.bash(COMMANDS));
        out.flush();
        return ExitCode.DONE;
    }

    private static int man(List<String> arguments, PrintStream out) {
        if (!arguments.isEmpty()) {
            throw new UsageException("man takes nothing, not " + Quote.token(arguments.get(0))
                    + ": it prints the manual page, for man -l -");
        }
        out.print(ManPage.text());
        out.flush();
        return ExitCode.DONE;
    }

    /** Reads the checkpoint alone; the scan looks at its journal, and locks it, when it resumes. */
    private static StoredScan readCheckpoint(Path checkpoint) {
        ScanIdentity identity = ResumeState.identityOf(checkpoint);
        Map<String, List<Integer>> names = new HashMap<>();
        identity.resolvedNames().forEach((name, addresses) -> names.put(name, packed(addresses)));
        return new StoredScan(identity.arguments(), names, identity.seed(), identity.startedNs());
    }

    private static List<Integer> packed(List<String> addresses) {
        List<Integer> packed = new ArrayList<>();
        for (String address : addresses) {
            packed.add(Values.address(CliOption.RESUME, address));
        }
        return packed;
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
