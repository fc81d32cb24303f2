package hayate.output;

import hayate.output.OutputConfig.Format;
import hayate.output.OutputConfig.Output;
import hayate.result.Finding;
import hayate.result.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * All outputs of a scan. Opened before the first packet, so that a bad path costs nothing; then owned by the reporter's
 * thread.
 */
public final class OutputSet {
    private static final String STDOUT = OutputConfig.Output.STDOUT.toString();

    private final List<ResultWriter> writers;
    private final Set<State> states;
    private final boolean withPort;

    private OutputSet(List<ResultWriter> writers, Set<State> states, boolean withPort) {
        this.writers = List.copyOf(writers);
        this.states = Set.copyOf(states);
        this.withPort = withPort;
    }

    /**
     * The configuration with nmap's time patterns in every file name replaced ({@link FileNames}).
     *
     * @throws OutputException if two outputs would have the same file
     */
    public static OutputConfig expandNames(OutputConfig config, LocalDateTime time) {
        List<Output> outputs = config.outputs().stream()
                .map(output -> new Output(output.format(), expand(output.file(), time), output.append()))
                .toList();
        return new OutputConfig(
                outputs,
                config.states(),
                config.metadata().map(path -> expand(path, time)),
                config.checkpoint().map(path -> expand(path, time)));
    }

    private static Path expand(Path path, LocalDateTime time) {
        return Path.of(FileNames.expand(path.toString(), time));
    }

    /**
     * Opens every output and writes its header. Names are taken as they are, see {@link #expandNames}.
     *
     * @param withPort whether the quiet format needs ports because the space has several
     * @param serviceName the usual service of a TCP port, empty if none
     * @param warnings takes one-line messages for standard error
     * @throws OutputException if one cannot be opened or written, or two are the same
     */
    public static OutputSet open(
            OutputConfig config,
            boolean withPort,
            IntFunction<String> serviceName,
            ScanIdentity identity,
            Consumer<String> warnings) {
        Durability durability = Durability.ofScan(identity.startedNs());
        return open(config, withPort, serviceName, identity, warnings, new DiskStorage(durability));
    }

    static OutputSet open(
            OutputConfig config,
            boolean withPort,
            IntFunction<String> serviceName,
            ScanIdentity identity,
            Consumer<String> warnings,
            Storage storage) {
        requireDistinct(config.outputs());
        List<ResultWriter> writers = new ArrayList<>();
        for (Output output : config.outputs()) {
            boolean stdout = output.file().equals(Output.STDOUT);
            String path = stdout ? STDOUT : output.file().toAbsolutePath().toString();
            try {
                OutputChannel channel = stdout ? storage.standardOutput() : storage.open(output.file());
                long start = output.append() ? channel.size() : 0;
                channel.truncate(start);
                ResultWriter writer = new ResultWriter(
                        output.format(),
                        path,
                        format(output.format(), withPort, serviceName),
                        config.states(),
                        channel,
                        new OutputMark(output.format(), path, start, start, 0, 0),
                        warnings);
                writers.add(writer);
                writer.header(info(identity));
                writer.flushFully();
            } catch (IOException e) {
                throw cannotOpen(path, e);
            }
        }
        return new OutputSet(writers, config.states(), withPort);
    }

    private static void requireDistinct(List<Output> outputs) {
        Set<Object> seen = new HashSet<>();
        for (Output output : outputs) {
            Path file = output.file().equals(Output.STDOUT)
                    ? output.file()
                    : output.file().toAbsolutePath().normalize();
            if (!seen.add(file)) {
                throw new OutputException("two outputs go to " + Texts.escapeControls(file.toString()));
            }
        }
    }

    private static OutputException cannotOpen(String path, IOException e) {
        String name = Texts.escapeControls(path);
        Path folder = Path.of(path).getParent();
        if (Files.isDirectory(Path.of(path))) {
            return new OutputException("cannot write " + name + ": it is a folder", e);
        }
        if (folder != null && !Files.isDirectory(folder)) {
            return new OutputException("cannot write " + name + ": no such folder", e);
        }
        return new OutputException("cannot write " + name + ": " + reason(e), e);
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.AccessDeniedException ? "permission denied" : RetryingWriter.reason(e);
    }

    /**
     * Brings every output of an interrupted scan to exactly what its journal holds and opens it to go on: files are cut
     * back to the checkpoint's offset and written on from the journal, or written anew if they are missing or too short;
     * standard output gets what it had not printed.
     *
     * @throws OutputException if one cannot be opened or written
     * @throws CheckpointException if the journal cannot be read
     */
    public static OutputSet resume(ResumeState state, IntFunction<String> serviceName, Consumer<String> warnings) {
        return resume(state, serviceName, warnings, DiskStorage.INSTANCE);
    }

    static OutputSet resume(
            ResumeState state, IntFunction<String> serviceName, Consumer<String> warnings, Storage storage) {
        Checkpoint checkpoint = state.checkpoint();
        List<ResultWriter> writers = new ArrayList<>();
        for (OutputMark mark : checkpoint.outputs()) {
            try {
                FindingFormat format = format(mark.format(), checkpoint.withPort(), serviceName);
                writers.add(reopen(state, mark, format, warnings, storage));
            } catch (IOException e) {
                throw cannotOpen(mark.path(), e);
            }
        }
        OutputSet outputs = new OutputSet(writers, checkpoint.states(), checkpoint.withPort());
        outputs.replay(state);
        return outputs;
    }

