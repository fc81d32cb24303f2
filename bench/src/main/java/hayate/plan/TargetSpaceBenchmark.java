package hayate.plan;

import java.util.SplittableRandom;
import java.util.TreeMap;
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

/** Index to target and back, at random places, over one range and over a million. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class TargetSpaceBenchmark {
    private static final int SAMPLES = 1 << 16;

    @Param({"1", "1000000"})
    private int ranges;

    private final long[] indices = new long[SAMPLES];
    private final long[] targets = new long[SAMPLES];
    private final TreeMap<Long, Long> tree = new TreeMap<>();
    private TargetSpace space;
    private int at;

    /** Lays out the ranges and checks that both ways are inverse. */
    @Setup
    public void prepare() {
        AddressSet.Builder builder = AddressSet.builder();
        for (int i = 0; i < ranges; i++) {
            int first = ranges == 1 ? 0x0A00_0000 : 0x0100_0000 + i * 1000;
            int length = ranges == 1 ? 1 << 24 : 1 + i % 500;
            builder.add(first, first + length - 1);
            tree.put(first & 0xFFFF_FFFFL, (long) length);
        }
        space = TargetSpace.of(builder.build(), PortSet.of(80));
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < SAMPLES; i++) {
            indices[i] = random.nextLong(space.size());
            targets[i] = space.targetAt(indices[i]);
            if (space.indexOf(Target.address(targets[i]), 80) != indices[i]) {
                throw new IllegalStateException("no inverse at " + indices[i]);
            }
        }
    }

    private int next() {
        at = at + 1 & SAMPLES - 1;
        return at;
    }

    /** The target of an index. */
    @Benchmark
    public long targetAt() {
        return space.targetAt(indices[next()]);
    }

    /** The index of a target. */
    @Benchmark
    public long indexOf() {
        long target = targets[next()];
        return space.indexOf(Target.address(target), Target.port(target));
    }

    /** Baseline: the range of an address from a red-black tree. */
    @Benchmark
    public long baselineTreeMap() {
        return tree.floorEntry(targets[next()] >>> 16).getValue();
    }
}
