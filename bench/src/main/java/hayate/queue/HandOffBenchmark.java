package hayate.queue;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Blocks from one thread to another. The score of a group is the time per call of either side, full and empty ones
 * included; the takers check that blocks come in order.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class HandOffBenchmark {
    private ProbeRing ring;
    private ArrayBlockingQueue<Long> queue;
    private long given;
    private long taken;
    private long givenBoxed;
    private long takenBoxed;

    /** Empty rings. */
    @Setup
    public void prepare() {
        ring = new ProbeRing(1);
        queue = new ArrayBlockingQueue<>(ProbeRing.BLOCKS);
        given = 0;
        taken = 0;
        givenBoxed = 0;
        takenBoxed = 0;
    }

    /** A block of 256 targets is filled and published, if there is room. */
    @Benchmark
    @Group("ring")
    @GroupThreads(1)
    public boolean give() {
        TargetBlock block = ring.claim();
        if (block == null) {
            Thread.onSpinWait();
            return false;
        }
        for (int i = 0; i < TargetBlock.TARGETS_MAX; i++) {
            block.targets[i] = given + i;
        }
        block.count = TargetBlock.TARGETS_MAX;
        block.firstPosition = given;
        given += TargetBlock.TARGETS_MAX;
        ring.publish();
        return true;
    }

    /** A block is read and released, if there is one. */
    @Benchmark
    @Group("ring")
    @GroupThreads(1)
    public long take() {
        TargetBlock block = ring.source(0).peek();
        if (block == null) {
            Thread.onSpinWait();
            return 0;
        }
        long sum = 0;
        for (int i = 0; i < block.count; i++) {
            sum += block.targets[i];
        }
        long first = (long) TargetBlock.TARGETS_MAX * taken;
        if (sum != TargetBlock.TARGETS_MAX * first + TargetBlock.TARGETS_MAX * (TargetBlock.TARGETS_MAX - 1L) / 2) {
            throw new IllegalStateException("block " + taken + " holds other targets");
        }
        taken++;
        ring.source(0).release();
        return sum;
    }

    /** Baseline: one boxed target through a locked queue. */
    @Benchmark
    @Group("baselineQueue")
    @GroupThreads(1)
    public boolean offer() {
        boolean done = queue.offer(givenBoxed);
        givenBoxed += done ? 1 : 0;
        return done;
    }

    /** Baseline: the other end. */
    @Benchmark
    @Group("baselineQueue")
    @GroupThreads(1)
    public long poll() {
        Long next = queue.poll();
        if (next == null) {
            return 0;
        }
        if (next != takenBoxed++) {
            throw new IllegalStateException("out of order");
        }
        return next;
    }
}
