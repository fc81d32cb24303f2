package hayate.cli;

import hayate.net.Errno;
import hayate.output.CheckpointException;
import hayate.scan.ScanConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The program on a machine of the test's making: what it printed, what it would have scanned. */
final class ProgramHarness implements Host {
    final Map<String, String> environment = new HashMap<>();
    Map<String, StoredScan> checkpoints = Map.of();
    boolean rawSockets = true;
    boolean firewall = true;
    Program.Scanner scanner = config -> ExitCode.DONE;

    ScanConfig config;
    String out;
    String err;

    /** Runs a command line given as words between blanks. */
    int run(String line) {
        return run(List.of(line.isBlank() ? new String[0] : line.split(" ")));
    }

    int run(List<String> arguments) {
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        config = null;
        Program.Wiring wiring = new Program.Wiring(
                new Planner(name -> name.equals("two.test") ? List.of(0x0A000001, 0x0A000002) : List.of(), stdin()),
                given -> {
                    config = given;
                    return scanner.run(given);
                },
                path -> Optional.ofNullable(checkpoints.get(path.toString()))
                        .orElseThrow(
                                () -> new CheckpointException(Quote.token(path.toString()) + ": no such checkpoint")),
                Map.of("demo", rest -> 40 + rest.size()));
        int code = new Program(wiring, this, stream(outBytes), stream(errBytes)).run(arguments);
        out = outBytes.toString(StandardCharsets.UTF_8);
        err = errBytes.toString(StandardCharsets.UTF_8);
        return code;
    }

    /** The configuration of a command line that must be good. */
    ScanConfig configOf(String line) {
        int code = run(line);
        if (code != ExitCode.DONE || config == null) {
            throw new AssertionError(line + " ended with " + code + ": " + err);
        }
        return config;
    }

    private static InputStream stdin() {
        return new ByteArrayInputStream("10.9.0.0/30\n".getBytes(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    static int errnoOf(Errno errno) {
        for (int number = 1; number < 200; number++) {
            if (Errno.of(number) == errno) {
                return number;
            }
        }
        throw new AssertionError(errno + " has no number");
    }

    @Override
    public List<String> interfaces() {
        return List.of("eth0", "lo");
    }

    @Override
    public boolean hasInterface(String name) {
        return interfaces().contains(name);
    }

    @Override
    public boolean ownsAddress(int address) {
        return address == 0xC0000205;
    }

    @Override
    public boolean mayOpenRawSockets() {
        return rawSockets;
    }

    @Override
    public boolean mayChangeFirewall() {
        return firewall;
    }

    @Override
    public String environment(String name) {
        return environment.get(name);
    }

    @Override
    public long randomSeed() {
        return 4711;
    }
}
