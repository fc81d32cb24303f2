package hayate.result;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The answers of a sweep at random places of 2^28 targets, each for the first time: what the map costs beyond the cache. */
@org.openjdk.jmh.annotations.State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class AnsweredMapBenchmark {
    private static final long SIZE = 1L << 28;
    /** Odd, so that multiples of it visit every index once. */
    private static final long STRIDE = new SplittableRandom(5).nextLong() | 1;

    private AnsweredMap bitmap;
    private AnsweredMap hash;
    private Set<Long> boxed;
    private long step;
    private long raised;

    /** Empty maps. */
    @Setup(Level.Iteration)
    public void prepare() {
        bitmap = AnsweredMap.forSize(SIZE, Long.MAX_VALUE);
        hash = AnsweredMap.forSize(SIZE, 0);
        boxed = new HashSet<>();
        step = 0;
        raised = 0;
    }

    /** Every answer was news, and was counted. */
    @TearDown(Level.Iteration)
    public void check() {
        long answered = bitmap.answered() + hash.answered() + boxed.size();
        bitmap.close();
        hash.close();
        if (raised != step || answered != step) {
            throw new IllegalStateException(step + " answers, " + raised + " news, " + answered + " known");
        }
    }

    private long next() {
        return step++ * STRIDE & SIZE - 1;
    }

    /** Two bits a target. */
    @Benchmark
    public void bitmap() {
        raised += bitmap.raise(next(), State.OPEN) ? 1 : 0;
    }

    /** The exact set of responders. */
    @Benchmark
    public void hash() {
        raised += hash.raise(next(), State.OPEN) ? 1 : 0;
    }

    /** Baseline: the library's set. */
    @Benchmark
    public void baselineHashSet() {
        raised += boxed.add(next()) ? 1 : 0;
    }
}
