package hayate.queue;

import hayate.plan.SendingOrder;
import hayate.plan.TargetSpace;
import hayate.work.Worker;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Walks a {@link Pass} over the sending order and fills blocks with its targets. Runs on the generator thread; passes are
 * given by the conductor, one after the other.
 *
 * <p>The answered map is read while the receiver writes it; a stale read costs one probe too many, never one too few.
 */
public final class Generator implements Worker {
    /** What a pass over the silent leaves out. */
    @FunctionalInterface
    public interface Answered {
        /** Whether the target of this index need not be asked in this pass. */
        boolean isDone(Pass pass, long index);
    }

    private final TargetSpace space;
    private final SendingOrder order;
    private final Answered answered;
    private final ProbeRing ring;
    private final CanarySource canaries;

    private final SplittableRandom random = new SplittableRandom(0);
    private volatile Pass next;
    private volatile boolean idle = true;
    private volatile boolean stopped;
    private Pass pass;
    private int rangeNumber;
    private long step;

    /**
     * @param space what is probed
     * @param order in which order
     * @param answered tells what need not be asked again
     * @param ring where blocks go
     * @param canaries what to ask in between
     */
    public Generator(TargetSpace space, SendingOrder order, Answered answered, ProbeRing ring, CanarySource canaries) {
        this.space = space;
        this.order = order;
        this.answered = answered;
        this.ring = ring;
        this.canaries = canaries;
    }

    /** Conductor: starts a pass; the one before must be {@link #isDone()}. */
    public void begin(Pass newPass) {
        assert isDone();
        idle = false;
        next = newPass;
    }

    /** Any thread: whether every block of the pass is in the ring. */
    public boolean isDone() {
        return idle;
    }

    /** Any thread: generates no more; what is in the ring stays. */
    public void stop() {
        stopped = true;
    }

    @Override
    public int doWork() {
        if (stopped || idle) {
            return 0;
        }
        if (pass == null) {
            open(next);
        }
        List<Stretches.Range> ranges = pass.ranges();
        if (rangeNumber == ranges.size()) {
            pass = null;
            idle = true;
            return 1;
        }
        TargetBlock block = ring.backlog() < canaries.blocksAhead() ? ring.claim() : null;
        if (block == null) {
            return 0;
        }
        fill(block, ranges.get(rangeNumber));
        ring.publish();
        return 1;
    }

    private void open(Pass newPass) {
        pass = newPass;
        rangeNumber = 0;
        step = newPass.ranges().isEmpty() ? 0 : newPass.ranges().get(0).from();
    }

    private void fill(TargetBlock block, Stretches.Range range) {
        block.attempt = pass.attempt();
        block.firstPosition = step;
        long end = Math.min(range.to(), step + TargetBlock.POSITIONS_MAX);
        boolean silentOnly = pass.silentOnly();
        double canaryShare = canaries.share();
        int count = 0;
        while (step < end && count < TargetBlock.TARGETS_MAX) {
            long index = order.indexAt(step);
            if (!silentOnly || !answered.isDone(pass, index)) {
                block.positionOffsets[count] = (char) (step - block.firstPosition);
                block.targets[count++] = space.targetAt(index);
                if (canaryShare > 0 && count < TargetBlock.TARGETS_MAX && random.nextDouble() < canaryShare) {
                    count = addCanary(block, count);
                }
            }
            step++;
        }
        block.count = count;
        block.endPosition = step;
        if (step == range.to()) {
            rangeNumber++;
            step = rangeNumber < pass.ranges().size()
                    ? pass.ranges().get(rangeNumber).from()
                    : step;
        }
    }

    /**
     * Canaries stand at random places among the others: policers drop the tails of batches, so those in batches of their
     * own were lost less.
     */
    private int addCanary(TargetBlock block, int count) {
        long index = canaries.next(step);
        if (index < 0) {
            return count;
        }
        block.positionOffsets[count] = (char) (step - block.firstPosition);
        block.targets[count] = space.targetAt(index) | TargetBlock.CANARY;
        return count + 1;
    }

    @Override
    public String roleName() {
        return "generator";
    }
}
