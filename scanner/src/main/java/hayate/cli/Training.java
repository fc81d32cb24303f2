package hayate.cli;

import hayate.scan.Preload;
import java.util.regex.Pattern;

/**
 * Several command lines one after the other in one JVM, which the launcher makes its class-data archive from: the classes
 * that these use are those that start quickly. Each argument is a line, split at spaces.
 */
public final class Training {
    private static final Pattern SPACES = Pattern.compile(" +");

    private Training() {}

    /** Ends with the highest exit code of all lines. */
    public static void main(String[] lines) {
        Preload.begin();
        int worst = ExitCode.DONE;
        for (String line : lines) {
            worst = Math.max(worst, Main.run(SPACES.split(line)));
        }
        System.exit(worst);
    }
}
