package hayate.rate;

import hayate.plan.AddressSet;
import hayate.plan.Target;
import hayate.send.TargetGate;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Keeps {@link TargetCap}s: no host and no network gets its probes faster than told, whatever else may be sent. Exact, in
 * bounded memory, with a cost per probe that does not depend on how many wait. Owned by one thread at a time.
 *
 * <pre>
 *  held targets ─▶ /32 A ─┐                 a network stands in the heap until its own time has come,
 *  held targets ─▶ /32 B ─┼─▶ /24 C ─▶ …    then it waits in the network around it, first come first served,
 *  held targets ─▶ /32 D ─┘                 until that one's time has come too; at the top one target goes
 * </pre>
 *
 * <p>A target waits with its host, only the first of a host in the heap or in the network around it: so a thousand hosts
 * that all wait for one network cost it one step a probe. What has left is booked for when the batch had left the machine,
 * and admitted by when it began: a thread that pauses in between widens the distance and never narrows it.
 *
 * <p>Memory: {@value #HELD_MAX} targets wait at most (20 bytes each), and see {@link CapLevel}.
 */
public final class TargetCaps implements TargetGate {
    /** Targets that wait, at most. */
    public static final int HELD_MAX = 1 << 16;

    private static final long FORGET_EVERY_NS = 100_000_000;
    private static final long LOWEST_EVERY_NS = 50_000_000;
    private static final int BATCH_MAX = 64;

    private final CapLevel[] levels;
    private final int[] path;
    private final IntPredicate givenUp;
    private final DueHeap heap = new DueHeap();

    private final long[] targets = new long[HELD_MAX];
    private final long[] steps = new long[HELD_MAX];
    private final int[] next = new int[HELD_MAX];
    private int used;
    private int free = CapLevel.NONE;
    private int held;
    private long lowest = Long.MAX_VALUE;
    private long nextLowestNs;

    private final long[] booked;
    private int bookedCount;
    private long bookedAtNs;
    private long nextForgetNs;
    private long polledTarget;
    private long polledStep;

    /**
     * @param caps at least one
     * @param openFromNs nothing may be asked earlier: what came before this process may have been asked just now
     * @param givenUp addresses whose targets are let go of without being asked
     */
    public TargetCaps(List<TargetCap> caps, long openFromNs, IntPredicate givenUp) {
        this.levels = caps.stream()
                .sorted(Comparator.comparingInt(TargetCap::prefixLength).reversed())
                .map(cap -> new CapLevel(cap, openFromNs))
                .toArray(CapLevel[]::new);
        this.path = new int[levels.length];
        this.booked = new long[levels.length * BATCH_MAX];
        this.givenUp = givenUp;
    }

    /** Probes per second that all caps together leave to a set of addresses; infinite without caps. */
    public static double sustained(List<TargetCap> caps, AddressSet addresses) {
        double least = Double.POSITIVE_INFINITY;
        for (TargetCap cap : caps) {
            int shift = Integer.SIZE - cap.prefixLength();
            double networks = 0;
            long previous = -1;
            for (int range = 0; range < addresses.rangeCount(); range++) {
                long from = (addresses.firstAddress(range) & 0xFFFF_FFFFL) >>> shift;
                long to = (addresses.lastAddress(range) & 0xFFFF_FFFFL) >>> shift;
                networks += to - Math.max(from, previous + 1) + 1;
                previous = to;
            }
            least = Math.min(least, networks * cap.probesPerSecond());
        }
        return least;
    }

    @Override
    public boolean hasRoom(long nowNs) {
        if (held == HELD_MAX) {
            return false;
        }
        boolean room = true;
        boolean mayForget = nowNs >= nextForgetNs;
        for (CapLevel level : levels) {
            if (level.known() >= CapLevel.NETWORKS_MAX && mayForget) {
                level.forget(nowNs);
                nextForgetNs = nowNs + FORGET_EVERY_NS;
            }
            room &= level.known() < CapLevel.NETWORKS_MAX;
        }
        return room;
    }

    @Override
    public boolean offer(long target, long step, long nowNs) {
        int address = Target.address(target);
        for (int depth = 0; depth < levels.length; depth++) {
            int id = levels[depth].of(address);
            path[depth] = id;
            boolean queue = levels[depth].hasWaiting(id);
            if (queue || levels[depth].dueNs(id) > nowNs) {
                hold(target, step, depth);
                if (!queue) {
                    enterHeap(depth, id);
                }
                return false;
            }
        }
        for (int depth = 0; depth < levels.length; depth++) {
            book(depth, path[depth], nowNs);
        }
        return true;
    }

    /** Lets a target wait with its host, and its host in the networks of {@link #path} up to a depth. */
    private void hold(long target, long step, int depth) {
        int slot = free;
        if (slot == CapLevel.NONE) {
            slot = used++;
        } else {
            free = next[slot];
        }
        targets[slot] = target;
        steps[slot] = step;
        held++;
        lowest = Math.min(lowest, step);
        levels[0].append(path[0], slot, next);
        for (int level = 1; level <= depth; level++) {
            levels[level].append(path[level], path[level - 1], levels[level - 1].links());
        }
    }

    @Override
    public boolean poll(long nowNs) {
        while (!heap.isEmpty() && heap.firstNs() <= nowNs) {
            long entry = heap.take();
            int depth = (int) (entry >>> Integer.SIZE);
            int id = (int) entry;
            if (levels[depth].dueNs(id) > nowNs) {
                enterHeap(depth, id);
            } else if (climb(depth, id, nowNs) && descend(nowNs)) {
                return true;
            }
        }
        return false;
    }

    /** A network whose own time has come asks the one around it, and so on; true if nothing holds it back. */
    private boolean climb(int depth, int id, long nowNs) {
        int address = levels[depth].addressOf(id);
        int below = id;
        for (int level = depth + 1; level < levels.length; level++) {
            int around = levels[level].of(address);
            boolean queue = levels[level].hasWaiting(around);
            boolean early = levels[level].dueNs(around) > nowNs;
            levels[level].append(around, below, levels[level - 1].links());
            if (queue) {
                return false;
            } else if (early) {
                enterHeap(level, around);
                return false;
            }
            below = around;
        }
        path[levels.length - 1] = below;
        return true;
    }

    /** From the topmost network, which may be asked, to the target whose turn it is; false if all of its host are let go of. */
    private boolean descend(long nowNs) {
        for (int level = levels.length - 1; level > 0; level--) {
            path[level - 1] = levels[level].removeFirst(path[level], levels[level - 1].links());
        }
        boolean found = false;
        while (!found && levels[0].hasWaiting(path[0])) {
            int slot = levels[0].removeFirst(path[0], next);
            polledTarget = targets[slot];
            polledStep = steps[slot];
            steps[slot] = Long.MAX_VALUE;
            next[slot] = free;
            free = slot;
            held--;
            found = !givenUp.test(Target.address(polledTarget));
        }
        for (int level = 0; level < levels.length; level++) {
            if (found) {
                book(level, path[level], nowNs);
            }
            if (levels[level].hasWaiting(path[level])) {
                enterHeap(level, path[level]);
            }
        }
        return found;
    }

    @Override
    public long target() {
        return polledTarget;
    }

    @Override
    public long step() {
        return polledStep;
    }

    private void enterHeap(int depth, int id) {
        heap.add(levels[depth].dueNs(id), (long) depth << Integer.SIZE | id);
    }

    private void book(int depth, int id, long nowNs) {
        levels[depth].book(id, nowNs);
        if (bookedCount == booked.length) {
            left(nowNs);
        }
        booked[bookedCount++] = (long) depth << Integer.SIZE | id;
        bookedAtNs = nowNs;
    }

    @Override
    public void again(long target, long nowNs) {
        for (int depth = 0; depth < levels.length; depth++) {
            book(depth, levels[depth].of(Target.address(target)), nowNs);
        }
    }

    @Override
    public void left(long nowNs) {
        for (int i = 0; i < bookedCount; i++) {
            levels[(int) (booked[i] >>> Integer.SIZE)].leave((int) booked[i], bookedAtNs, nowNs);
        }
        bookedCount = 0;
    }

    @Override
    public int held() {
        return held;
    }

    /** Looked up anew now and then: what is kept in between is lower than true, which is safe. */
    @Override
    public long lowestStep(long nowNs) {
        if (held == 0) {
            lowest = Long.MAX_VALUE;
        } else if (nowNs >= nextLowestNs) {
            nextLowestNs = nowNs + LOWEST_EVERY_NS;
            lowest = Long.MAX_VALUE;
            for (int slot = 0; slot < used; slot++) {
                lowest = Math.min(lowest, steps[slot]);
            }
        }
        return lowest;
    }

    @Override
    public long nextNs(long nowNs) {
        double dueNs = heap.isEmpty() ? Double.POSITIVE_INFINITY : Math.ceil(heap.firstNs());
        for (CapLevel level : levels) {
            dueNs = level.known() < CapLevel.NETWORKS_MAX ? dueNs : Math.min(dueNs, (double) nextForgetNs);
        }
        return (long) dueNs;
    }
}
