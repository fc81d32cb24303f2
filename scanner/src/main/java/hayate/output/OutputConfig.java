package hayate.output;

import hayate.result.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where results go.
 *
 * @param outputs the files and formats asked for; standard output has its own entry with {@link Output#STDOUT}
 * @param states which states are written, in every format
 * @param metadata where the run record goes
 * @param checkpoint where the checkpoint goes, absent if the scan cannot be resumed
 */
public record OutputConfig(
        List<Output> outputs, Set<State> states, Optional<Path> metadata, Optional<Path> checkpoint) {
    /** The formats. */
    public enum Format {
        /** {@code open  80/tcp  10.0.3.7  0.41 ms}. */
        TEXT,
        /** {@code 10.0.3.7}, or {@code 10.0.3.7:80} when several ports are asked: for pipes. */
        QUIET,
        /** JSON lines. */
        JSON,
        /** masscan's list. */
        LIST,
        /** nmap's grepable format, a line per finding. */
        GREPABLE,
        /** masscan's JSON array. */
        MASSCAN_JSON
    }

    /**
     * One output.
     *
     * @param format its format
     * @param file its file, or {@link #STDOUT}
     * @param append keep what the file has and write after it
     */
    public record Output(Format format, Path file, boolean append) {
        /** Stands for standard output. */
        public static final Path STDOUT = Path.of("-");
    }
}
