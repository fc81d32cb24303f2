package hayate.rate;

import hayate.queue.Stretches;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/**
 * A sweep with its repairs over a {@link PathModel}: targets are numbers, which ones got lost is remembered, intervals are
 * complete when 99 of 100 answers have had time to come. Threads pause now and then.
 */
final class SweepModel {
    private static final long FEEDBACK_UNKNOWN_NS = 300_000_000;
    private static final int REPAIRS_MAX = 10;
    private static final double PACER_BURST_SECONDS = 0.0007;
    private static final int BATCH = 64;
    private static final int SLEEP_NS = 30_000;
    private static final int LATE_NS = 60_000;
    private static final double COLD_SPEED = 0.02;
    private static final double COLD_PAUSES_PER_SECOND = 80;
    private static final double COLD_PAUSE_SECONDS = 0.012;

    /**
     * Where it runs.
     *
     * @param probesPerSecond what it can send
     * @param pausesPerSecond how often a thread pauses
     * @param pauseSeconds for how long at most
     * @param coldSeconds how long code is compiled: it comes to its speed by and by, and the compiler takes its processor
     * @param crowded whether others want every processor, so that the sender sleeps through the shortest pause too
     */
    record Machine(
            double probesPerSecond, double pausesPerSecond, double pauseSeconds, double coldSeconds, boolean crowded) {}

    private static final class Open {
        long from;
        long to;
        double seconds;
        double rest;
        long sent;
        long asked;
        long answers;
        long canaries;
        long canaryAnswers;
        long canariesFrom;
        long canariesTo;
        long epoch;
        long endNs = Long.MAX_VALUE;

        Interval complete() {
            return new Interval(from, to, seconds, rest, sent, asked, answers, canaries, canaryAnswers, epoch, false);
        }
    }

    private record Arrival(double at, Open interval, long answers, long canaryAnswers) {}

    final double targets;
    final List<String> log = new ArrayList<>();
    double offered;

    boolean ended;

    private final AdjustablePacer pacer = new AdjustablePacer(1);
    private long awakeAtNs;
    private final RateController controller;
    private final SplittableRandom random;
    private final double share;
    private final double rttSeconds;
    private final Machine machine;
    private final ModelCanaries canaryPool = new ModelCanaries();
    private final ArrayDeque<Arrival> underWay = new ArrayDeque<>();
    private final ArrayDeque<Open> pending = new ArrayDeque<>();
    private final Histogram latenessUs = new Histogram(1, 60_000_000, 2);
    private Open open = new Open();
    private List<Stretches.Range> ranges;
    private ArrayDeque<double[]> left;
    private List<double[]> lost = new ArrayList<>();
    private Stretches repairs = new Stretches();
    private int pass;
    private int range;
    private long step;
    private long found;
    private double there;
    private double pacedRate;
    private double behind;
    private double allowed;
    private double forgiven;
    private double forgivenBefore;
    private double probes;
    private double seconds;
    private double repeated;
    private double repeatedTwice;
    private double drainUntil;
    private double senderPausedUntil;
    private double conductorPausedUntil;
    private double startedAt;
    private double tickAt;

    SweepModel(long seed, RateController controller, long targets, double share, double rttSeconds, Machine machine) {
        this.random = new SplittableRandom(~seed);
        this.controller = controller;
        this.targets = targets;
        this.share = share;
        this.rttSeconds = rttSeconds;
        this.machine = machine;
        begin(List.of(new Stretches.Range(0, targets)), 0);
    }

    private void begin(List<Stretches.Range> next, double now) {
        ranges = next;
        range = 0;
        step = next.get(0).from();
        left = new ArrayDeque<>(lost);
        lost = new ArrayList<>();
        repairs = new Stretches();
        pending.clear();
        underWay.clear();
        open = new Open();
        open.from = step;
        drainUntil = 0;
        open.canariesFrom = canaryPool.next();
        canaryPool.restart(pass > 0);
        startedAt = now;
        tickAt = now;
        controller.restart(step, pass == 0);
    }

    private boolean isSent() {
        return range == ranges.size();
    }

    /** Packets that it wants to send in the next {@code dt} seconds. */
    double offer(double now, double dt, Bottleneck bottleneck) {
        offered = 0;
        if (random.nextDouble() < machine.pausesPerSecond() * dt) {
            senderPausedUntil = now + machine.pauseSeconds() * random.nextDouble();
        }
        if (now < machine.coldSeconds() && random.nextDouble() < COLD_PAUSES_PER_SECOND * dt) {
            senderPausedUntil = now + COLD_PAUSE_SECONDS * random.nextDouble();
        }
        if (ended || isSent()) {
            return 0;
        }
        pace(dt, now < senderPausedUntil && !bottleneck.takesSingly());
        if (now < senderPausedUntil) {
            return 0;
        }
        if (bottleneck.takesSingly()) {
            offered = offerSingly(now, dt, bottleneck);
            return offered;
        }
        double warm = now < machine.coldSeconds() ? Math.max(COLD_SPEED, now / machine.coldSeconds()) : 1;
        double fastest = warm * machine.probesPerSecond();
        offered = Math.floor(Math.min(allowed, fastest * dt));
        allowed -= offered;
        behind -= offered;
        return offered;
    }

