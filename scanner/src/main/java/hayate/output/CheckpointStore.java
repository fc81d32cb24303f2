package hayate.output;

import hayate.work.Entropy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The checkpoint file and its journal while a scan runs. Opened by the conductor, then owned by the reporter's thread. */
public final class CheckpointStore {
    private final Path path;
    private final long scanNumber;
    private final ScanIdentity identity;
    private final Journal journal;
    private final Storage storage;
    private final Consumer<String> warnings;
    private String failure;

    private CheckpointStore(
            Path path,
            long scanNumber,
            ScanIdentity identity,
            Journal journal,
            Storage storage,
            Consumer<String> warnings) {
        this.path = path;
        this.scanNumber = scanNumber;
        this.identity = identity;
        this.journal = journal;
        this.storage = storage;
        this.warnings = warnings;
    }

    /**
     * Starts anew; what an older scan left under the same name is replaced. The checkpoint of an earlier stage of this scan
     * stays until the first one of this stage replaces it.
     *
     * @throws OutputException if the files cannot be written or a running scan uses them
     */
    public static CheckpointStore create(Path path, ScanIdentity identity, Consumer<String> warnings) {
        return create(path, identity, warnings, new DiskStorage(Durability.ofScan(identity.startedNs())));
    }

    static CheckpointStore create(Path path, ScanIdentity identity, Consumer<String> warnings, Storage storage) {
        Path absolute = path.toAbsolutePath();
        Path journalPath = Journal.pathOf(absolute);
        long scanNumber = Entropy.bits();
        try {
            OutputChannel channel = storage.open(journalPath);
            if (!channel.isFile() || !channel.tryLock()) {
                channel.close();
                throw new OutputException(Texts.escapeControls(path.toString()) + ": in use by a running scan");
            }
            if (!isOfSameScan(absolute, identity)) {
                storage.delete(absolute);
            }
            Journal journal = Journal.create(journalPath, channel, scanNumber, identity.planDigest(), warnings);
            return new CheckpointStore(absolute, scanNumber, identity, journal, storage, warnings);
        } catch (IOException e) {
            throw new OutputException(
                    "cannot write checkpoint " + Texts.escapeControls(path.toString()) + ": "
                            + RetryingWriter.reason(e),
                    e);
        }
    }

    private static boolean isOfSameScan(Path path, ScanIdentity identity) {
        try {
            ScanIdentity older = ResumeState.identityOf(path);
            return older.startedNs() == identity.startedNs()
                    && older.arguments().equals(identity.arguments());
        } catch (CheckpointException e) {
            return false;
        }
    }

    /** Goes on with the files of an interrupted scan; takes over the lock of {@code state}. */
    public static CheckpointStore resume(ResumeState state, Consumer<String> warnings) {
        return resume(state, warnings, DiskStorage.INSTANCE);
    }

    static CheckpointStore resume(ResumeState state, Consumer<String> warnings, Storage storage) {
        Journal journal = new Journal(
                Journal.pathOf(state.path()),
                state.journalChannel(),
                state.journalLengthBytes(),
                state.findings(),
                warnings);
        return new CheckpointStore(
                state.path(), state.checkpoint().scanNumber(), state.identity(), journal, storage, warnings);
    }

    /** Where the checkpoint is: what {@code --resume} wants. */
    public Path path() {
        return path;
    }

    Journal journal() {
        return journal;
    }

    /**
     * Writes the first checkpoint, before anything is found.
     *
     * @throws OutputException if it cannot be written
     */
    public void begin(ScanProgress progress, OutputSet outputs) {
        if (!write(progress, outputs, System.nanoTime())) {
            throw new OutputException("cannot write checkpoint " + path + ": " + failure());
        }
    }

    /** Syncs journal and outputs, then replaces the checkpoint; false (told once) if something failed. */
    boolean write(ScanProgress progress, OutputSet outputs, long nowNs) {
        if (!journal.isClean() || !journal.force(nowNs) || !outputs.force(nowNs)) {
            return false;
        }
        Checkpoint checkpoint = new Checkpoint(
                scanNumber,
                identity,
                progress,
                journal.lengthBytes(),
                outputs.states(),
                outputs.withPort(),
                outputs.marks());
        try {
            storage.replace(path, checkpoint.encode());
            failure = null;
            return true;
        } catch (IOException e) {
            if (failure == null) {
                warnings.accept("cannot write checkpoint " + Texts.escapeControls(path.toString()) + ": "
                        + RetryingWriter.reason(e) + "; retrying");
            }
            failure = RetryingWriter.reason(e);
            return false;
        }
    }

    /** What the last checkpoint failed with, or null. */
    String failure() {
        return failure;
    }

    /** The scan is over and its outputs whole: nothing is left to resume. */
    public void complete() throws IOException {
        storage.delete(path);
        storage.delete(Journal.pathOf(path));
        journal.close();
    }

    /** The scan can be resumed. */
    public void close() throws IOException {
        journal.close();
    }
}
