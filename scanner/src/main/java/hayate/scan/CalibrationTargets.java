package hayate.scan;

import hayate.plan.SendingOrder;
import hayate.plan.Target;
import hayate.plan.TargetSpace;
import hayate.queue.Pass;
import hayate.queue.Stretches;
import hayate.verify.Reply;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

/**
 * Who answers a calibration, and who of them is asked again and again. The receiver notes answers; the conductor chooses;
 * the generator reads what was chosen before the pass that it walks.
 *
 * <p>Closed ports are preferred: a reset ends the matter. An open port leaves a half-open connection, whose SYN-ACKs are
 * repeated and whose end costs a reset of this host's own kernel; both take of what the path carries.
 */
final class CalibrationTargets {
    /** What was found, and what is used. */
    record Chosen(long asked, long closed, long open, boolean usesClosed, int targets, int hosts) {}

    private final TargetSpace space;
    private final SendingOrder order;
    private final AtomicLongArray closed;
    private final AtomicLongArray open;
    private final AtomicLong closedCount = new AtomicLong();
    private final AtomicLong openCount = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private volatile int attemptCounted;
    private BitSet chosen = new BitSet();
    private long[] steps = {};
    private int cursor;

    CalibrationTargets(TargetSpace space, SendingOrder order) {
        this.space = space;
        this.order = order;
        int words = (int) ((space.size() + Long.SIZE - 1) / Long.SIZE);
        closed = new AtomicLongArray(words);
        open = new AtomicLongArray(words);
    }

    /** Receiver's thread. */
    void onReply(Reply reply) {
        if (reply.kind == Reply.Kind.ICMP_ERROR) {
            return;
        }
        boolean reset = reply.kind == Reply.Kind.RESET;
        if (reply.attempt == 0) {
            note(reset ? closed : open, reset ? closedCount : openCount, reply.index);
        } else if (reply.attempt == attemptCounted) {
            answered.lazySet(answered.getPlain() + 1);
        }
    }

    private static void note(AtomicLongArray bits, AtomicLong count, long index) {
        int word = (int) (index / Long.SIZE);
        long old = bits.getPlain(word);
        long bit = 1L << index;
        if ((old & bit) == 0) {
            bits.setRelease(word, old | bit);
            count.lazySet(count.getPlain() + 1);
        }
    }

    /** Conductor: from now on answers to this attempt count. */
    void count(int attempt) {
        attemptCounted = attempt;
    }

    /** Answers counted so far. */
    long answered() {
        return answered.get();
    }

    long closedPorts() {
        return closedCount.get();
    }

    long openPorts() {
        return openCount.get();
    }

    /** Conductor, when all answers are in: takes the closed ports, or the open ones if there are too few. */
    Chosen choose(long asked, int targetsMin, int targetsMax) {
        boolean usesClosed = closedPorts() >= targetsMin || closedPorts() >= openPorts();
        AtomicLongArray bits = usesClosed ? closed : open;
        steps = LongStream.range(0, space.size())
                .filter(index -> (bits.get((int) (index / Long.SIZE)) >>> index & 1) != 0)
                .map(order::stepOf)
                .sorted()
                .limit(targetsMax)
                .toArray();
        chosen = new BitSet();
        Set<Integer> hosts = new HashSet<>();
        for (long step : steps) {
            long index = order.indexAt(step);
            chosen.set((int) index);
            hosts.add(Target.address(space.targetAt(index)));
        }
        return new Chosen(asked, closedPorts(), openPorts(), usesClosed, steps.length, hosts.size());
    }

    /** Generator: whether this target is left out of a pass over the chosen. */
    boolean isLeftOut(Pass pass, long index) {
        return !chosen.get((int) index);
    }

    /** Conductor: the ranges of steps that hold the next so many of the chosen, round and round. */
    List<Stretches.Range> next(long count) {
        List<Stretches.Range> ranges = new ArrayList<>();
        for (long left = count; left > 0; ) {
            int taken = (int) Math.min(left, steps.length - cursor);
            ranges.add(new Stretches.Range(steps[cursor], steps[cursor + taken - 1] + 1));
            cursor = (cursor + taken) % steps.length;
            left -= taken;
        }
        return ranges;
    }
}
