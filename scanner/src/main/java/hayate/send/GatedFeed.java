package hayate.send;

import hayate.plan.Target;
import hayate.queue.ProbeRing;
import hayate.queue.TargetBlock;
import java.util.Optional;

/**
 * The targets that a transmitter sends through a {@link TargetGate}: those that were kept and may go now, then those of the
 * present block that may go at once. Owned by the transmitter's thread.
 */
final class GatedFeed {
    /** Whether a target can be asked at all. */
    enum Way {
        OPEN,
        /** Its host has had its time. */
        CLOSED,
        /** No route or no neighbour leads there. */
        MISSING
    }

    /** Tells which targets can be asked. */
    @FunctionalInterface
    interface Ways {
        /** The way to an address. */
        Way to(int address);
    }

    private final ProbeRing.Source source;
    private final TargetGate gate;
    private final Optional<SendSequence> sequence;
    private final long[] batchSteps = new long[Transmitter.BATCH_MAX];
    private TargetBlock block;
    private int cursor;
    private int attempt;
    private int batch;
    private long target;
    private long step;
    private boolean putBack;
    private long front;
    private long unreachable;

    GatedFeed(ProbeRing.Source source, TargetGate gate, Optional<SendSequence> sequence) {
        this.source = source;
        this.gate = gate;
        this.sequence = sequence;
    }

    /** Takes a block if there is none; the end of its steps, or -1 if nothing was taken. */
    long takeBlock() {
        if (block != null) {
            return -1;
        }
        block = source.peek();
        cursor = 0;
        if (block == null) {
            return -1;
        }
        attempt = block.attempt;
        front = block.firstPosition;
        return block.endPosition;
    }

    /** Whether anything of the present pass is here. */
    boolean isActive() {
        return block != null || held() > 0;
    }

    /** Whether a probe goes now: to {@link #target}. Looks at the rest of the present block at most. */
    boolean next(long nowNs, Ways ways) {
        if (putBack) {
            putBack = false;
            gate.again(target, nowNs);
            return add();
        }
        if (gate.poll(nowNs)) {
            target = gate.target();
            step = gate.step();
            return number();
        }
        while (block != null && cursor < block.count && gate.hasRoom(nowNs)) {
            target = block.targets[cursor];
            step = block.positionOf(cursor++);
            Way way = ways.to(Target.address(target));
            unreachable += way == Way.MISSING && attempt == 0 ? 1 : 0;
            if (way == Way.OPEN && gate.offer(target, step, nowNs)) {
                return number();
            }
        }
        return false;
    }

    private boolean number() {
        sequence.ifPresent(numbers -> numbers.next(step));
        return add();
    }

    private boolean add() {
        batchSteps[batch++] = step;
        return true;
    }

    /** The device had no slot for the last one: it is the first of the next batch. */
    void putBack() {
        putBack = true;
        batch--;
    }

    /** The batch has left; {@code lost} takes its steps if the device refused some of it. */
    void left(long nowNs, Optional<LostStretches> lost) {
        gate.left(nowNs);
        lost.ifPresent(stretches -> {
            for (int i = 0; i < batch; i++) {
                stretches.add(batchSteps[i], batchSteps[i] + 1);
            }
        });
        batch = 0;
    }

    /** Whether the block is used up, so that it has to be {@link #release}d. */
    boolean isBlockDone() {
        return block != null && cursor == block.count;
    }

    /** Gives the block back; call when all else has been told of what is held. */
    void release() {
        block = null;
        source.release();
    }

    /** Targets taken from blocks and not sent yet. */
    int held() {
        return gate.held() + (putBack ? 1 : 0);
    }

    /** Every step of this feed below this one has been sent in the present pass. */
    long sentEndStep(long nowNs) {
        if (block != null) {
            front = cursor == block.count ? block.endPosition : block.positionOf(cursor);
        }
        return Math.min(gate.lowestStep(nowNs), putBack ? Math.min(step, front) : front);
    }

    /** When {@link #next} may say yes, {@link Long#MAX_VALUE} if only a new block can help. */
    long readyNs(long nowNs) {
        boolean now = putBack || (block != null && gate.hasRoom(nowNs));
        return now ? nowNs : gate.nextNs(nowNs);
    }

    long target() {
        return target;
    }

    int attempt() {
        return attempt;
    }

    long unreachable() {
        return unreachable;
    }
}
