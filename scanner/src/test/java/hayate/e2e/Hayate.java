package hayate.e2e;

import hayate.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program, running in a namespace as a process of its own. {@code ip netns exec} becomes it, so its pid is ours. */
final class Hayate implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 90;

    private final Process process;
    private final Path out;
    private final Path err;

    /**
     * How a run ended.
     *
     * @param exitCode of the process; 128 + signal if one ended it
     * @param out standard output
     * @param err standard error
     */
    record Outcome(int exitCode, String out, String err) {
        List<Found> found() {
            return Found.parse(out);
        }

        List<String> errorLines() {
            return err.lines().toList();
        }
    }

    private Hayate(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Runs to the end. */
    static Outcome run(TestWorld world, String name, Object... arguments) {
        return start(world, name, arguments).await();
    }

    /** Runs to the end, results as JSON lines on standard output. */
    static Outcome json(TestWorld world, String name, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("-oJ", "-", "--states", "all"));
        all.addAll(List.of(arguments));
        return run(world, name, all.toArray());
    }

    /** Starts; arguments are texts, paths or numbers. */
    static Hayate start(TestWorld world, String name, Object... arguments) {
        return start(command(world, name, arguments), null);
    }

    /** Starts with standard output going somewhere else. */
    static Hayate startInto(Path output, TestWorld world, String name, Object... arguments) {
        return start(command(world, name, arguments), output);
    }

    static Hayate start(List<String> command, Path output) {
        try {
            Path out = Files.createTempFile("hayate-e2e", ".out");
            Path err = Files.createTempFile("hayate-e2e", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(Redirect.to((output == null ? out : output).toFile()))
                    .redirectError(Redirect.to(err.toFile()));
            return new Hayate(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command line of a run, for tests that put something around it. */
    static List<String> command(TestWorld world, String name, Object... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", world.namespace(name)));
        command.addAll(jvm(ClassData.classPath(), ClassData.flags()));
        return withArguments(command, arguments);
    }

    /** The program without a namespace and without class data. */
    static List<String> java(String classPath, Object... arguments) {
        return withArguments(jvm(classPath, List.of()), arguments);
    }

    /** The JVM, up to the name of the main class. */
    static List<String> jvm(String classPath, List<String> flags) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-ea",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath));
        return command;
    }

    private static List<String> withArguments(List<String> command, Object... arguments) {
        command.add(Main.class.getName());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal by its name, such as INT. */
    Hayate signal(String signal) {
        Shell.attempt(List.of("kill", "-" + signal, String.valueOf(process.pid())), Map.of());
        return this;
    }

    /** What it has printed to standard output so far. */
    String printed() {
        return read(out);
    }

    /** Waits at most this long; whether it has ended. */
    boolean endsWithin(long milliseconds) {
        try {
            return process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for its end. */
    Outcome await() {
        if (!endsWithin(TIMEOUT_SECONDS * 1000L)) {
            process.destroyForcibly();
            throw new AssertionError("no end after " + TIMEOUT_SECONDS + " s: " + read(err));
        }
        Outcome outcome = new Outcome(process.exitValue(), read(out), read(err));
        delete(out);
        delete(err);
        return outcome;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
        delete(out);
        delete(err);
    }
}
