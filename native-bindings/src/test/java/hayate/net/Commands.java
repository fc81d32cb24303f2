package hayate.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs small programs for tests and reads what they print. */
final class Commands {
    private Commands() {}

    static boolean exists(String program) {
        return Stream.of(System.getenv("PATH").split(":"), new String[] {"/usr/sbin", "/sbin"})
                .flatMap(Arrays::stream)
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** What the program printed; an exception with its complaint if it failed. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    /** As {@link #run}, words separated by spaces. */
    static String sh(String command) throws IOException, InterruptedException {
        return run(command.split(" "));
    }
}
