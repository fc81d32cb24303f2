package hayate.send;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.net.FrameSender;
import hayate.plan.AddressSet;
import hayate.plan.PortSet;
import hayate.plan.SendingOrder;
import hayate.plan.Shard;
import hayate.plan.TargetSpace;
import hayate.probe.Allocations;
import hayate.probe.CookieKey;
import hayate.probe.ProbeConfig;
import hayate.probe.TcpOptionStyle;
import hayate.probe.TcpTemplate;
import hayate.probe.TimestampClock;
import hayate.queue.CanarySource;
import hayate.queue.Generator;
import hayate.queue.Pass;
import hayate.queue.ProbeRing;
import hayate.queue.Stretches;
import hayate.work.SystemClock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransmitterTest {
    private static final CookieKey KEY = CookieKey.of(1, 2);
    private static final ProbeConfig PROBE = new ProbeConfig(TcpOptionStyle.OS, 64, 61_008);
    private static final int TARGETS = 1 << 13;

    /** A device with few slots that notes destinations, and refuses batches when told to. */
    private static final class FakeSender implements FrameSender {
        private static final int SLOTS = 16;

        private final ByteBuffer frames = ByteBuffer.allocateDirect(SLOTS * 128);
        private final List<Integer> destinations;
        private int queued;
        private boolean refusing;
        private long sent;
        private long failed;

        FakeSender(List<Integer> destinations) {
            this.destinations = destinations;
        }

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public Framing framing() {
            return Framing.ETHERNET;
        }

        @Override
        public int slots() {
            return SLOTS;
        }

        @Override
        public int slotLengthBytes() {
            return 128;
        }

        @Override
        public ByteBuffer frames() {
            return frames;
        }

        @Override
        public int offsetOf(int slot) {
            return slot * 128;
        }

        @Override
        public int acquire() {
            return queued == SLOTS ? NONE : queued;
        }

        @Override
        public void submit(int slot, int lengthBytes, int destinationAddress) {
            queued++;
            if (destinations != null && !refusing) {
                destinations.add(frames.getInt(offsetOf(slot) + 14 + 16));
            }
        }

        @Override
        public int flush() {
            int batch = queued;
            queued = 0;
            if (refusing) {
                failed += batch;
                return batch;
            }
            sent += batch;
            return 0;
        }

        @Override
        public long sentFrames() {
            return sent;
        }

        @Override
        public long failedFrames() {
            return failed;
        }

        @Override
        public long retries() {
            return 0;
        }

        @Override
        public void close() {}
    }

    private final TargetSpace space = TargetSpace.of(
            AddressSet.builder().add(0x0A000000, 0x0A000000 + TARGETS - 1).build(), PortSet.of(80));
    private final SendingOrder order = new SendingOrder(space, 3, Shard.WHOLE);
    private final ProbeRing ring = new ProbeRing(1);
    private final Generator generator = new Generator(space, order, (pass, index) -> false, ring, CanarySource.NONE);
    private final LostStretches lost = new LostStretches();
    private final List<Integer> destinations = new ArrayList<>();

    private Transmitter transmitter(FakeSender sender, int unroutableBelow) {
        Lane.Exit exit = new Lane.Exit(sender);
        Lane lane = new Lane(exit, new TcpTemplate(sender.framing(), 1, 2, 0x0B000001, PROBE, KEY), null);
        LaneTable lanes = new LaneTable() {
            @Override
            public Lane laneOf(int address) {
                return address < unroutableBelow ? null : lane;
            }

            @Override
            public List<Lane.Exit> exits() {
                return List.of(exit);
            }
        };
        Allowance everything = new Allowance() {
            @Override
            public int available(long nowNs, int wanted) {
                return wanted;
            }

            @Override
            public void consume(long nowNs, int count) {}

            @Override
            public long nextNs(long nowNs) {
                return nowNs;
            }
        };
        return new Transmitter(
                "t",
                ring.source(0),
                lanes,
                everything,
                new SystemClock(),
                new TimestampClock(KEY),
                lost,
                Restraints.NONE);
    }

    private void sweep(Transmitter transmitter, Runnable each) {
        generator.begin(new Pass(0, Pass.Kind.SWEEP, 0, List.of(new Stretches.Range(0, order.length())), false));
        while (!generator.isDone() || ring.backlog() > 0) {
            generator.doWork();
            each.run();
            transmitter.doWork();
        }
    }

    @Test
    void shouldSendEveryTargetOnceThroughADeviceWithFewSlots() {
        FakeSender sender = new FakeSender(destinations);
        Transmitter transmitter = transmitter(sender, Integer.MIN_VALUE);

        sweep(transmitter, () -> {});

        assertThat(destinations).hasSize(TARGETS).doesNotHaveDuplicates();
        assertThat(transmitter.probes()).isEqualTo(TARGETS);
        assertThat(transmitter.sentEndStep()).isEqualTo(TARGETS);
    }

    @Test
    void shouldReportExactlyTheStepsOfBatchesThatTheDeviceRefused() {
        FakeSender sender = new FakeSender(destinations);
        Transmitter transmitter = transmitter(sender, Integer.MIN_VALUE);
        int[] turn = {0};

        sweep(transmitter, () -> sender.refusing = turn[0]++ % 5 == 0);

        Stretches stretches = new Stretches();
        lost.drainTo(stretches);
        assertThat(sender.failed).isPositive();
        assertThat(stretches.steps()).isEqualTo(sender.failed);
        List<Integer> again = new ArrayList<>();
        for (Stretches.Range range : stretches.ranges()) {
            for (long step = range.from(); step < range.to(); step++) {
                again.add((int) (space.targetAt(order.indexAt(step)) >>> 16));
            }
        }
        destinations.addAll(again);
        assertThat(destinations)
                .as("sent or lost, never both, never neither")
                .hasSize(TARGETS)
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldPassOverUnroutableTargetsAndCountThem() {
        Transmitter transmitter = transmitter(new FakeSender(destinations), 0x0A000000 + 100);

        sweep(transmitter, () -> {});

        assertThat(transmitter.unreachable()).isEqualTo(100);
        assertThat(destinations).hasSize(TARGETS - 100).allMatch(address -> address >= 0x0A000000 + 100);
    }

    @Test
    void shouldAllocateNothingPerProbe() {
        Transmitter transmitter = transmitter(new FakeSender(null), Integer.MIN_VALUE);
        Runnable nothing = () -> {};

        long bytes = Allocations.leastBytes(() -> {
            for (int pass = 0; pass < 12; pass++) {
                sweep(transmitter, nothing);
            }
        });

        // A pass is an object with a list of ranges; 98,304 probes are nothing.
        assertThat(bytes).isLessThan(12 * 300L);
    }
}
