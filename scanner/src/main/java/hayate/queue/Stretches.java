package hayate.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A set of steps of the sending order, kept as disjoint ranges: what has to be sent again. Owned by the conductor.
 *
 * <p>Bounded: beyond {@value #RANGES_MAX} ranges the two with the smallest gap between them become one, which costs
 * probes to targets that did not need them but never forgets one that did.
 */
public final class Stretches {
    /** Ranges kept apart, at most. */
    public static final int RANGES_MAX = 4096;

    /**
     * A range of steps.
     *
     * @param from first step
     * @param to end, exclusive
     */
    public record Range(long from, long to) {
        /** How many steps it holds. */
        public long length() {
            return to - from;
        }
    }

    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /** The set with one range, empty if {@code from >= to}. */
    public static Stretches of(long from, long to) {
        Stretches stretches = new Stretches();
        stretches.add(from, to);
        return stretches;
    }

    /** Adds the steps {@code from} (inclusive) to {@code to} (exclusive). */
    public void add(long from, long to) {
        if (from >= to) {
            return;
        }
        long start = from;
        long end = to;
        var touching = ranges.floorEntry(end);
        while (touching != null && touching.getValue() >= start) {
            start = Math.min(start, touching.getKey());
            end = Math.max(end, touching.getValue());
            ranges.remove(touching.getKey());
            touching = ranges.floorEntry(end);
        }
        ranges.put(start, end);
        if (ranges.size() > RANGES_MAX) {
            joinNearest();
        }
    }

    /** Adds all ranges of another set. */
    public void addAll(List<Range> others) {
        others.forEach(range -> add(range.from(), range.to()));
    }

    /** Adds of a range what lies in one of {@code walked}, which ascend: steps in between were not sent. */
    public void addWithin(List<Range> walked, Range range) {
        for (Range part : walked) {
            add(Math.max(part.from(), range.from()), Math.min(part.to(), range.to()));
        }
    }

    /** The ranges in ascending order. */
    public List<Range> ranges() {
        List<Range> list = new ArrayList<>(ranges.size());
        ranges.forEach((from, to) -> list.add(new Range(from, to)));
        return list;
    }

    /** How many steps the set holds. */
    public long steps() {
        return ranges.entrySet().stream()
                .mapToLong(e -> e.getValue() - e.getKey())
                .sum();
    }

    /** Whether the set holds this step. */
    public boolean contains(long step) {
        var before = ranges.floorEntry(step);
        return before != null && step < before.getValue();
    }

    /** Whether nothing has to be sent again. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Forgets everything. */
    public void clear() {
        ranges.clear();
    }

    private void joinNearest() {
        long bestGap = Long.MAX_VALUE;
        long left = 0;
        long previousFrom = -1;
        long previousTo = -1;
        for (var entry : ranges.entrySet()) {
            if (previousFrom >= 0 && entry.getKey() - previousTo < bestGap) {
                bestGap = entry.getKey() - previousTo;
                left = previousFrom;
            }
            previousFrom = entry.getKey();
            previousTo = entry.getValue();
        }
        var right = ranges.higherEntry(left);
        ranges.remove(right.getKey());
        ranges.put(left, right.getValue());
    }
}