    /** The {@link Pacer} itself, at the moments at which a thread would ask it that sleeps through the longer pauses. */
    private double offerSingly(double now, double dt, Bottleneck bottleneck) {
        pacer.pace(controller.pace());
        long fromNs = (long) (now * 1e9);
        long endNs = (long) ((now + dt) * 1e9);
        long atNs = Math.max(awakeAtNs, fromNs);
        long sent = 0;
        while (atNs < endNs) {
            int allowed = pacer.available(atNs, BATCH);
            if (allowed > 0) {
                pacer.consume(atNs, allowed);
                bottleneck.take(atNs / 1e9, allowed);
                sent += allowed;
                atNs += (long) (1e9 * allowed / machine.probesPerSecond());
            } else {
                long pauseNs = Math.max(1, Math.min(endNs, pacer.nextNs(atNs)) - atNs);
                boolean sleeps = machine.crowded() || pauseNs >= SLEEP_NS;
                atNs += pauseNs + (sleeps ? random.nextInt(LATE_NS) : 0);
            }
        }
        awakeAtNs = atNs;
        return sent;
    }

    /** As {@link Pacer} does: what a pause cost is made up for, but for a change of the rate. */
    private void pace(double dt, boolean isPaused) {
        Pace pace = controller.pace();
        double rate = pace.probesPerSecond();
        if (rate != pacedRate) {
            pacedRate = rate;
            allowed = 0;
            behind = 0;
        }
        double behindMost = Math.max(1, rate * pace.catchUpMaxNs() / 1e9);
        forgiven += isPaused ? Math.max(0, behind - behindMost) / rate : 0;
        behind = Math.min(behind, behindMost) + rate * dt;
        double kept = Math.min(allowed, Math.max(1, rate * PACER_BURST_SECONDS));
        allowed = Math.min(behind, kept + pace.catchUpRate() * dt);
    }

    /** They are sent, and this share of them survives. */
    void send(double now, double survives, double queueSeconds) {
        if (ended || isSent()) {
            return;
        }
        long send = (long) offered;
        long available = canaryPool.available(found, PathModel.DT);
        long canaries = available == 0 ? 0 : Math.min(available, binomial(send, controller.canaryShare(false)));
        long answers = 0;
        long budget = send - canaries;
        while (budget > 0 && !isSent()) {
            long walked = Math.min(
                    ranges.get(range).to() - step, pass == 0 ? budget : (long) Math.ceil(budget / (1 - share)));
            answers += walk(step + walked, survives);
            budget -= pass == 0 ? walked : Math.max(1, (long) (walked * (1 - share)));
            step += walked;
            if (step == ranges.get(range).to() && ++range < ranges.size()) {
                step = ranges.get(range).from();
            }
        }
        long firstCanary = canaryPool.next();
        canaryPool.ask(canaries, () -> random.nextDouble() < survives);
        long canaryAnswers = canaryPool.answers(firstCanary, canaryPool.next(), false);
        underWay.add(new Arrival(now + rttSeconds + queueSeconds, open, answers, canaryAnswers));
        open.canaries += canaries - canaryPool.heldOutFrom(firstCanary);
        open.sent += send;
        probes += send;
        if (isSent()) {
            drainUntil = now + 2 * feedbackNs() / 1e9 + 0.05;
        }
    }

    private long walk(long to, double survives) {
        if (pass == 0) {
            long would = binomial(to - step, share);
            there += would;
            long answered = binomial(would, survives);
            if (would > answered) {
                lost.add(new double[] {step, would - answered});
            }
            open.asked += to - step;
            found += answered;
            return answered;
        }
        while (!left.isEmpty() && left.peek()[0] < to) {
            double[] miss = left.poll();
            double again = miss[0] < step ? miss[1] : miss[1] - binomial((long) miss[1], survives);
            if (again > 0) {
                lost.add(new double[] {miss[0], again});
            }
        }
        return 0;
    }

