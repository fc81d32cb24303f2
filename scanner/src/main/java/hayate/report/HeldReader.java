package hayate.report;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A reader of a format that tells its findings in any order: reads all of it before its first host. */
abstract class HeldReader implements ReportReader {
    private final Observations observations = new Observations();
    private boolean read;
    private boolean truncated;
    private long unnamedPorts;

    /** What was said of the run; changed while reading. */
    RunHeader header = new RunHeader("hayate", "", "", 0, List.of(), 0, 0);

    /** Reads to the end. */
    abstract void readAll() throws IOException;

    final void add(Observation observation) throws ReportFormatException {
        observations.add(observation);
    }

    final void setTruncated() {
        truncated = true;
    }

    final void countUnnamed(long ports) {
        unnamedPorts += ports;
    }

    private void readOnce() throws IOException {
        if (!read) {
            read = true;
            readAll();
        }
    }

    @Override
    public final RunHeader header() throws IOException {
        readOnce();
        return header;
    }

    @Override
    public final void forEachHost(Consumer<HostReport> consumer) throws IOException {
        readOnce();
        observations.forEachHost(consumer);
    }

    @Override
    public final boolean isTruncated() {
        return truncated;
    }

    @Override
    public final long unnamedPorts() {
        return unnamedPorts;
    }

    @Override
    public Optional<RunFooter> footer() {
        return Optional.empty();
    }
}
