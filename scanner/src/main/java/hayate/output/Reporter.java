package hayate.output;

import hayate.result.Finding;
import hayate.result.FindingSink;
import hayate.result.State;
import hayate.work.Clock;
import hayate.work.Worker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The reporter thread: findings go to the journal first, then to every output, within {@link #FLUSH_INTERVAL_NS} of being
 * taken. If an output cannot take more, it takes no more findings; they wait in the FindingRing, whose backlog slows the
 * sender. Allocates nothing per finding.
 */
public final class Reporter implements Worker {
    /** How long a finding waits for others to share a write with. */
    public static final long FLUSH_INTERVAL_NS = 10_000_000L;

    private static final int BATCH_MAX = 1024;
    private static final int DRAIN_FINDINGS_MAX = 1 << 20;
    private static final long END_PAUSE_NS = 50_000_000L;
    private static final int END_RETRIES_MAX = 60;
    /** How long the scan waits for a full disk before it goes on without that file. */
    private static final long LEAVE_BEHIND_AFTER_NS = 3_000_000_000L;

    private static final long NOT_FAILING = Long.MAX_VALUE;

    /** How the conductor wants the scan to end. */
    private record Ending(ScanProgress progress, boolean complete) {}

    private final FindingSource source;
    private final OutputSet outputs;
    private final Optional<CheckpointStore> store;
    private final Journal journal;
    private final ResultWriter standardOutput;
    private final Clock clock;
    private final FindingSink sink = this::accept;
    private final AtomicReference<ScanProgress> checkpointRequest = new AtomicReference<>();
    private final AtomicReference<Ending> ending = new AtomicReference<>();
    private final AtomicLongArray counts = new AtomicLongArray(State.values().length);
    private final AtomicLong checkpointsWritten = new AtomicLong();
    private boolean pending;
    private long pendingSinceNs;
    private long newestTimeNs;
    private long markedFindings;
    private int endRetries;
    private volatile long failingSinceNs = NOT_FAILING;
    private volatile long lastJournaledTimeNs;
    private volatile boolean standardOutputClosed;
    private volatile boolean whole;
    private Runnable beforePrinting = () -> {};
    private ResultFollower follower = ResultFollower.NONE;
    /** Whether the last look found no finding. */
    private boolean sourceEmpty;

    private volatile List<String> problems = List.of();

    /**
     * @param source where findings come from, {@link FindingSource#of}
     * @param store checkpoint and journal, absent if the scan cannot be resumed
     */
    public Reporter(FindingSource source, OutputSet outputs, Optional<CheckpointStore> store, Clock clock) {
        this.source = source;
        this.outputs = outputs;
        this.store = store;
        this.journal = store.map(CheckpointStore::journal).orElse(null);
        this.standardOutput = outputs.standardOutput().orElse(null);
        this.clock = clock;
    }

    /** What to do before results are printed to standard output, before the thread starts: clear a status line. */
    public void beforePrinting(Runnable action) {
        beforePrinting = action;
    }

    /** Who sees every finding too; set before the thread starts. */
    public void follow(ResultFollower newFollower) {
        follower = newFollower;
    }

    /**
     * Writes the first checkpoint; called before the thread starts and before the first probe.
     *
     * @throws OutputException if it cannot be written
     */
    public void start(ScanProgress progress) {
        markPrinted(clock.nanoTime());
        store.ifPresent(opened -> opened.begin(progress, outputs));
    }

    @Override
    public String roleName() {
        return "reporter";
    }

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        int taken = take(nowNs);
        ScanProgress progress = checkpointRequest.get();
        if (progress != null && checkpoint(progress, nowNs)) {
            checkpointRequest.compareAndSet(progress, null);
        }
        if (pending && nowNs - pendingSinceNs >= FLUSH_INTERVAL_NS) {
            flush(nowNs);
        }
        follower.onIdle(nowNs, sourceEmpty);
        if (follower.isReaderGone()) {
            standardOutputClosed = true;
        }
        return taken;
    }

    /** Takes findings while there is room; a full buffer is flushed first. */
    private int take(long nowNs) {
        sourceEmpty = false;
        int room = room();
        if (room <= 0) {
            flush(nowNs);
            room = room();
        }
        if (room <= 0) {
            noteFull(nowNs);
            return 0;
        }
        failingSinceNs = NOT_FAILING;
        int taken = source.poll(sink, room);
        sourceEmpty = taken == 0;
        if (taken > 0 && !pending) {
            pending = true;
            pendingSinceNs = nowNs;
        }
        return taken;
    }

    private void noteFull(long nowNs) {
        boolean failing = !outputs.isOnlyWaiting() || journal != null && journal.capacity() <= 0;
        if (!failing) {
            failingSinceNs = NOT_FAILING;
        } else if (failingSinceNs == NOT_FAILING) {
            failingSinceNs = nowNs;
        } else if (nowNs - failingSinceNs > LEAVE_BEHIND_AFTER_NS && (journal == null || journal.capacity() > 0)) {
            outputs.leaveFailingBehind(journal != null);
        }
    }

    private int room() {
        int room = Math.min(outputs.capacity(), BATCH_MAX);
        return journal == null ? room : Math.min(room, journal.capacity());
    }

    private void accept(Finding finding) {
        if (journal != null) {
            journal.accept(finding);
        }
        outputs.accept(finding);
        newestTimeNs = Math.max(newestTimeNs, finding.timeNs);
        count(finding.state);
        follower.onFinding(finding);
    }

    @SuppressWarnings("EnumOrdinal") // the ordinal is the state's rank
    private void count(State state) {
        int rank = state.ordinal();
        counts.lazySet(rank, counts.get(rank) + 1);
    }

    /** Journal, then outputs; true if all is written. */
    private boolean flush(long nowNs) {
        if (journal != null && !journal.flush(nowNs)) {
            return false;
        }
        lastJournaledTimeNs = newestTimeNs;
        if (standardOutput != null && standardOutput.pendingBytes() > 0) {
            beforePrinting.run();
        }
        boolean clean = outputs.flush(nowNs);
        pending = !clean;
        markPrinted(nowNs);
        return clean;
    }

    private void markPrinted(long nowNs) {
        if (standardOutput == null) {
            return;
        }
        if (standardOutput.isReaderGone()) {
            standardOutputClosed = true;
        }
        long printed = standardOutput.mark().findings();
        if (journal != null && printed != markedFindings) {
            journal.markPrinted(printed);
            markedFindings = printed;
            journal.flush(nowNs);
        }
    }

    /** True if the checkpoint holds every finding that was in the ring when it was asked for. */
    private boolean checkpoint(ScanProgress progress, long nowNs) {
        if (store.isEmpty()) {
            return true;
        }
        if (!drain(nowNs) || !store.get().write(progress, outputs, nowNs)) {
            return false;
        }
        checkpointsWritten.incrementAndGet();
        return true;
    }

    private boolean drain(long nowNs) {
        int drained = 0;
        int taken;
        do {
            if (room() <= 0) {
                flush(nowNs);
            }
            if (room() <= 0) {
                return false;
            }
            taken = take(nowNs);
            drained += taken;
        } while (taken > 0 && drained < DRAIN_FINDINGS_MAX);
        boolean drainedAll = taken == 0 && source.isEmpty(); // asked before the flush, during which more will come
        flush(nowNs);
        return drainedAll && (journal == null || journal.isClean());
    }

    @Override
    public void onClose() {
        Ending end = ending.get();
        boolean complete = end != null && end.complete();
        boolean everythingTaken = finishPending(complete);
        // Otherwise the checkpoint before stays: its order goes back to where the findings left behind are found again.
        if (store.isPresent() && end != null && everythingTaken) {
            store.get().write(end.progress(), outputs, clock.nanoTime());
        }
        outputs.footers(clock.epochNs(), complete);
        pending = true;
        finishPending(complete);
        List<String> found = findProblems();
        found.addAll(follower.finish(complete && everythingTaken));
        problems = List.copyOf(found);
        if (follower.isReaderGone()) {
            standardOutputClosed = true;
        }
        whole = complete && follower.isWhole() && !standardOutputClosed;
        closeStore(whole && problems.isEmpty());
        outputs.close();
    }

    /**
     * Drains and writes everything; a disk that fails gets a few seconds, a slow reader of a complete scan all its time. True
     * if every finding is in the journal.
     */
    private boolean finishPending(boolean complete) {
        while (true) {
            boolean drained = drain(clock.nanoTime());
            if (drained && !pending) {
                return true;
            }
            if (!(complete && outputs.isOnlyWaiting()) && endRetries++ >= END_RETRIES_MAX) {
                return drained;
            }
            LockSupport.parkNanos(END_PAUSE_NS);
        }
    }

    private List<String> findProblems() {
        List<String> found = new ArrayList<>(outputs.problems());
        if (journal != null && journal.problem() != null) {
            found.add(journal.problem());
        }
        return found;
    }

    private void closeStore(boolean nothingLeft) {
        if (store.isEmpty()) {
            return;
        }
        try {
            if (nothingLeft && outputs.force(clock.nanoTime())) {
                store.get().complete();
            } else {
                store.get().close();
            }
        } catch (IOException e) {
            List<String> more = new ArrayList<>(problems);
            more.add("cannot remove checkpoint " + store.get().path() + ": " + RetryingWriter.reason(e));
            problems = List.copyOf(more);
        }
    }

    /**
     * Asks for a checkpoint on the reporter's thread; a newer request replaces one still waiting. Every finding that was in
     * the ring or its spill before this call will be in the journal when the checkpoint is written. Safe from any thread.
     */
    public void requestCheckpoint(ScanProgress progress) {
        checkpointRequest.set(progress);
    }

    /** Whether a requested checkpoint is not written yet. Safe from any thread. */
    public boolean isCheckpointPending() {
        return checkpointRequest.get() != null;
    }

    /** How many checkpoints were written since the start. Safe from any thread. */
    public long checkpointsWritten() {
        return checkpointsWritten.get();
    }

    /**
     * Tells how the scan ended; call before the thread is stopped. A complete scan's checkpoint and journal are removed once
     * every output is whole; otherwise they are kept, with {@code progress}.
     */
    public void finish(ScanProgress progress, boolean complete) {
        ending.set(new Ending(progress, complete));
    }

    /**
     * Kernel time, nanoseconds since the epoch, of the newest finding that is in the journal (without a journal: was handed
     * to the outputs); 0 before the first. Safe from any thread.
     */
    public long lastJournaledTimeNs() {
        return lastJournaledTimeNs;
    }

    /**
     * How long no finding could be taken because a file cannot be written (a full disk), at monotonic {@code nowNs}; 0 while
     * all is well, and for a reader of standard output that is merely slow. Safe from any thread.
     */
    public long failingForNs(long nowNs) {
        long since = failingSinceNs;
        return since == NOT_FAILING ? 0 : Math.max(0, nowNs - since);
    }

    /** Findings of a state taken by this process. Safe from any thread. */
    @SuppressWarnings("EnumOrdinal") // the ordinal is the state's rank
    public long findings(State state) {
        return counts.get(state.ordinal());
    }

    /** Whether the reader of standard output closed it: the scan should end as after an interrupt. Safe from any thread. */
    public boolean isStandardOutputClosed() {
        return standardOutputClosed;
    }

    /** After the thread ended: whether it was told that the scan was complete, and nobody ended what came after it. */
    public boolean isWhole() {
        return whole;
    }

    /** After the thread ended: what could not be written, a line each; not empty means exit status 1. */
    public List<String> problems() {
        return problems;
    }
}
