package hayate.send;

import hayate.queue.Stretches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The probes of a scan numbered as they leave, for one that does not send in the order of its steps: then these numbers,
 * not the steps, are time. The transmitter numbers, the receiver asks for the number of an answer's step, the conductor
 * for the steps of a range of numbers.
 *
 * <p>Memory: it remembers the last 2^20 probes at most (24 MiB), less for smaller scans. An answer to an older one has no
 * number and is no evidence; of a range that is forgotten not the steps are known, but that they are.
 */
public final class SendSequence {
    private static final int REMEMBERED_MAX = 1 << 20;
    private static final int REMEMBERED_MIN = 1 << 10;
    private static final int NEIGHBOURS = 8;
    private static final int RANGES_MAX = 1024;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final AtomicLongArray steps;
    /** Number + 1 of the last probe of a step that hashes to here. */
    private final AtomicLongArray slots;

    private final int slotShift;
    private volatile long count;

    /** @param targets how many targets the scan has */
    public SendSequence(long targets) {
        long wanted = Math.max(REMEMBERED_MIN, Math.min(REMEMBERED_MAX, targets));
        int remembered = Math.max(Integer.highestOneBit((int) wanted), REMEMBERED_MIN);
        remembered = remembered < wanted ? remembered * 2 : remembered;
        steps = new AtomicLongArray(remembered);
        slots = new AtomicLongArray(2 * remembered);
        slotShift = Long.SIZE - Integer.numberOfTrailingZeros(2 * remembered);
    }

    /** Transmitter: the probe of a step leaves next. */
    void next(long step) {
        long number = count;
        steps.set((int) (number & steps.length() - 1), step);
        slots.set(slotFor(step), number + 1);
        count = number + 1;
    }

    /** Any thread: how many probes have been numbered. */
    public long count() {
        return count;
    }

    /** Any thread: the number of the last probe of a step, -1 if it is not remembered. */
    public long numberOf(long step) {
        int first = slotOf(step);
        long found = -1;
        for (int i = 0; i < NEIGHBOURS; i++) {
            long number = slots.get(first + i & slots.length() - 1) - 1;
            if (number > found && isOf(number, step)) {
                found = number;
            }
        }
        return found;
    }

    /** The last so many probes are remembered. */
    public long remembered() {
        return steps.length();
    }

    /** Any thread: whether the steps of this number and all later ones are remembered. */
    public boolean remembers(long number) {
        return count - number <= steps.length();
    }

    /** Conductor: the steps of remembered numbers, as few ranges that may hold some more. */
    public List<Stretches.Range> stepsOf(long fromNumber, long toNumber) {
        long[] sorted = new long[(int) Math.min(steps.length(), Math.max(0, Math.min(toNumber, count) - fromNumber))];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = steps.get((int) (fromNumber + i & steps.length() - 1));
        }
        Arrays.sort(sorted);
        List<Stretches.Range> ranges = joined(sorted, 1);
        for (long gap = 2; ranges.size() > RANGES_MAX; gap *= 2) {
            ranges = joined(sorted, gap);
        }
        return ranges;
    }

    private static List<Stretches.Range> joined(long[] sorted, long gap) {
        List<Stretches.Range> ranges = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || sorted[i] - sorted[i - 1] > gap) {
                ranges.add(new Stretches.Range(sorted[from], sorted[i - 1] + 1));
                from = i;
            }
        }
        return ranges;
    }

    private boolean isOf(long number, long step) {
        return number >= 0 && remembers(number) && steps.get((int) (number & steps.length() - 1)) == step;
    }

    /** The step's own slot of an earlier probe, or the one of its neighbourhood whose probe is the oldest. */
    private int slotFor(long step) {
        int first = slotOf(step);
        int oldest = first;
        for (int i = 0; i < NEIGHBOURS; i++) {
            int slot = first + i & slots.length() - 1;
            if (isOf(slots.get(slot) - 1, step)) {
                return slot;
            }
            oldest = slots.get(slot) < slots.get(oldest) ? slot : oldest;
        }
        return oldest;
    }

    private int slotOf(long step) {
        return (int) (step * MIX >>> slotShift);
    }
}
