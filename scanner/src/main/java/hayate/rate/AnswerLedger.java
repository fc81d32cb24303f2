package hayate.rate;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Books each answer to the control interval in which its probe was sent: the target's index gives its step in the order,
 * and the step the interval, whatever the round trip. The conductor opens and closes intervals, the receiver counts.
 */
public final class AnswerLedger implements AnswerBook {
    private static final int SLOTS = 4096;
    private static final long LATENESS_MAX_US = 60_000_000;
    private static final long OPEN = Long.MAX_VALUE;

    private final LongUnaryOperator stepOf;
    private final Canaries canaries;
    private final int canaryAttempt;
    private final AtomicLongArray fromSteps = new AtomicLongArray(SLOTS);
    private final AtomicLongArray endsNs = new AtomicLongArray(SLOTS);
    private final AtomicLongArray answers = new AtomicLongArray(SLOTS);
    private final SingleWriterRecorder latenessUs = new SingleWriterRecorder(1, LATENESS_MAX_US, 2);
    private volatile long first;
    private volatile long open;
    private volatile int attempt = -1;

    /**
     * @param stepOf the step of a target's index in the order, negative if it has none
     * @param canaries tells of answers to canaries
     * @param canaryAttempt the attempt number that canaries use
     */
    public AnswerLedger(LongUnaryOperator stepOf, Canaries canaries, int canaryAttempt) {
        this.stepOf = stepOf;
        this.canaries = canaries;
        this.canaryAttempt = canaryAttempt;
    }

    /** Conductor: a pass begins at {@code step}; answers to other attempts are booked no more. */
    void restart(long step, int passAttempt) {
        attempt = -1;
        long next = open + 1;
        openAt(next, step);
        first = next;
        open = next;
        attempt = passAttempt;
    }

    /** Conductor: closes the open interval before {@code step} and opens the next; returns the closed one's number. */
    long close(long step, long epochNs) {
        long closed = open;
        endsNs.set(slot(closed), epochNs);
        openAt(closed + 1, step);
        first = Math.max(first, closed + 2 - SLOTS);
        open = closed + 1;
        return closed;
    }

    private void openAt(long number, long step) {
        fromSteps.set(slot(number), step);
        endsNs.set(slot(number), OPEN);
        answers.set(slot(number), 0);
    }

    @Override
    public void onAnswer(long index, int answeredAttempt, long epochNs) {
        canaries.onAnswerer(index);
        if (answeredAttempt == attempt) {
            book(stepOf.applyAsLong(index), 1, epochNs);
        }
    }

    @Override
    public void onRepeat(long index, int answeredAttempt, long epochNs) {
        if (answeredAttempt == canaryAttempt) {
            book(canaries.answered(index), 0, epochNs);
        }
    }

    /** Canaries are counted by their own numbers: here their round trip counts, not their answer. */
    private void book(long step, int count, long epochNs) {
        if (step < 0) {
            return;
        }
        long oldest = first;
        for (long number = open; number >= oldest; number--) {
            int slot = slot(number);
            if (fromSteps.get(slot) <= step) {
                answers.lazySet(slot, answers.get(slot) + count);
                long end = endsNs.get(slot);
                long lateUs = end == OPEN ? 1 : Math.max(1, (epochNs - end) / 1000);
                latenessUs.recordValue(Math.min(LATENESS_MAX_US, lateUs));
                return;
            }
        }
    }

    long answers(long number) {
        return answers.get(slot(number));
    }

    /** How long after the end of their interval answers came, microseconds. */
    SingleWriterRecorder latenessUs() {
        return latenessUs;
    }

    private static int slot(long number) {
        return (int) (number & SLOTS - 1);
    }
}
