package hayate.rate;

import hayate.queue.CanarySource;
import hayate.queue.TargetBlock;
import hayate.work.Clock;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Targets that answered before, asked again in between: what share of them answers is the path's own loss, whatever share
 * of the space answers. The receiver adds to the pool (a uniform sample of all that answered) and reports answers; the
 * generator takes from it; the conductor counts.
 *
 * <p>No target is asked more often than once in {@value #ROUND_NS} ns, nor before the answer to the last question has had
 * its time: an answer does not tell to which question it is one. There are no canaries before {@value #POOL_MIN} targets are
 * known: one or two may have ways of their own.
 */
public final class Canaries implements CanarySource {
    /** One of so many is kept from the rate control, see {@link #isHeldOut}. */
    private static final int HELD_OUT_OF = 4;

    private static final int POOL = 4096;
    static final int POOL_MIN = 3;
    private static final long ROUND_NS = 250_000_000;
    private static final double AHEAD_SECONDS = 0.15;
    private static final int BLOCKS_AHEAD_MIN = 4;
    private static final int OUTSTANDING = 1 << 16;
    private static final int NEIGHBOURS = 8;
    private static final int LOG = 1 << 17;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final Clock clock;
    private final AtomicLongArray pool = new AtomicLongArray(POOL);
    private final AtomicLongArray tags = new AtomicLongArray(OUTSTANDING);
    private final AtomicLongArray numbers = new AtomicLongArray(OUTSTANDING);
    private final AtomicLongArray answered = new AtomicLongArray(LOG);
    private final AtomicLongArray askedSteps = new AtomicLongArray(LOG);
    private final SplittableRandom random = new SplittableRandom(MIX);

    private final long[] lastNumbers = new long[POOL];
    private volatile double share;
    private volatile int blocksAhead = BLOCKS_AHEAD_MIN;
    private volatile long settled;
    private volatile int poolSize;
    private long seen;
    private int cursor;
    private long roundStartNs = Long.MIN_VALUE / 2;
    private volatile long asked;
    private volatile long passFrom;
    private long counted;

    /** @param clock the generator's time */
    public Canaries(Clock clock) {
        this.clock = clock;
        Arrays.fill(lastNumbers, -1);
    }

    /**
     * Conductor: how many canaries per probe.
     *
     * @param rate at which they are sent with the others, probes per second
     */
    public void share(double newShare, double rate) {
        share = newShare;
        double blocks = rate * AHEAD_SECONDS / TargetBlock.TARGETS_MAX;
        blocksAhead = (int) Math.max(BLOCKS_AHEAD_MIN, Math.min(Integer.MAX_VALUE, blocks));
    }

    /** Conductor: the canaries below this number were answered, or will not be. */
    void settle(long toNumber) {
        settled = toNumber;
    }

    /** What waits for long before it is sent would make canaries rare: each waits for the answer to the one before. */
    @Override
    public int blocksAhead() {
        return blocksAhead;
    }

    /** Conductor, while nothing is under way: a new pass begins, later answers of the one before count no more. */
    public void restart() {
        counted = asked;
        passFrom = counted;
        settled = counted;
    }

    @Override
    public double share() {
        return poolSize < POOL_MIN ? 0 : share;
    }

    @Override
    public long next(long step) {
        int size = poolSize;
        if (size < POOL_MIN || asked - counted >= LOG / 2) {
            return -1;
        }
        if (cursor >= size) {
            long nowNs = clock.nanoTime();
            if (nowNs - roundStartNs < ROUND_NS) {
                return -1;
            }
            roundStartNs = nowNs;
            cursor = 0;
        }
        if (lastNumbers[cursor] >= settled) {
            return -1;
        }
        long number = asked;
        lastNumbers[cursor] = number;
        long index = pool.get(cursor++);
        int slot = freeSlot(index);
        tags.set(slot, 0);
        numbers.set(slot, number);
        tags.set(slot, index + 1);
        askedSteps.set((int) (number % LOG), step);
        asked = number + 1;
        return index;
    }

    /** Receiver: a target answered for the first time and may be asked again. */
    public void onAnswerer(long index) {
        seen++;
        int size = poolSize;
        if (size < POOL) {
            pool.set(size, index);
            poolSize = size + 1;
        } else {
            long place = random.nextLong(seen);
            if (place < POOL) {
                pool.set((int) place, index);
            }
        }
    }

    /** Receiver: the step next to which this canary was asked, -1 if it was not, or has answered already. */
    public long answered(long index) {
        int first = slotOf(index);
        for (int i = 0; i < NEIGHBOURS; i++) {
            int slot = (first + i) & (OUTSTANDING - 1);
            if (tags.get(slot) == index + 1) {
                long number = numbers.get(slot);
                if (!tags.compareAndSet(slot, index + 1, 0) || number < passFrom) {
                    return -1;
                }
                answered.set((int) (number % LOG), number + 1);
                return askedSteps.get((int) (number % LOG));
            }
        }
        return -1;
    }

    /** Conductor: the number of the next canary not counted yet. */
    public long counted() {
        return counted;
    }

    /** Conductor: counts the canaries asked next to steps below {@code toStep}; returns the number after the last. */
    public long countBelow(long toStep) {
        long end = asked;
        while (counted < end && askedSteps.get((int) (counted % LOG)) < toStep) {
            counted++;
        }
        return counted;
    }

    /**
     * Conductor: how many of the canaries from one number up to another have answered, as long as that is remembered.
     *
     * @param heldOut whether of those that are kept from the rate control, else of the others
     */
    public long answers(long fromNumber, long toNumber, boolean heldOut) {
        long answers = 0;
        for (long number = fromNumber; number < toNumber; number++) {
            boolean counts = isHeldOut(number) == heldOut;
            answers += counts && answered.get((int) (number % LOG)) == number + 1 ? 1 : 0;
        }
        return answers;
    }

    /**
     * Whether the canary with this number is kept from the rate control. What went by when others were lost goes again, so of
     * those that it went by fewer are missing where nothing went again than of all else.
     */
    static boolean isHeldOut(long number) {
        return number % HELD_OUT_OF == 0;
    }

    /** How many of the canaries from one number up to another are kept from the rate control. */
    static long heldOut(long fromNumber, long toNumber) {
        return heldOutBelow(toNumber) - heldOutBelow(fromNumber);
    }

    private static long heldOutBelow(long number) {
        return (number + HELD_OUT_OF - 1) / HELD_OUT_OF;
    }

    /** How many targets the pool holds. */
    public int poolSize() {
        return poolSize;
    }

    /** The target's own slot of an earlier question, or a free one, or one whose canary has been lost long ago. */
    private int freeSlot(long index) {
        int first = slotOf(index);
        int free = -1;
        for (int i = 0; i < NEIGHBOURS; i++) {
            int slot = (first + i) & (OUTSTANDING - 1);
            long tag = tags.get(slot);
            if (tag == index + 1) {
                return slot;
            }
            free = (tag == 0 && free < 0) ? slot : free;
        }
        return free >= 0 ? free : (first + (int) (asked % NEIGHBOURS)) & (OUTSTANDING - 1);
    }

    private static int slotOf(long index) {
        return (int) (index * MIX >>> 48);
    }
}
