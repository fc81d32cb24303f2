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

    private final long steps;
    private final int retries;
    private final Stretches pending = new Stretches();
    private int passes;
    private int retriesDone;
    private int repairsDone;
    private int extraRetries;
    private long stepsSentAgain;
    private long lastRepairSteps;

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
     * The pass after the present one, empty when the scan is done.
     *
     * @param everyoneAnswered makes it done
     * @param coverageWanted adds a pass over the silent when nothing else is left to do, at most {@value #EXTRA_MAX}
     */
    public Optional<Pass> next(boolean everyoneAnswered, boolean coverageWanted) {
        if (everyoneAnswered) {
            pending.clear();
            return Optional.empty();
        }
        if (retriesDone < retries) {
            retriesDone++;
            pending.clear();
            return Optional.of(start(Pass.Kind.RETRY, List.of(new Stretches.Range(0, steps)), true));
        }
        boolean progress = 2 * pending.steps() <= lastRepairSteps;
        if (pending.isEmpty() || repairsDone >= (progress ? REPAIRS_WITH_PROGRESS_MAX : REPAIRS_MAX)) {
            if (!coverageWanted || extraRetries == EXTRA_MAX) {
                return Optional.empty();
            }
            extraRetries++;
            return Optional.of(start(Pass.Kind.RETRY, List.of(new Stretches.Range(0, steps)), true));
        }
        repairsDone++;
        lastRepairSteps = pending.steps();
        stepsSentAgain += lastRepairSteps;
        List<Stretches.Range> ranges = pending.ranges();
        pending.clear();
        return Optional.of(start(Pass.Kind.REPAIR, ranges, true));
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

    /** Steps walked again by repairs so far. */
    public long stepsSentAgain() {
        return stepsSentAgain;
    }
}
