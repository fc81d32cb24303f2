package hayate.lab;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a system program to its end, in bounded time, and turns every failure into one clear sentence. */
final class Tool {
    /** Configuring a namespace takes milliseconds; a program that needs this long hangs. */
    private static final long TIMEOUT_SECONDS = 10;

    private static final List<String> EXTRA_DIRECTORIES = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private Tool() {}

    /** Runs a program and returns what it printed. */
    static String run(List<String> command) {
        return run(command, "");
    }

    /**
     * Runs a program with {@code input} on its standard input.
     *
     * @return standard output and error together
     * @throws LabException if it is missing, fails or does not end within ten seconds
     */
    static String run(List<String> command, String input) {
        Result result = attempt(command, input);
        if (result.exitCode() != 0) {
            throw new LabException(String.join(" ", command) + ": exit " + result.exitCode() + ": "
                    + result.output().strip());
        }
        return result.output();
    }

    /** What a program left behind. */
    record Result(int exitCode, String output) {}

    /** Runs a program whose failure is an answer. */
    static Result attempt(List<String> command, String input) {
        Path output = null;
        try {
            output = Files.createTempFile("hayate-tool", ".out");
            output.toFile().deleteOnExit();
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            feed(process, input);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new LabException(String.join(" ", command) + ": no end after " + TIMEOUT_SECONDS + " s");
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new LabException(String.join(" ", command) + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException(String.join(" ", command) + ": interrupted");
        } finally {
            delete(output);
        }
    }

    /** Where a program is, looking also where root's programs are; null if nowhere. */
    static Path find(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String directory : path.split(File.pathSeparator)) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, name))) {
                return Path.of(directory, name);
            }
        }
        for (String directory : EXTRA_DIRECTORIES) {
            if (Files.isExecutable(Path.of(directory, name))) {
                return Path.of(directory, name);
            }
        }
        return null;
    }

    private static void feed(Process process, String input) throws IOException {
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
        }
    }

    private static void delete(Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
