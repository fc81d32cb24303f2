package hayate.probe;

import hayate.net.FrameSender.Framing;
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
import org.openjdk.jmh.annotations.Warmup;

/** A probe's cookie, its stamp (which holds the cookie and both checksums), and checksums alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ProbeBenchmark {
    private static final int SOURCE = 0xC000_0201;
    private static final int SOURCE_PORT = 61_440;
    private static final int SLOTS = 256;
    private static final int SLOT_BYTES = 128;
    private static final int IP = 14;
    private static final int TCP = IP + 20;

    private final CookieKey key = CookieKey.of(1, 2);
    private final ByteBuffer frames =
            ByteBuffer.allocateDirect(SLOTS * SLOT_BYTES).order(ByteOrder.BIG_ENDIAN);
    private TcpTemplate template;
    private int address = 0x0A00_0000;

    /** Stamps once and checks both checksums in full. */
    @Setup
    public void prepare() {
        ProbeConfig probe = new ProbeConfig(TcpOptionStyle.OS, 64, SOURCE_PORT);
        template = new TcpTemplate(Framing.ETHERNET, 1, 2, SOURCE, probe, key);
        for (int slot = 0; slot < SLOTS; slot++) {
            template.prefill(frames, slot * SLOT_BYTES);
        }
        int offset = stamp();
        if (wordSum(offset + IP, 20, 0) != 0xFFFF || tcpSum(offset) != 0xFFFF) {
            throw new IllegalStateException("a stamped probe has a wrong checksum");
        }
    }

    /** SipHash-2-4 of addresses and ports. */
    @Benchmark
    public int cookie() {
        return key.cookie(SOURCE, address++, 80, SOURCE_PORT);
    }

    /** The next slot becomes the next target's probe. */
    @Benchmark
    public int stamp() {
        int offset = (address & SLOTS - 1) * SLOT_BYTES;
        template.stamp(frames, offset, address++, 80, 0, address);
        return offset;
    }

    /** Baseline: the two checksums of a prefilled frame summed in full, which the stamp updates instead. */
    @Benchmark
    public int baselineFullChecksums() {
        int offset = (address++ & SLOTS - 1) * SLOT_BYTES;
        return wordSum(offset + IP, 20, 0) + tcpSum(offset);
    }

    private int tcpSum(int offset) {
        long pseudoHeader = (long) (SOURCE >>> 16) + (SOURCE & 0xFFFF) + 6 + template.frameLengthBytes() - TCP;
        pseudoHeader += (frames.getShort(offset + IP + 16) & 0xFFFF) + (frames.getShort(offset + IP + 18) & 0xFFFF);
        return wordSum(offset + TCP, template.frameLengthBytes() - TCP, pseudoHeader);
    }

    private int wordSum(int offset, int lengthBytes, long start) {
        long sum = start;
        for (int i = 0; i < lengthBytes; i += 2) {
            sum += frames.getShort(offset + i) & 0xFFFF;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int) sum;
    }
}
