package hayate.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** System programs, run to their end; whatever fails fails the test with the program's own words. */
final class Shell {
    private static final int TIMEOUT_SECONDS = 30;

    private Shell() {}

    /** What a program left. */
    record Result(int exitCode, String output) {}

    /** Whether a program is in the PATH. */
    static boolean has(String program) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    /** Runs a script whose failure is the test's; returns its standard output and error. */
    static String run(String script, Map<String, String> variables) {
        Result result = attempt(List.of("sh", "-ec", script), variables);
        if (result.exitCode() != 0) {
            throw new IllegalStateException("exit " + result.exitCode() + " of: " + script + "\n" + result.output());
        }
        return result.output();
    }

    /** Runs a program whose failure is an answer. */
    static Result attempt(List<String> command, Map<String, String> variables) {
        try {
            Path output = Files.createTempFile("hayate-e2e", ".out");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
                builder.environment().putAll(variables);
                Process process = builder.start();
                process.getOutputStream().close();
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("no end after " + TIMEOUT_SECONDS + " s: " + command);
                }
                return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(String.join(" ", command), e);
        }
    }
}
