package hayate.lab;

import hayate.net.FrameSender;
import hayate.probe.TimestampClock;
import hayate.queue.CanarySource;
import hayate.queue.Generator;
import hayate.queue.Pass;
import hayate.queue.ProbeRing;
import hayate.queue.Stretches;
import hayate.rate.Unlimited;
import hayate.send.Lane;
import hayate.send.LaneTable;
import hayate.send.LostStretches;
import hayate.send.Restraints;
import hayate.send.Transmitter;
import hayate.work.BackoffIdle;
import hayate.work.SystemClock;
import hayate.work.WorkerThread;
import java.util.List;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** The scanner's own generator, ring and transmitter, on two threads, as in a scan without a rate limit. */
final class PipelineMeasurement implements BenchMeasurement {
    private static final long PARK_MAX_NS = 1_000_000;

    private final String name;
    private final BenchPackets packets;
    private final Supplier<FrameSender> device;
    private final boolean arrives;

    PipelineMeasurement(String name, BenchPackets packets, Supplier<FrameSender> device, boolean arrives) {
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
        ProbeRing ring = new ProbeRing(1);
        Generator generator =
                new Generator(BenchPackets.SPACE, BenchPackets.ORDER, (pass, index) -> false, ring, CanarySource.NONE);
        SystemClock clock = new SystemClock();
        Lane.Exit exit = new Lane.Exit(device.get());
        Transmitter transmitter = new Transmitter(
                "bench",
                ring.source(0),
                lanes(exit),
                new Unlimited(),
                clock,
                new TimestampClock(BenchPackets.KEY),
                new LostStretches(),
                Restraints.NONE);
        WorkerThread making = new WorkerThread(generator, new BackoffIdle(PARK_MAX_NS));
        List<Stretches.Range> whole = List.of(new Stretches.Range(0, BenchPackets.ORDER.length()));
        generator.begin(new Pass(0, Pass.Kind.SWEEP, 0, whole, false));
        making.start();
        try {
            return transmit(transmitter, generator, exit.sender(), durationNs);
        } finally {
            generator.stop();
            making.stop();
            transmitter.onClose();
        }
    }

    /** The caller's thread is the transmitter's. The pass ends before the time on a machine of over 2^24 per run. */
    private static Sample transmit(Transmitter transmitter, Generator generator, FrameSender sender, long durationNs) {
        BackoffIdle idle = new BackoffIdle(PARK_MAX_NS);
        long cpuNs = BenchMeasurement.cpuNs();
        long startNs = System.nanoTime();
        long nowNs = startNs;
        boolean finished = false;
        while (nowNs - startNs < durationNs && !finished) {
            boolean made = generator.isDone();
            int done = transmitter.doWork();
            finished = made && done == 0;
            idle.idle(done);
            nowNs = System.nanoTime();
        }
        Histogram gaps = transmitter.gapsNs().getIntervalHistogram();
        cpuNs = BenchMeasurement.cpuNs() - cpuNs;
        return new Sample(sender.sentFrames(), nowNs - startNs, cpuNs, sender.failedFrames(), gaps);
    }

    private LaneTable lanes(Lane.Exit exit) {
        Lane lane = new Lane(exit, packets.template(exit.sender().framing()), null);
        return new LaneTable() {
            @Override
            public Lane laneOf(int address) {
                return lane;
            }

            @Override
            public List<Lane.Exit> exits() {
                return List.of(exit);
            }
        };
    }
}
