package hayate.verify;

import hayate.probe.CookieKey;
import hayate.probe.ProbeConfig;
import hayate.probe.TcpOptionStyle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A SYN-ACK in the receive ring is parsed and its cookie verified; the same for a forged one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class VerifyBenchmark {
    private static final int SOURCE = 0xC000_0201;
    private static final int SOURCE_PORT = 61_440;
    private static final int FRAMES = 1 << 12;
    private static final int FRAME_BYTES = 64;
    private static final int PACKET_BYTES = 44;

    private final CookieKey key = CookieKey.of(1, 2);
    private final ByteBuffer genuine = frames(0);
    private final ByteBuffer forged = frames(0x5A5A_5A5B);
    private final VerifyCounters counters = new VerifyCounters();
    private ReplyVerifier verifier;
    private long replies;
    private long given;
    private int at;

    /** A verifier of 10.0.0.0/8, port 80. */
    @Setup
    public void prepare() {
        verifier = new ReplyVerifier(
                new int[] {SOURCE},
                new ProbeConfig(TcpOptionStyle.OS, 64, SOURCE_PORT),
                key,
                (address, port) -> port == 80 ? address & 0xFF_FFFF : -1,
                reply -> replies += 1,
                (index, attempt) -> {},
                counters);
    }

    /** No genuine one refused, no forged one taken. */
    @TearDown
    public void check() {
        if (replies != given || counters.get(VerifyCounter.SYN_ACKS) != given) {
            throw new IllegalStateException(given + " genuine replies, " + replies + " taken");
        }
    }

    private ByteBuffer frames(int error) {
        ByteBuffer memory = ByteBuffer.allocateDirect(FRAMES * FRAME_BYTES).order(ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < FRAMES; i++) {
            int ip = i * FRAME_BYTES;
            int target = 0x0A00_0000 + i * 4099;
            memory.putInt(ip, 0x4500 << 16 | PACKET_BYTES);
            memory.putInt(ip + 4, 0x4000);
            memory.putInt(ip + 8, 64 << 24 | 6 << 16);
            memory.putInt(ip + 12, target);
            memory.putInt(ip + 16, SOURCE);
            memory.putInt(ip + 20, 80 << 16 | SOURCE_PORT);
            memory.putInt(ip + 24, i);
            memory.putInt(ip + 28, key.cookie(SOURCE, target, 80, SOURCE_PORT) + 1 + error);
            memory.putInt(ip + 32, 6 << 28 | 0x12 << 16 | 64_240);
            memory.putInt(ip + 40, 0x0204_05B4);
        }
        return memory;
    }

    private int next() {
        at = at + 1 & FRAMES - 1;
        return at * FRAME_BYTES;
    }

    /** A reply of ours. */
    @Benchmark
    public void genuine() {
        given++;
        verifier.onPacket(genuine, next(), PACKET_BYTES, 0x0800, 0);
    }

    /** Somebody who does not know the key. */
    @Benchmark
    public void forged() {
        verifier.onPacket(forged, next(), PACKET_BYTES, 0x0800, 0);
    }

    /** Baseline: only the bytes that matter are read. */
    @Benchmark
    public long baselineRead() {
        int ip = next();
        return genuine.getLong(ip) ^ genuine.getLong(ip + 12) ^ genuine.getLong(ip + 20) ^ genuine.getLong(ip + 28);
    }
}
