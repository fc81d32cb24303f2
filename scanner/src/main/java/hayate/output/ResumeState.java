package hayate.output;

import hayate.result.FindingSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An interrupted scan as its checkpoint and journal tell it. Holds the journal's lock, so that nobody else can resume the
 * same scan meanwhile; {@link CheckpointStore#resume} takes it over.
 */
public final class ResumeState implements AutoCloseable {
    private static final long CHECKPOINT_LENGTH_MAX = 64L << 20;

    private final Path path;
    private final Checkpoint checkpoint;
    private final OutputChannel channel;
    private final JournalReader reader;

    private ResumeState(Path path, Checkpoint checkpoint, OutputChannel channel, JournalReader reader) {
        this.path = path;
        this.checkpoint = checkpoint;
        this.channel = channel;
        this.reader = reader;
    }

    /**
     * Reads a checkpoint and the whole of its journal, also what was written after the checkpoint; a torn last record is
     * cut off.
     *
     * @throws CheckpointException if they are missing, damaged, in use, or of another version
     */
    public static ResumeState load(Path path) {
        return load(path, DiskStorage.INSTANCE);
    }

    /**
     * What an interrupted scan is, by its checkpoint alone.
     *
     * @throws CheckpointException if it is missing or damaged
     */
    public static ScanIdentity identityOf(Path path) {
        String name = Texts.escapeControls(path.toString());
        return Checkpoint.decode(readBytes(path.toAbsolutePath(), name), name).identity();
    }

    static ResumeState load(Path path, Storage storage) {
        Path absolute = path.toAbsolutePath();
        String name = Texts.escapeControls(path.toString());
        Checkpoint checkpoint = Checkpoint.decode(readBytes(absolute, name), name);
        Path journal = Journal.pathOf(absolute);
        if (!Files.isRegularFile(journal)) {
            throw new CheckpointException(name + ": its journal " + journal.getFileName() + " is missing");
        }
        try {
            return open(absolute, name, checkpoint, storage.open(journal));
        } catch (IOException e) {
            throw new CheckpointException(name + ": cannot read its journal: " + RetryingWriter.reason(e), e);
        }
    }

    private static byte[] readBytes(Path path, String name) {
        if (!Files.isRegularFile(path)) {
            throw new CheckpointException(name + ": no such checkpoint");
        }
        try {
            if (Files.size(path) > CHECKPOINT_LENGTH_MAX) {
                throw new CheckpointException(name + ": not a hayate checkpoint: too long");
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new CheckpointException(name + ": cannot read: " + RetryingWriter.reason(e), e);
        }
    }

    private static ResumeState open(Path path, String name, Checkpoint checkpoint, OutputChannel channel)
            throws IOException {
        try {
            if (!channel.tryLock()) {
                throw new CheckpointException(name + ": this scan is running or being resumed right now");
            }
            requireHeader(checkpoint, channel, name + ": its journal");
            JournalReader reader = new JournalReader(
                    channel, name + ": its journal", checkpoint.identity().spaceSize());
            reader.read(finding -> {});
            requireConsistent(checkpoint, reader, name);
            channel.truncate(reader.validBytes());
            return new ResumeState(path, checkpoint, channel, reader);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void requireHeader(Checkpoint checkpoint, OutputChannel channel, String name) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(JournalHeader.LENGTH_BYTES);
        int read;
        do {
            read = channel.read(header, header.position());
        } while (read > 0 && header.hasRemaining());
        String problem = JournalHeader.problem(
                header.flip(), checkpoint.scanNumber(), checkpoint.identity().planDigest());
        if (problem != null) {
            throw new CheckpointException(name + " " + problem);
        }
    }

    private static void requireConsistent(Checkpoint checkpoint, JournalReader reader, String name) {
        if (reader.validBytes() < checkpoint.journalLengthBytes()) {
            throw new CheckpointException(name + ": its journal is damaged at byte " + reader.validBytes()
                    + ", before the checkpoint's " + checkpoint.journalLengthBytes());
        }
        for (OutputMark mark : checkpoint.outputs()) {
            if (mark.findings() > reader.findings()) {
                throw new CheckpointException(name + ": its journal has fewer findings than an output");
            }
        }
    }

    /**
     * Refuses a plan that is not the interrupted scan's.
     *
     * @throws CheckpointException if the digests differ
     */
    public void requirePlan(String planDigest) {
        if (!planDigest.equals(identity().planDigest())) {
            throw new CheckpointException(
                    Texts.escapeControls(path.toString())
                            + ": the plan has changed since (targets, ports, excludes, seed or shard), so it cannot be resumed");
        }
    }

    /** What the scan is: its command line and the addresses of its host names among other things. */
    public ScanIdentity identity() {
        return checkpoint.identity();
    }

    /** How far it was. */
    public ScanProgress progress() {
        return checkpoint.progress();
    }

    /** How many findings the journal holds. */
    public long findings() {
        return reader.findings();
    }

    /** Hands over every finding of the journal in order, from disk, to restore what is known of targets. */
    public void forEachFinding(FindingSink sink) {
        try {
            reader.read(sink);
        } catch (IOException e) {
            throw new CheckpointException("cannot read the journal: " + RetryingWriter.reason(e), e);
        }
    }

    /** How many findings standard output had printed for certain. */
    long printedFindings() {
        return reader.printed();
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    Path path() {
        return path;
    }

    long journalLengthBytes() {
        return reader.validBytes();
    }

    OutputChannel journalChannel() {
        return channel;
    }

    /** Gives up: unlocks the journal. Not needed once {@link CheckpointStore#resume} has taken over. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CheckpointException("cannot close the journal: " + RetryingWriter.reason(e), e);
        }
    }
}