    /** The conductor runs, if it is time. */
    void decide(double now) {
        if (ended) {
            return;
        }
        while (!underWay.isEmpty() && underWay.peek().at <= now) {
            Arrival arrival = underWay.poll();
            arrival.interval.answers += arrival.answers;
            arrival.interval.canaryAnswers += arrival.canaryAnswers;
            long came = arrival.answers + arrival.canaryAnswers;
            if (came > 0) {
                long lateUs = (long) (1e6 * arrival.at) - arrival.interval.endNs / 1000;
                latenessUs.recordValueWithCount(Math.max(1, Math.min(60_000_000, lateUs)), came);
            }
        }
        if (random.nextDouble() < machine.pausesPerSecond() * 0.001) {
            conductorPausedUntil = now + machine.pauseSeconds() * random.nextDouble();
        }
        if (now < tickAt || now < conductorPausedUntil) {
            return;
        }
        tick(now);
        if (isSent() && now >= drainUntil) {
            endPass(now);
        }
    }

    private void tick(double now) {
        long nowNs = (long) (now * 1e9);
        boolean idle = isSent();
        open.to = step;
        open.seconds = idle ? 0 : now - startedAt;
        open.sent = idle ? 0 : open.sent;
        double forgivenNow = forgiven + pacer.forgivenNs() / 1e9;
        open.rest = idle ? 0 : forgivenNow - forgivenBefore;
        forgivenBefore = forgivenNow;
        open.epoch = controller.epoch();
        open.endNs = nowNs;
        open.canariesTo = canaryPool.next();
        pending.add(open);
        open = new Open();
        open.from = step;
        open.canariesFrom = canaryPool.next();
        startedAt = now;
        List<Interval> done = new ArrayList<>();
        long feedbackNs = feedbackNs();
        while (!pending.isEmpty() && pending.peek().endNs + feedbackNs <= nowNs) {
            Open o = pending.poll();
            Interval interval = o.complete();
            done.add(interval);
            canaryPool.add(interval, o.canariesFrom, o.canariesTo, o.endNs);
        }
        controller.decide(nowNs, done, step, feedbackNs);
        repair(nowNs);
        if (!controller.decision().isEmpty()) {
            log.add(String.format(
                    "%.3f pass %d %s %s rate %.0f limit %.0f loss %.3f",
                    now,
                    pass,
                    controller.phase(),
                    controller.decision(),
                    controller.rate(),
                    controller.limit(),
                    controller.loss()));
        }
        tickAt = now + controller.tickNs() / 1e9;
    }

    private void repair(long nowNs) {
        List<Stretches.Range> more = controller.drainRepairs();
        more.forEach(repair -> repairs.addWithin(ranges, repair));
        canaryPool.onTick(nowNs, more, pending.isEmpty() ? step : pending.peek().from);
    }

    private void endPass(double now) {
        controller.endPass(step);
        repair((long) (now * 1e9));
        lost.addAll(left);
        lost.sort((x, y) -> Double.compare(x[0], y[0]));
        seconds = now;
        if (repairs.isEmpty() || ++pass > REPAIRS_MAX) {
            ended = true;
        } else {
            repeated += pass == 1 ? repairs.steps() : 0;
            repeatedTwice += pass == 2 ? repairs.steps() : 0;
            begin(repairs.ranges(), now);
        }
    }

    private long feedbackNs() {
        if (latenessUs.getTotalCount() < 5) {
            return FEEDBACK_UNKNOWN_NS;
        }
        long us = latenessUs.getValueAtPercentile(99);
        if (latenessUs.getTotalCount() > 20_000) {
            latenessUs.reset();
            latenessUs.recordValueWithCount(Math.max(1, us), 5);
        }
        return us * 1250 + 5_000_000;
    }

    PathModel.Result result(double ideal, double part) {
        double missed = lost.stream().mapToDouble(miss -> miss[1]).sum();
        double all = there == 0 ? 1 : 1 - missed / there;
        double unrepaired = ended ? repairs.steps() / targets : 1;
        Attempts attempts =
                new Attempts(1, unrepaired, Math.min(1 - unrepaired, repeated / targets), repeatedTwice / targets);
        Optional<CoverageEstimate> told = canaryPool.coverage(attempts, (long) (there - missed));
        return new PathModel.Result(seconds, ideal, all, probes / targets, part, told);
    }

    /** Exact while either outcome is rare: it jumps from one rare outcome to the next; else the normal approximation. */
    private long binomial(long n, double p) {
        if (n <= 0 || p <= 0) {
            return 0;
        }
        if (p > 0.5) {
            return n - binomial(n, 1 - p);
        }
        double mean = n * p;
        if (mean > 30) {
            return Math.max(0, Math.min(n, Math.round(mean + Math.sqrt(mean * (1 - p)) * random.nextGaussian())));
        }
        double logMiss = Math.log1p(-p);
        long hits = 0;
        double place = 0;
        while (true) {
            place += 1 + Math.floor(Math.log(1 - random.nextDouble()) / logMiss);
            if (place > n) {
                return hits;
            }
            hits++;
        }
    }
}
