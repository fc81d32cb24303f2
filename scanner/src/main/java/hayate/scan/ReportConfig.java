package hayate.scan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Host reports as asked for.
 *
 * @param outputs where they go
 * @param assumeUp whether every target counts as up (-Pn), rather than those that answer
 * @param names which addresses get names from DNS
 * @param openOnly whether only open ports, and hosts with any, are shown
 * @param withReason whether reasons are shown
 * @param stylesheet the XSL style sheet that XML names, empty for none
 */
public record ReportConfig(
        List<Output> outputs,
        boolean assumeUp,
        Names names,
        boolean openOnly,
        boolean withReason,
        Optional<String> stylesheet) {
    public ReportConfig {
        outputs = List.copyOf(outputs);
    }

    /** The formats. */
    public enum Format {
        /** For people, as {@code -oN}. */
        NORMAL,
        /** XML for other programs, as {@code -oX}. */
        XML,
        /** A line or two per host, as {@code -oG}. */
        GREPABLE,
        /** JSON lines of hosts and ports, as {@code -oJ}. */
        JSON
    }

    /** Which addresses are looked up. */
    public enum Names {
        /** None. */
        NONE,
        /** Those of hosts that are up. */
        UP,
        /** All that are reported. */
        ALL
    }

    /**
     * One output.
     *
     * @param file the file, {@code -} for standard output
     * @param append whether it goes behind what the file holds
     */
    public record Output(Format format, Path file, boolean append) {
        /** Whether this is standard output. */
        public boolean isStandardOutput() {
            return file.toString().equals("-");
        }
    }
}
