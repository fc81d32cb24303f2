package hayate.sim;

import hayate.net.FrameReceiver;
import hayate.net.FrameSender.Framing;
import hayate.plan.SendingOrder;
import hayate.plan.Shard;
import hayate.plan.Target;
import hayate.plan.TargetSpace;
import hayate.probe.CookieKey;
import hayate.probe.ProbeConfig;
import hayate.probe.SynTemplate;
import hayate.probe.TcpOptionStyle;
import hayate.queue.Pass;
import hayate.rate.BackPressure;
import hayate.rate.Pacer;
import hayate.rate.Unlimited;
import hayate.result.AnsweredMap;
import hayate.result.Finding;
import hayate.result.FindingRing;
import hayate.result.State;
import hayate.scan.Conductor;
import hayate.scan.Engine;
import hayate.scan.Measurements;
import hayate.scan.Network;
import hayate.scan.PassPlanner;
import hayate.scan.ReplyWait;
import hayate.scan.Resumption;
import hayate.send.Allowance;
import hayate.send.Lane;
import hayate.send.LaneTable;
import hayate.work.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** A whole scan in one thread and virtual time: the real engine over a simulated network. */
final class SimulatedScan {
    /** What the journal of a real scan would hold. */
    record Found(long index, long target, State state) {}

    /**
     * The knobs of a scan.
     *
     * @param retries passes over the silent
     * @param rateProbesPerSecond 0 for unlimited
     * @param transmitters how many
     * @param findingSlots size of the finding ring
     * @param reporterShare how often the reporter gets to run, 0..1
     */
    record Settings(int retries, double rateProbesPerSecond, int transmitters, int findingSlots, double reporterShare) {
        static Settings usual() {
            return new Settings(0, 0, 1, 1024, 1);
        }
    }

    static final ProbeConfig PROBE = new ProbeConfig(TcpOptionStyle.OS, 64, 61_008);
    private static final int OUR_ADDRESS = 0xC6336401;
    private static final long IDLE_STEP_NS = 50_000;
    private static final long IDLE_STEP_MAX_NS = 2_000_000;
    private static final long STEPS_MAX = 20_000_000;

    final SimulatedClock clock;
    final SimulatedWorld world;
    final List<Found> journal = new ArrayList<>();
    final Engine engine;
    final TargetSpace space;
    final SendingOrder order;
    final PassPlanner planner;
    private final SplittableRandom random;
    private final FindingRing findings;
    private final Settings settings;
    private Conductor.Progress checkpoint;

    SimulatedScan(
            long seed, TargetSpace space, Shard shard, Settings settings, SimulatedWorld world, SimulatedClock clock) {
        this.random = new SplittableRandom(seed);
        this.settings = settings;
        this.clock = clock;
        this.space = space;
        this.world = world;
        this.findings = new FindingRing(settings.findingSlots());
        this.order = new SendingOrder(space, 77, shard);
        this.planner = new PassPlanner(order.length(), settings.retries());
        CookieKey key = CookieKey.of(seed, ~seed);
        Supplier<Allowance> allowances = () -> new BackPressure(
                settings.rateProbesPerSecond() == 0
                        ? new Unlimited()
                        : new Pacer(settings.rateProbesPerSecond() / settings.transmitters()),
                () -> Engine.isHeldBack(findings));
        this.answered = AnsweredMap.forSize(space.size(), Long.MAX_VALUE);
        this.engine = new Engine(
                new Engine.Parts(
                        space,
                        order,
                        PROBE,
                        key,
                        network(key),
                        allowances,
                        answered,
                        findings,
                        clock,
                        planner,
                        new ReplyWait(OptionalLong.empty(), 1_000_000_000L),
                        0),
                progress -> {},
                progress -> checkpoint = progress);
    }

    private final AnsweredMap answered;

    private Network network(CookieKey key) {
        List<LaneTable> tables = new ArrayList<>();
        for (int i = 0; i < settings.transmitters(); i++) {
            tables.add(laneTable(key));
        }
        FrameReceiver receiver = new SimulatedReceiver(world, clock);
        return new Network() {
            @Override
            public List<LaneTable> lanes() {
                return tables;
            }

            @Override
            public FrameReceiver receiver() {
                return receiver;
            }

            @Override
            public int[] sourceAddresses() {
                return new int[] {OUR_ADDRESS};
            }

            @Override
            public int sourcePort() {
                return PROBE.sourcePort();
            }

            @Override
            public long deviceReceiveDrops() {
                return 0;
            }

            @Override
            public String description() {
                return "simulated";
            }

            @Override
            public void close() {}
        };
    }

    private LaneTable laneTable(CookieKey key) {
        Lane.Exit exit = new Lane.Exit(new SimulatedSender(world));
        Lane lane = new Lane(exit, new SynTemplate(Framing.ETHERNET, 1, 2, OUR_ADDRESS, PROBE, key), null);
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

    /** Runs to the end, or until virtual {@code killNs}; true if it ended. */
    boolean run(Pass first, long killNs) {
        engine.start(first);
        List<Worker> workers = new ArrayList<>(engine.transmitters());
        workers.add(engine.generator());
        workers.add(engine.receiver());
        workers.add(engine.conductor());
        long idleNs = 0;
        for (long step = 0; !engine.conductor().hasEnded(); step++) {
            if (step == STEPS_MAX) {
                throw new AssertionError("the scan does not end");
            }
            if (clock.nanoTime() >= killNs) {
                return false;
            }
            int work = 0;
            int offset = random.nextInt(workers.size());
            for (int i = 0; i < workers.size(); i++) {
                work += workers.get((i + offset) % workers.size()).doWork();
            }
            work += report();
            idleNs = work == 0 ? Math.min(IDLE_STEP_MAX_NS, Math.max(IDLE_STEP_NS, 2 * idleNs)) : 0;
            clock.advanceTo(clock.nanoTime() + (work == 0 ? untilNextArrival(idleNs) : 1_000 + random.nextInt(20_000)));
        }
        do {
            engine.receiver().doWork();
        } while (findings.poll(this::journal, Integer.MAX_VALUE) > 0);
        return true;
    }

    /** A pause while nothing happens, but not past the next packet by more than the shortest step. */
    private long untilNextArrival(long idleNs) {
        return Math.max(IDLE_STEP_NS, Math.min(idleNs, world.nextArrivalNs() - clock.nanoTime()));
    }

    private int report() {
        return random.nextDouble() < settings.reporterShare() ? findings.poll(this::journal, 64) : 0;
    }

    private void journal(Finding finding) {
        journal.add(new Found(finding.index, Target.of(finding.address, finding.port), finding.state));
    }

    /** Continues after a kill of {@code killed}: its checkpoint and its whole journal are what is left. */
    Pass resumeFrom(SimulatedScan killed) {
        journal.addAll(killed.journal);
        killed.journal.forEach(found -> answered.raise(found.index(), found.state()));
        return Resumption.restore(Resumption.save(killed.checkpoint, Map.of(), 0), planner);
    }

    Measurements measurements() {
        return engine.measure();
    }
}
