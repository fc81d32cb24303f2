package hayate.scan;

import hayate.probe.ProbeConfig;
import hayate.queue.Pass;
import hayate.queue.Stretches;
import java.util.List;
import java.util.Optional;

/**
 * Decides what is walked next: the sweep, then the retries over the silent, then repairs of what was lost on the way
 * until nothing is, at most {@value #REPAIRS_MAX} times, or {@value #REPAIRS_WITH_PROGRESS_MAX} while they still help.
 * Owned by the conductor.
 */
public final class PassPlanner {
    /** Repair passes, at most; what is lost even then is reported. */
    public static final int REPAIRS_MAX = 5;

    /** Repair passes, at most, while each leaves half or less of what it had to repair. */
    public static final int REPAIRS_WITH_PROGRESS_MAX = 10;

    /** Passes over the silent that a wanted coverage may add. */
    public static final int EXTRA_MAX = 6;

    /** What the coverage so far asks for. */
    public enum Wish {
        /** Nothing. */
        NONE,
        /** One more pass over the silent, once all repairs are done. */
        PASS,
        /** One more pass over the silent, which is as good as the repairs that are due. */
        PASS_INSTEAD_OF_REPAIR
    }

    private final long steps;
    private final int retries;
    private final Stretches pending = new Stretches();
    private int passes;
    private int retriesDone;
    private int repairsDone;
    private int extraRetries;
    private long stepsSentAgain;
    private long lastRepairSteps;
    private long unrepairedSteps;
    private long repeatedSteps;
    private long repeatedTwiceSteps;
    /** Repairs in a row, each of what was condemned in the one before. */
    private int repairsInRow;

    /**
     * @param steps length of the order
     * @param retries passes over the silent after the sweep
     */
    public PassPlanner(long steps, int retries) {
        this.steps = steps;
        this.retries = retries;
    }

    /** The first pass of a new scan. */
    public Pass sweep() {
        return start(Pass.Kind.SWEEP, List.of(new Stretches.Range(0, steps)), false);
    }

    /**
     * Continues a scan that was cut off: what is left of its pass, asking only the silent again. A repair starts over with
     * what it still had to repair.
     *
     * @param passNumber the pass at the checkpoint
     * @param safeStep every step of it below this one is done
     * @param resend what was still to be sent again, the rest of a repair included
     */
    public Pass resume(int passNumber, long safeStep, List<Stretches.Range> resend) {
        pending.addAll(resend);
        passes = passNumber;
        retriesDone = Math.min(retries, passNumber);
        if (passNumber <= retries) {
            Pass.Kind kind = passNumber == 0 ? Pass.Kind.SWEEP : Pass.Kind.RETRY;
            return start(kind, Stretches.of(safeStep, steps).ranges(), true);
        }
        List<Stretches.Range> ranges = pending.ranges();
        pending.clear();
        return start(Pass.Kind.REPAIR, ranges, true);
    }

    /**
     * The pass after the present one, empty when the scan is done. Passes over the silent that coverage asks for are at
     * most {@value #EXTRA_MAX}.
     *
     * @param everyoneAnswered makes it done
     */
    public Optional<Pass> next(boolean everyoneAnswered, Wish coverage) {
        if (everyoneAnswered) {
            pending.clear();
            return Optional.empty();
        }
        if (retriesDone < retries) {
            retriesDone++;
            return Optional.of(retry());
        }
        Wish wish = extraRetries < EXTRA_MAX ? coverage : Wish.NONE;
        boolean progress = 2 * pending.steps() <= lastRepairSteps;
        boolean done = pending.isEmpty() || repairsDone >= (progress ? REPAIRS_WITH_PROGRESS_MAX : REPAIRS_MAX);
        if (wish == Wish.PASS_INSTEAD_OF_REPAIR || (done && wish == Wish.PASS)) {
            extraRetries++;
            return Optional.of(retry());
        }
        if (done) {
            return Optional.empty();
        }
        repairsDone++;
        lastRepairSteps = pending.steps();
        stepsSentAgain += lastRepairSteps;
        repairsInRow++;
        repeatedSteps += repairsInRow == 1 ? lastRepairSteps : 0;
        repeatedTwiceSteps += repairsInRow == 2 ? lastRepairSteps : 0;
        List<Stretches.Range> ranges = pending.ranges();
        pending.clear();
        return Optional.of(start(Pass.Kind.REPAIR, ranges, true));
    }

    /** It covers what was to be repaired too, but asks that part once less. */
    private Pass retry() {
        unrepairedSteps += pending.steps();
        repairsInRow = 0;
        pending.clear();
        return start(Pass.Kind.RETRY, List.of(new Stretches.Range(0, steps)), true);
    }

    private Pass start(Pass.Kind kind, List<Stretches.Range> ranges, boolean silentOnly) {
        int number = passes++;
        return new Pass(number, kind, Math.min(number, ProbeConfig.CANARY_ATTEMPT - 1), ranges, silentOnly);
    }

    /** What has to be sent again; add to it freely. */
    public Stretches pending() {
        return pending;
    }

    /** Passes over the silent so far, those that coverage asked for included. */
    public int retriesDone() {
        return retriesDone + extraRetries;
    }

    /** Passes over the silent that coverage may still add. */
    public int extraLeft() {
        return EXTRA_MAX - extraRetries;
    }

    /** Condemned steps that a pass over the silent has covered instead of a repair. */
    public long unrepairedSteps() {
        return unrepairedSteps;
    }

    /** Condemned steps that a repair has asked once more. */
    public long repeatedSteps() {
        return repeatedSteps;
    }

    /** Steps whose first repair was condemned too, and repaired. */
    public long repeatedTwiceSteps() {
        return repeatedTwiceSteps;
    }

    /** Steps walked again by repairs so far. */
    public long stepsSentAgain() {
        return stepsSentAgain;
    }
}
