package hayate.scan;

import hayate.net.StandardOutputWatch;
import hayate.output.OutputException;
import hayate.report.GrepableHostWriter;
import hayate.report.HostReport;
import hayate.report.JsonReportWriter;
import hayate.report.NormalWriter;
import hayate.report.PortReport;
import hayate.report.ReportOptions;
import hayate.report.ReportWriter;
import hayate.report.RunFooter;
import hayate.report.RunHeader;
import hayate.report.XmlWriter;
import hayate.scan.ReportConfig.Output;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Every host report of a scan. Opened before the first packet, so that a bad path costs nothing; an output that fails
 * later is left out, named once, and leaves the checkpoint in place for {@code --resume}.
 */
final class ReportOutputs {
    private static final Path STDOUT = Path.of("-");

    private final List<Open> outputs = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Optional<StandardOutputWatch> reader;

    private record Open(Path file, OutputStream stream, ReportWriter writer) {}

    /** Writes to one output. */
    @FunctionalInterface
    private interface Action {
        void on(ReportWriter writer) throws IOException;
    }

    /**
     * Opens them and writes what comes before the first host.
     *
     * @param offsets where each file's report begins, by its name; what a file holds after that is replaced
     * @param listed which ports JSON lists one by one
     * @throws OutputException if one cannot be opened or written
     */
    ReportOutputs(
            List<Output> wanted,
            Map<String, Long> offsets,
            ReportOptions options,
            Predicate<PortReport> listed,
            RunHeader header) {
        reader = wanted.stream().anyMatch(Output::isStandardOutput)
                ? Optional.of(new StandardOutputWatch())
                : Optional.empty();
        for (Output output : wanted) {
            try {
                OutputStream stream = open(output, offsets);
                ReportWriter writer = writer(output, stream, options, listed);
                outputs.add(new Open(output.file(), stream, writer));
                writer.begin(header);
                writer.flush();
            } catch (IOException e) {
                throw new OutputException("cannot write " + output.file() + ": " + reason(e), e);
            }
        }
    }

    /**
     * Where each file's report begins: at its start, or behind what it holds if it is to be appended to.
     *
     * @throws OutputException if a file cannot be opened
     */
    static Map<String, Long> offsets(List<Output> wanted) {
        Map<String, Long> offsets = new LinkedHashMap<>();
        for (Output output : wanted) {
            if (output.isStandardOutput()) {
                continue;
            }
            try (FileChannel channel =
                    FileChannel.open(output.file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                offsets.put(nameOf(output.file()), output.append() ? channel.size() : 0);
            } catch (IOException e) {
                throw new OutputException("cannot write " + output.file() + ": " + reason(e), e);
            }
        }
        return offsets;
    }

    private static String nameOf(Path file) {
        return file.toAbsolutePath().toUri().toString();
    }

    private static OutputStream open(Output output, Map<String, Long> offsets) throws IOException {
        if (output.isStandardOutput()) {
            // Closed from the start: nobody wants it.
            return StandardOutputWatch.isOpen() ? new StandardOutput() : OutputStream.nullOutputStream();
        }
        FileChannel channel = FileChannel.open(output.file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long offset = offsets.getOrDefault(nameOf(output.file()), 0L);
        if (channel.size() > offset) {
            channel.truncate(offset);
        }
        if (offset > 0) {
            channel.position(offset);
        }
        return Channels.newOutputStream(channel);
    }

    /** Stays open for the rest of the program, whoever closes it. */
    private static final class StandardOutput extends FileOutputStream {
        StandardOutput() {
            super(FileDescriptor.out);
        }

        @Override
        public void close() {}
    }

    private static ReportWriter writer(
            Output output, OutputStream stream, ReportOptions options, Predicate<PortReport> listed) {
        return switch (output.format()) {
            case NORMAL ->
                output.isStandardOutput()
                        ? NormalWriter.toScreen(stream, options)
                        : NormalWriter.toFile(stream, options);
            case XML -> new XmlWriter(stream, options);
            case GREPABLE -> new GrepableHostWriter(stream, options);
            case JSON -> new JsonReportWriter(stream, options, listed);
        };
    }

    /** Writes a host to all of them. */
    void host(HostReport host) {
        each(writer -> writer.host(host));
    }

    /** Hands all that was written to the system. */
    void flush() {
        each(ReportWriter::flush);
    }

    /** A line for who watches, between hosts; only where the report for people is on standard output. */
    void say(String line) {
        for (Open output : List.copyOf(outputs)) {
            if (output.file().equals(STDOUT) && output.writer() instanceof NormalWriter) {
                attempt(output, writer -> {
                    writer.flush();
                    output.stream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                });
            }
        }
    }

    /** Writes what comes after the last host, and closes the files. */
    void end(RunFooter footer) {
        each(writer -> {
            writer.end(footer);
            writer.flush();
        });
        each(ReportWriter::close);
        outputs.clear();
    }

    private void each(Action action) {
        List.copyOf(outputs).forEach(output -> attempt(output, action));
    }

    private void attempt(Open output, Action action) {
        try {
            action.on(output.writer());
        } catch (IOException e) {
            if (!output.file().equals(STDOUT) || !isReaderGone()) {
                problems.add("cannot write " + output.file() + ": " + reason(e));
            }
            outputs.remove(output);
        }
    }

    /** Whether one goes to standard output, and nobody reads that any more. Safe from any thread. */
    boolean isReaderGone() {
        return reader.isPresent() && reader.get().isReaderGone();
    }

    /** What could not be written, a line each. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
