package hayate.result;

import java.util.concurrent.atomic.AtomicLongArray;

/** How many targets are in each state: written by the receiver's thread, read by any. */
final class StateCounts {
    private final long size;
    private final AtomicLongArray counts = new AtomicLongArray(State.values().length);

    StateCounts(long size) {
        this.size = size;
    }

    void move(int fromRank, int toRank) {
        add(fromRank, -1);
        add(toRank, 1);
    }

    long answered() {
        long answered = 0;
        for (int rank = 1; rank < counts.length(); rank++) {
            answered += counts.getOpaque(rank);
        }
        return answered;
    }

    /** The silent are those that did not answer, so their own entry counts down from 0. */
    long count(State state) {
        long count = counts.getOpaque(state.rank());
        return state == State.SILENT ? size + count : count;
    }

    private void add(int rank, long difference) {
        counts.setRelease(rank, counts.getPlain(rank) + difference);
    }
}
