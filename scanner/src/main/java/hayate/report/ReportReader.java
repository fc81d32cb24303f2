package hayate.report;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A result file, of hayate or of another scanner. Call {@link #header()}, then {@link #forEachHost} once, then the rest.
 * Everything in the file is hostile: what it makes the reader hold is bounded, and it names no file or address to open.
 */
public interface ReportReader extends Closeable {
    /**
     * What is said of the run before its first host; fields that the format does not have are empty.
     *
     * @throws ReportFormatException if the file is not of its format
     */
    RunHeader header() throws IOException;

    /**
     * Every complete host. nmap's XML goes host by host; formats that tell a host in several places are held until their
     * end, ten million ports at most.
     *
     * @throws ReportFormatException if the file is not of its format, at more than its end
     */
    void forEachHost(Consumer<HostReport> consumer) throws IOException;

    /** Whether the file ends before its format says so, as a killed scan leaves it. */
    boolean isTruncated();

    /** Ports that the file counts without naming them: they are in no host. */
    long unnamedPorts();

    /** How the run ended, if the file says. */
    Optional<RunFooter> footer();
}
