package hayate.sim;

import hayate.net.FrameReceiver;
import hayate.net.FrameSender.Framing;
import hayate.plan.SendingOrder;
import hayate.plan.Shard;
import hayate.plan.Target;
import hayate.plan.TargetSpace;
import hayate.probe.CookieKey;
import hayate.probe.ProbeConfig;
import hayate.probe.TcpOptionStyle;
import hayate.probe.TcpTemplate;
import hayate.queue.Pass;
import hayate.rate.BackPressure;
import hayate.rate.Pacer;
import hayate.rate.RateLimits;
import hayate.rate.TargetCap;
import hayate.rate.TargetCaps;
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
import hayate.scan.SettledGroups;
import hayate.send.Allowance;
import hayate.send.Lane;
import hayate.send.LaneTable;
import hayate.send.TargetGate;
import hayate.work.Worker;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Function;

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
     * @param rateLimits bounds of the closed loop, empty for the fixed rate
     * @param targetCoverage what is worth further passes
     * @param caps what single hosts and networks get at most
     * @param groups of hosts, one after the other
     */
    record Settings(
            int retries,
            double rateProbesPerSecond,
            int transmitters,
            int findingSlots,
            double reporterShare,
            Optional<RateLimits> rateLimits,
            OptionalDouble targetCoverage,
            List<TargetCap> caps,
            int groups) {
        Settings(int retries, double rateProbesPerSecond, int transmitters, int findingSlots, double reporterShare) {
            this(
                    retries,
                    rateProbesPerSecond,
                    transmitters,
                    findingSlots,
                    reporterShare,
                    Optional.empty(),
                    OptionalDouble.empty(),
                    List.of(),
                    1);
        }

        /** Hosts in so many groups, one after the other. */
        Settings grouped(int count) {
            return new Settings(
                    retries,
                    rateProbesPerSecond,
                    transmitters,
                    findingSlots,
                    reporterShare,
                    rateLimits,
                    targetCoverage,
                    caps,
                    count);
        }

        Settings capped(List<TargetCap> byPrefix) {
            return new Settings(
                    retries,
                    rateProbesPerSecond,
                    1,
                    findingSlots,
                    reporterShare,
                    rateLimits,
                    targetCoverage,
                    byPrefix,
                    1);
        }

        Settings closedLoop(RateLimits limits) {
            return new Settings(
                    retries,
                    0,
                    transmitters,
                    findingSlots,
                    reporterShare,
                    Optional.of(limits),
                    targetCoverage,
                    caps,
                    groups);
        }

        Settings covering(double share) {
            return new Settings(
                    retries,
                    rateProbesPerSecond,
                    transmitters,
                    findingSlots,
                    reporterShare,
                    rateLimits,
                    OptionalDouble.of(share),
                    caps,
                    groups);
        }

        static Settings usual() {
            return new Settings(0, 0, 1, 1024, 1);
        }
    }

    static final ProbeConfig PROBE = new ProbeConfig(TcpOptionStyle.OS, 64, 61_008);
    private static final int OUR_ADDRESS = 0xC6336401;
    private static final long IDLE_STEP_NS = 50_000;
    private static final long IDLE_STEP_MAX_NS = 2_000_000;
    private static final int STALL_ONE_IN = 2_000;
    private static final long STALL_MAX_NS = 1_000_000_000L;
    private static final long STEPS_MAX = 60_000_000;

    final SimulatedClock clock;
    final SimulatedWorld world;
    final List<Found> journal = new ArrayList<>();
    final Engine engine;
    final TargetSpace space;
    final SendingOrder order;
    final PassPlanner planner;
    /** Groups of which nothing more was to be heard before the scan ended. */
    final List<Integer> settledEarly = new ArrayList<>();
    /** Found of hosts of which nothing more was to be heard. */
    final List<Found> late = new ArrayList<>();

    private final SettledGroups settled;
    private final BitSet settledHosts = new BitSet();
    private int settling = SettledGroups.NONE;
    final List<String> decisions = new ArrayList<>();
    private final SplittableRandom random;
    private final FindingRing findings;
    private final Settings settings;
    private final List<Worker> workers = new ArrayList<>();
    private long[] stalledUntilNs;
    private long idleNs;
    private Conductor.Progress checkpoint;
    private Conductor.Progress requested;
    long endedNs;
    long stallMaxNs = STALL_MAX_NS;

    SimulatedScan(
            long seed, TargetSpace space, Shard shard, Settings settings, SimulatedWorld world, SimulatedClock clock) {
        this.random = new SplittableRandom(seed);
        this.settings = settings;
        this.clock = clock;
        this.space = space;
        this.world = world;
        this.findings = new FindingRing(settings.findingSlots());
        this.order = SendingOrder.inGroups(space, settings.groups(), 77, shard);
        boolean mayAddWalks =
                settings.targetCoverage().isPresent() || settings.rateLimits().isPresent() && settings.retries() > 0;
        this.settled = new SettledGroups(order, mayAddWalks ? SettledGroups.NONE : settings.retries());
        this.planner = new PassPlanner(order.length(), settings.retries());
        CookieKey key = CookieKey.of(seed, ~seed);
        Function<Optional<Allowance>, Allowance> allowances = pacer ->
                new BackPressure(pacer.orElseGet(() -> fixedRate(settings)), () -> Engine.isHeldBack(findings));
        this.answered = AnsweredMap.forSize(space.size(), Long.MAX_VALUE);
        this.engine = new Engine(
                new Engine.Parts(
                        space,
                        order,
                        PROBE,
                        List.of(),
                        key,
                        network(world, clock, key, settings.transmitters()),
                        allowances,
                        settings.rateLimits(),
                        settings.targetCoverage(),
                        settings.rateLimits().isPresent() && settings.retries() > 0,
                        answered,
                        findings,
                        clock,
                        planner,
                        new ReplyWait(OptionalLong.empty(), 1_000_000_000L),
                        0,
                        gate(settings, clock),
                        Optional.empty()),
                this::settle,
                this::request,
                (pass, waiting, tick) -> {
                    if (!tick.decision().isEmpty()) {
                        decisions.add(clock.nanoTime() / 1_000_000 + " ms " + pass.kind() + " " + tick);
                    }
                });
    }

    private static Allowance fixedRate(Settings settings) {
        return settings.rateProbesPerSecond() == 0
                ? new Unlimited()
                : new Pacer(settings.rateProbesPerSecond() / settings.transmitters());
    }

    private static Optional<TargetGate> gate(Settings settings, SimulatedClock clock) {
        return settings.caps().isEmpty()
                ? Optional.empty()
                : Optional.of(new TargetCaps(settings.caps(), clock.nanoTime(), address -> false));
    }

    private final AnsweredMap answered;

    /** The network of a world: so many transmitters, one receiver. */
    static Network network(SimulatedWorld world, SimulatedClock clock, CookieKey key, int transmitters) {
        List<LaneTable> tables = new ArrayList<>();
        for (int i = 0; i < transmitters; i++) {
            tables.add(laneTable(world, key));
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

    private static LaneTable laneTable(SimulatedWorld world, CookieKey key) {
        Lane.Exit exit = new Lane.Exit(new SimulatedSender(world));
        Lane lane = new Lane(exit, new TcpTemplate(Framing.ETHERNET, 1, 2, OUR_ADDRESS, PROBE, key), null);
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
        start(first);
        for (long step = 0; !engine.conductor().hasEnded(); step++) {
            if (step == STEPS_MAX) {
                throw new AssertionError("the scan does not end");
            }
            if (clock.nanoTime() >= killNs) {
                return false;
            }
            clock.advanceTo(clock.nanoTime() + turn());
        }
        finish();
        return true;
    }

    /** Runs scans of one clock at the same time, each from its sweep to its end. */
    static void runTogether(List<SimulatedScan> scans) {
        SimulatedClock clock = scans.get(0).clock;
        scans.forEach(scan -> scan.start(scan.planner.sweep()));
        for (long step = 0; scans.stream().anyMatch(SimulatedScan::isRunning); step++) {
            if (step == STEPS_MAX) {
                throw new AssertionError("the scans do not end");
            }
            long pauseNs = Long.MAX_VALUE;
            int first = scans.get(0).random.nextInt(scans.size());
            for (int i = 0; i < scans.size(); i++) {
                SimulatedScan scan = scans.get((first + i) % scans.size());
                pauseNs = scan.isRunning() ? Math.min(pauseNs, scan.turn()) : pauseNs;
                scan.endedNs = scan.isRunning() ? clock.nanoTime() : scan.endedNs;
            }
            clock.advanceTo(clock.nanoTime() + pauseNs);
        }
        scans.forEach(SimulatedScan::finish);
    }

    private boolean isRunning() {
        return !engine.conductor().hasEnded();
    }

    private void start(Pass first) {
        engine.start(first);
        workers.addAll(engine.transmitters());
        workers.add(engine.generator());
        workers.add(engine.receiver());
        workers.add(engine.conductor());
        stalledUntilNs = new long[workers.size()];
    }

    /** Every worker once; returns the time until they should run again. */
    private long turn() {
        int work = 0;
        int offset = random.nextInt(workers.size());
        for (int i = 0; i < workers.size(); i++) {
            int number = (i + offset) % workers.size();
            if (clock.nanoTime() >= stalledUntilNs[number]) {
                work += workers.get(number).doWork();
                stalledUntilNs[number] = nextStallNs();
            }
        }
        work += report();
        idleNs = work == 0 ? Math.min(IDLE_STEP_MAX_NS, Math.max(IDLE_STEP_NS, 2 * idleNs)) : 0;
        return work == 0 ? untilNextArrival(idleNs) : 1_000 + random.nextInt(20_000);
    }

    private void finish() {
        do {
            engine.receiver().doWork();
        } while (findings.poll(this::journal, Integer.MAX_VALUE) > 0);
    }

    /** A pause while nothing happens, but not past the next packet by more than the shortest step. */
    private long untilNextArrival(long idleNs) {
        return Math.max(IDLE_STEP_NS, Math.min(idleNs, world.nextArrivalNs() - clock.nanoTime()));
    }

    /** Threads of a busy machine do not run when they should: now and then one pauses for up to a second. */
    private long nextStallNs() {
        return random.nextInt(STALL_ONE_IN) == 0 ? clock.nanoTime() + random.nextLong(stallMaxNs) : 0;
    }

    private int report() {
        int taken = random.nextDouble() < settings.reporterShare() ? findings.poll(this::journal, 64) : -1;
        if (taken == 0) {
            takeSettled();
        }
        taken = Math.max(0, taken);
        if (requested != null && findings.isEmpty()) {
            checkpoint = requested;
            requested = null;
        }
        return taken;
    }

    /** As the reporter keeps them: the first at once, a later one when every finding before it is in the journal. */
    private void request(Conductor.Progress progress) {
        if (checkpoint == null) {
            checkpoint = progress;
        } else if (!findings.hasSpilled()) {
            requested = progress;
        }
    }

    private void settle(Conductor.Progress now) {
        if (!findings.hasSpilled()) {
            settled.reached(now);
        }
    }

    /** As the reporter of hosts does: a group counts once nothing is left that was found before it was settled. */
    private void takeSettled() {
        if (settling != SettledGroups.NONE) {
            settledEarly.add(settling);
            for (long host : order.hostsOfGroup(settling)) {
                settledHosts.set((int) host);
            }
        }
        settling = settled.take();
    }

    private void journal(Finding finding) {
        Found found = new Found(finding.index, Target.of(finding.address, finding.port), finding.state);
        journal.add(found);
        if (settledHosts.get((int) (finding.index / space.ports().size()))) {
            late.add(found);
        }
    }

    /** Continues after a kill of {@code killed}: its checkpoint and its whole journal are what is left. */
    Pass resumeFrom(SimulatedScan killed) {
        journal.addAll(killed.journal);
        killed.journal.forEach(found -> engine.restored(found.index(), found.state()));
        return Resumption.restore(Resumption.save(killed.checkpoint, Map.of(), 0), planner);
    }

    Measurements measurements() {
        return engine.measure();
    }
}
