package hayate.report;

import java.io.Closeable;
import java.io.IOException;

/** One format. Called in the order of its methods; every host is written, and may be flushed, as it comes. */
public interface ReportWriter extends Closeable {
    /** Writes what comes before the first host. */
    void begin(RunHeader header) throws IOException;

    /** Writes a host. */
    void host(HostReport host) throws IOException;

    /** Writes what comes after the last host: then the output is complete. */
    void end(RunFooter footer) throws IOException;

    /** Hands what was written to the operating system. */
    void flush() throws IOException;
}
