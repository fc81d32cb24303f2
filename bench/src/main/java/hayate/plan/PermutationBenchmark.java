package hayate.plan;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One step of the sending order, both ways. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class PermutationBenchmark {
    /** A /8, an awkward size just over a power of two, and every address with a hundred ports. */
    @Param({"16777216", "268435457", "429496729600"})
    private long size;

    private Permutation permutation;
    private SplittableRandom random;
    private long position;

    /** Checks that both ways are inverse before anything is timed. */
    @Setup
    public void prepare() {
        permutation = new Permutation(size, 42);
        random = new SplittableRandom(42);
        for (long at = 0; at < 1000; at++) {
            if (permutation.positionOf(permutation.indexAt(at)) != at) {
                throw new IllegalStateException("no inverse at " + at);
            }
        }
    }

    private long next() {
        position = position + 1 == size ? 0 : position + 1;
        return position;
    }

    /** Where the order leads next. */
    @Benchmark
    public long indexAt() {
        return permutation.indexAt(next());
    }

    /** Where an index stands in the order. */
    @Benchmark
    public long positionOf() {
        return permutation.positionOf(next());
    }

    /** Baseline: a random index with repetition, as a scanner without a permutation would draw it. */
    @Benchmark
    public long baselineRandom() {
        return random.nextLong(size);
    }
}
