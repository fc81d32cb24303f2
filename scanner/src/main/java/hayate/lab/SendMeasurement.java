package hayate.lab;

import hayate.net.FrameSender;
import hayate.plan.Target;
import hayate.probe.TcpTemplate;
import hayate.probe.TimestampClock;
import hayate.work.SystemClock;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** One thread makes the order, stamps and sends in batches: what a backend can take, and what the C loop does. */
final class SendMeasurement implements BenchMeasurement {
    private static final int BATCH = 64;
    private static final long GAP_MAX_NS = 10_000_000_000L;

    private final String name;
    private final BenchPackets packets;
    private final Supplier<FrameSender> device;
    private final boolean arrives;
    private final SystemClock clock = new SystemClock();
    private final TimestampClock timestamps = new TimestampClock(BenchPackets.KEY);

    SendMeasurement(String name, BenchPackets packets, Supplier<FrameSender> device, boolean arrives) {
        this.name = name;
        this.packets = packets;
        this.device = device;
        this.arrives = arrives;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean arrives() {
        return arrives;
    }

    @Override
    public Sample run(long durationNs) {
        Histogram gaps = new Histogram(GAP_MAX_NS, 2);
        try (FrameSender sender = device.get()) {
            TcpTemplate template = packets.template(sender.framing());
            prefill(sender, template);
            long cpuNs = BenchMeasurement.cpuNs();
            long startNs = clock.nanoTime();
            long nowNs = startNs;
            long step = 0;
            while (nowNs - startNs < durationNs) {
                step = batch(sender, template, step);
                long nextNs = clock.nanoTime();
                gaps.recordValue(Math.min(GAP_MAX_NS, nextNs - nowNs));
                nowNs = nextNs;
            }
            cpuNs = BenchMeasurement.cpuNs() - cpuNs;
            return new Sample(sender.sentFrames(), nowNs - startNs, cpuNs, sender.failedFrames(), gaps);
        }
    }

    private static void prefill(FrameSender sender, TcpTemplate template) {
        for (int slot = 0; slot < sender.slots(); slot++) {
            template.prefill(sender.frames(), sender.offsetOf(slot));
        }
    }

    private long batch(FrameSender sender, TcpTemplate template, long firstStep) {
        int tsval = timestamps.tsvalOf(clock.epochNs());
        long step = firstStep;
        for (int i = 0; i < BATCH; i++) {
            int slot = sender.acquire();
            if (slot == FrameSender.NONE) {
                break;
            }
            long target = BenchPackets.SPACE.targetAt(BenchPackets.ORDER.indexAt(step));
            step = step + 1 == BenchPackets.ORDER.length() ? 0 : step + 1;
            int address = Target.address(target);
            template.stamp(sender.frames(), sender.offsetOf(slot), address, Target.port(target), 0, tsval);
            sender.submit(slot, template.frameLengthBytes(), address);
        }
        sender.flush();
        return step;
    }
}