    private static ResultWriter reopen(
            ResumeState state, OutputMark mark, FindingFormat format, Consumer<String> warnings, Storage storage)
            throws IOException {
        boolean stdout = mark.path().equals(STDOUT);
        OutputChannel channel = stdout ? storage.standardOutput() : storage.open(Path.of(mark.path()));
        OutputMark from = mark;
        boolean anew = !channel.isFile();
        if (!channel.isFile()) {
            long printed = stdout ? state.printedFindings() : mark.findings();
            from = new OutputMark(mark.format(), mark.path(), 0, 0, printed, 0);
        } else if (channel.size() < mark.offset()) {
            anew = true;
            long start = Math.min(mark.startOffset(), channel.size());
            from = new OutputMark(mark.format(), mark.path(), start, start, 0, 0);
        }
        channel.truncate(from.offset());
        Set<State> states = state.checkpoint().states();
        ResultWriter writer = new ResultWriter(mark.format(), mark.path(), format, states, channel, from, warnings);
        if (anew) {
            writer.header(info(state.identity()));
        }
        writer.flushFully();
        return writer;
    }

    private void replay(ResumeState state) {
        long[] number = {0};
        long[] from =
                writers.stream().mapToLong(writer -> writer.mark().findings()).toArray();
        state.forEachFinding(finding -> {
            for (int i = 0; i < from.length; i++) {
                if (number[0] >= from[i]) {
                    acceptOrFlush(writers.get(i), finding);
                }
            }
            number[0]++;
        });
        for (ResultWriter writer : writers) {
            flushFully(writer);
        }
    }

    private static void acceptOrFlush(ResultWriter writer, Finding finding) {
        if (writer.capacity() <= 0) {
            flushFully(writer);
        }
        writer.accept(finding);
    }

    private static void flushFully(ResultWriter writer) {
        try {
            writer.flushFully();
        } catch (IOException e) {
            throw cannotOpen(writer.mark().path(), e);
        }
    }

    private static DocumentInfo info(ScanIdentity identity) {
        return new DocumentInfo(identity.version(), identity.arguments(), identity.startedNs());
    }

    private static FindingFormat format(Format format, boolean withPort, IntFunction<String> serviceName) {
        return switch (format) {
            case TEXT -> new TextFormat();
            case QUIET -> new QuietFormat(withPort);
            case JSON -> new JsonLinesFormat();
            case LIST -> new MasscanListFormat();
            case GREPABLE -> new GrepableFormat(serviceName);
            case MASSCAN_JSON -> new MasscanJsonFormat();
        };
    }

    /** How many findings every output can take now. */
    int capacity() {
        int capacity = Integer.MAX_VALUE;
        for (int i = 0; i < writers.size(); i++) {
            capacity = Math.min(capacity, writers.get(i).capacity());
        }
        return capacity;
    }

    /**
     * Leaves behind the files that cannot be written and are full, so that the others go on.
     *
     * @param journaled whether a journal keeps what they miss; without one some other output must still be whole
     */
    void leaveFailingBehind(boolean journaled) {
        boolean othersGoOn = journaled || writers.stream().anyMatch(writer -> writer.failure() == null);
        if (othersGoOn) {
            writers.stream()
                    .filter(writer -> writer.failure() != null && writer.capacity() <= 0)
                    .forEach(ResultWriter::leaveBehind);
        }
    }

    void accept(Finding finding) {
        for (int i = 0; i < writers.size(); i++) {
            writers.get(i).accept(finding);
        }
    }

    /** Writes what can be written; true if nothing is left. */
    boolean flush(long nowNs) {
        boolean clean = true;
        for (int i = 0; i < writers.size(); i++) {
            clean &= writers.get(i).flush(nowNs);
        }
        return clean;
    }

    boolean force(long nowNs) {
        boolean done = true;
        for (ResultWriter writer : writers) {
            done &= writer.force(nowNs);
        }
        return done;
    }

    void footers(long endedNs, boolean complete) {
        writers.forEach(writer -> writer.footer(endedNs, complete));
    }

    List<OutputMark> marks() {
        return writers.stream().map(ResultWriter::mark).toList();
    }

    Set<State> states() {
        return states;
    }

    boolean withPort() {
        return withPort;
    }

    /** The writer of standard output, if results go there. */
    Optional<ResultWriter> standardOutput() {
        return writers.stream().filter(ResultWriter::isStandardOutput).findFirst();
    }

    /** Whether what is left waits for a slow reader and not for a failing disk. */
    boolean isOnlyWaiting() {
        return writers.stream().allMatch(writer -> writer.isClean() || writer.failure() == null);
    }

    List<String> problems() {
        return writers.stream()
                .map(ResultWriter::problem)
                .filter(problem -> problem != null)
                .toList();
    }

    void close() {
        writers.forEach(ResultWriter::close);
    }
}
