package hayate.send;

import hayate.net.FrameSender;
import hayate.plan.Target;
import hayate.probe.ProbeConfig;
import hayate.probe.TimestampClock;
import hayate.queue.ProbeRing;
import hayate.queue.TargetBlock;
import hayate.work.Clock;
import hayate.work.Worker;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Takes blocks of targets, stamps each into a slot of its lane's sender and hands batches to the device, no more than
 * the allowance permits. One thread each; nothing is allocated per probe.
 *
 * <p>Napkin: of 420 ns a probe on a veth, 33 are ours (permutation on the generator, cookie, two checksums); the rest is
 * the kernel's. So batches matter (one system call for 64 probes), and touching few cache lines.
 */
public final class Transmitter implements Worker {
    /** Probes stamped between two flushes, at most. */
    public static final int BATCH_MAX = 64;

    private static final long GAP_MAX_NS = 3_600_000_000_000L;

    private final String name;
    private final ProbeRing.Source source;
    private final LaneTable lanes;
    private final Allowance allowance;
    private final Clock clock;
    private final TimestampClock timestamps;
    private final LostStretches lost;
    private final SingleWriterRecorder gaps = new SingleWriterRecorder(GAP_MAX_NS, 2);
    private final FrameSender[] senders;
    private final Optional<GatedFeed> gated;
    private final Optional<HostClocks> hostClocks;
    private final GatedFeed.Ways ways = this::leads;

    private TargetBlock block;
    private int cursor;
    private int stamped;
    private int refused;
    private long batchNs;
    private long lastFlushNs;
    private volatile long probes;
    private volatile long unreachable;
    private volatile long sentEndStep;
    private volatile long reachedStep;
    private volatile long cursorStep;
    private volatile int held;

    /**
     * @param name what its thread is called
     * @param source its blocks
     * @param lanes its ways out
     * @param allowance its share of the rate
     * @param timestamps what goes into TSval
     * @param lost where stretches go whose probes the device refused
     * @param restraints what keeps it from asking single targets
     */
    public Transmitter(
            String name,
            ProbeRing.Source source,
            LaneTable lanes,
            Allowance allowance,
            Clock clock,
            TimestampClock timestamps,
            LostStretches lost,
            Restraints restraints) {
        this.name = name;
        this.source = source;
        this.lanes = lanes;
        this.allowance = allowance;
        this.clock = clock;
        this.timestamps = timestamps;
        this.lost = lost;
        this.gated = restraints.gate().map(gate -> new GatedFeed(source, gate, restraints.sequence()));
        this.hostClocks = restraints.clocks();
        List<Lane.Exit> exits = lanes.exits();
        this.senders = new FrameSender[exits.size()];
        for (int i = 0; i < senders.length; i++) {
            senders[i] = exits.get(i).sender;
        }
    }

    @Override
    public int doWork() {
        return gated.isPresent() ? sendGated(gated.get()) : sendBlock();
    }

    private int sendBlock() {
        if (block == null) {
            block = source.peek();
            cursor = 0;
            if (block == null) {
                return 0;
            }
            reachedStep = block.endPosition;
        }
        int wanted = Math.min(BATCH_MAX, block.count - cursor);
        int done = wanted == 0 ? 1 : sendUpTo(wanted);
        if (cursor == block.count) {
            sentEndStep = block.endPosition;
            cursorStep = block.endPosition;
            block = null;
            source.release();
        }
        return done;
    }

    private int sendUpTo(int wanted) {
        long nowNs = clock.nanoTime();
        int allowed = allowance.available(nowNs, wanted);
        if (allowed == 0) {
            return 0;
        }
        int end = cursor + allowed;
        int before = cursor;
        stamped = 0;
        refused = 0;
        batchNs = nowNs;
        int tsval = timestamps.tsvalOf(clock.epochNs());
        while (cursor < end && stamp(block.targets[cursor], attemptOf(block.targets[cursor]), tsval)) {
            cursor++;
        }
        int handled = cursor - before;
        if (flush() > 0) {
            for (int i = before; i < cursor; i++) {
                lost.add(block.positionOf(i), block.positionOf(i) + 1);
            }
        }
        if (handled > 0) {
            allowance.consume(clock.nanoTime(), handled);
            cursorStep = cursor == block.count ? block.endPosition : block.positionOf(cursor);
            probes += stamped;
            unreachable += block.attempt == 0 ? handled - stamped - refused : 0;
            recordGap(nowNs);
        }
        return handled;
    }

    private void recordGap(long nowNs) {
        if (lastFlushNs != 0) {
            gaps.recordValue(Math.min(GAP_MAX_NS, Math.max(0, nowNs - lastFlushNs)));
        }
        lastFlushNs = nowNs;
    }

