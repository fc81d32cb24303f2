package hayate.queue;

import java.util.List;

/**
 * One walk over steps of the order.
 *
 * @param number 0 for the first walk
 * @param kind why it is done
 * @param attempt which source port it uses, and so which attempt replies tell
 * @param ranges the steps to walk, ascending
 * @param silentOnly skip targets that have answered
 */
public record Pass(int number, Kind kind, int attempt, List<Stretches.Range> ranges, boolean silentOnly) {
    /** Why a pass is done. */
    public enum Kind {
        /** Every target once. */
        SWEEP,
        /** The silent again, spaced in time. */
        RETRY,
        /** Stretches that were lost on this machine or on the path. */
        REPAIR
    }

    /** Copies the ranges. */
    public Pass {
        ranges = List.copyOf(ranges);
    }

    /** How many steps it walks. */
    public long steps() {
        return ranges.stream().mapToLong(Stretches.Range::length).sum();
    }
}