    /** A batch of those that the gate lets go; what it keeps counts as work too. */
    private int sendGated(GatedFeed feed) {
        long reached = feed.takeBlock();
        reachedStep = reached >= 0 ? reached : reachedStep;
        if (!feed.isActive()) {
            return 0;
        }
        long nowNs = clock.nanoTime();
        int allowed = allowance.available(nowNs, BATCH_MAX);
        int heldBefore = feed.held();
        int tsval = timestamps.tsvalOf(clock.epochNs());
        stamped = 0;
        batchNs = nowNs;
        boolean slots = true;
        while (slots && stamped < allowed && feed.next(nowNs, ways)) {
            slots = stamp(feed.target(), feed.attempt(), tsval);
        }
        if (!slots) {
            feed.putBack();
        }
        if (stamped > 0 || !slots) {
            boolean refused = flush() > 0;
            feed.left(clock.nanoTime(), refused ? Optional.of(lost) : Optional.empty());
            allowance.consume(clock.nanoTime(), stamped);
            probes += stamped;
            recordGap(nowNs);
        }
        unreachable = feed.unreachable();
        return stamped + Math.abs(feed.held() - heldBefore) + (tellGated(feed, nowNs) ? 1 : 0);
    }

    /** Tells the others where it stands: what is held before the block that it came in is gone. */
    private boolean tellGated(GatedFeed feed, long nowNs) {
        long end = feed.sentEndStep(nowNs);
        sentEndStep = end;
        cursorStep = end;
        held = feed.held();
        boolean done = feed.isBlockDone();
        if (done) {
            feed.release();
        }
        return done;
    }

    private GatedFeed.Way leads(int address) {
        if (hostClocks.isPresent() && hostClocks.get().refuses(address, batchNs)) {
            return GatedFeed.Way.CLOSED;
        }
        Lane lane = lanes.laneOf(address);
        boolean open = lane != null
                && (lane.neighbours == null || lane.neighbours.macOf(address) != Lane.Neighbours.UNRESOLVED);
        return open ? GatedFeed.Way.OPEN : GatedFeed.Way.MISSING;
    }

    private int attemptOf(long target) {
        return target < 0 ? ProbeConfig.CANARY_ATTEMPT : block.attempt;
    }

    /** False if the device has no free slot: the batch ends here and the target stays for the next one. */
    private boolean stamp(long target, int attempt, int tsval) {
        int address = Target.address(target);
        Lane lane = lanes.laneOf(address);
        if (lane == null) {
            return true;
        }
        long mac = lane.neighbours == null ? 0 : lane.neighbours.macOf(address);
        if (mac == Lane.Neighbours.UNRESOLVED) {
            return true;
        }
        if (hostClocks.isPresent() && gated.isEmpty() && hostClocks.get().refuses(address, batchNs)) {
            refused++;
            return true;
        }
        FrameSender sender = lane.exit.sender;
        int slot = sender.acquire();
        if (slot == FrameSender.NONE) {
            return false;
        }
        if (hostClocks.isPresent()) {
            hostClocks.get().asked(address, batchNs);
        }
        int offset = sender.offsetOf(slot);
        if (lane.exit.templateIn[slot] != lane) {
            lane.template.prefill(sender.frames(), offset);
            lane.exit.templateIn[slot] = lane;
        }
        if (lane.neighbours != null) {
            lane.template.stampNextHop(sender.frames(), offset, mac);
        }
        int lengthBytes = lane.template.stamp(sender.frames(), offset, address, Target.port(target), attempt, tsval);
        sender.submit(slot, lengthBytes, address);
        stamped++;
        return true;
    }

    /** How many frames the devices gave up. Which ones they do not all know, so the whole batch counts as lost. */
    private int flush() {
        int givenUp = 0;
        for (FrameSender sender : senders) {
            givenUp += sender.flush();
        }
        return givenUp;
    }

    /** Any thread: every step of this transmitter's blocks below this one has been sent in the present pass. */
    public long sentEndStep() {
        return sentEndStep;
    }

    /** Any thread: no step of this transmitter at or beyond this one has been sent in the present pass. */
    public long reachedStep() {
        return reachedStep;
    }

    /** Any thread: targets of released blocks that are not sent yet. */
    public int held() {
        return held;
    }

    /** Any thread: the step that this transmitter sends next, to within a batch. */
    public long cursorStep() {
        return cursorStep;
    }

    /** Conductor, while no block is in the ring: where the next pass starts. */
    public void restartAt(long step) {
        sentEndStep = step;
        reachedStep = step;
        cursorStep = step;
    }

    /** Any thread: probes handed to the device, given up ones included. */
    public long probes() {
        return probes;
    }

    /** Any thread: targets passed over in the sweep because no route or no neighbour leads to them. */
    public long unreachable() {
        return unreachable;
    }

    /** The exits of this transmitter, for their counters. */
    public List<Lane.Exit> exits() {
        return lanes.exits();
    }

    /** Time between the starts of two batches, in nanoseconds. */
    public SingleWriterRecorder gapsNs() {
        return gaps;
    }

    /** Its own thread: how long it may sleep, 0 if there is a block to send now. */
    long pauseNs() {
        long nowNs = clock.nanoTime();
        long readyNs = gated.isPresent() ? gated.get().readyNs(nowNs) : block == null ? Long.MAX_VALUE : nowNs;
        return readyNs == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : Math.max(0, Math.max(readyNs, allowance.nextNs(nowNs)) - nowNs);
    }

    @Override
    public String roleName() {
        return name;
    }

    @Override
    public void onClose() {
        lanes.exits().forEach(Lane.Exit::close);
    }
}
