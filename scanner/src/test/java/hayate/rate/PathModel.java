package hayate.rate;

import hayate.queue.Stretches;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * A path with a policer and base loss, and a sweep over it in steps of a millisecond of virtual time: what the controller
 * would see, without packets. Targets are numbers; which ones got lost is remembered, repairs are walked at the end.
 */
final class PathModel {
    record Result(double seconds, double ideal, double found, double probes) {}

    final SplittableRandom random;
    final double share;
    final double canaryShare;
    final double baseLoss;
    final DoubleUnaryOperator limitAt;
    final double burstSeconds;
    final long feedbackNs;
    final long rttNs;
    double machine = 1e9;
    double credit;
    final List<String> log = new ArrayList<>();

    PathModel(
            long seed,
            double share,
            double canaryShare,
            double baseLoss,
            DoubleUnaryOperator limitAt,
            double burstSeconds,
            long rttNs) {
        this.random = new SplittableRandom(seed);
        this.share = share;
        this.canaryShare = canaryShare;
        this.baseLoss = baseLoss;
        this.limitAt = limitAt;
        this.burstSeconds = burstSeconds;
        this.rttNs = rttNs;
        this.feedbackNs = rttNs + 10_000_000;
    }

    private record Open(
            long from,
            long to,
            double seconds,
            long sent,
            long n,
            long answers,
            long cn,
            long ca,
            long epoch,
            long endNs) {}

    private long binomial(long n, double p) {
        double mean = n * p;
        if (n <= 0 || p <= 0) {
            return 0;
        }
        if (mean > 30 && n * (1 - p) > 30) {
            return Math.max(0, Math.min(n, Math.round(mean + Math.sqrt(mean * (1 - p)) * random.nextGaussian())));
        }
        long k = 0;
        for (long i = 0; i < n; i++) {
            k += random.nextDouble() < p ? 1 : 0;
        }
        return k;
    }

    private final ArrayDeque<Open> pending = new ArrayDeque<>();
    private long nowNs;
    private double debt;
    private double probes;
    private double served;
    private double ideal;

    /** Runs a sweep of {@code targets} and the repairs that it asks for. */
    Result run(RateController controller, long targets) {
        Stretches repairs = new Stretches();
        List<double[]> lost = walk(controller, List.of(new Stretches.Range(0, targets)), null, targets, repairs);
        for (int pass = 0; pass < 5 && !repairs.isEmpty(); pass++) {
            List<Stretches.Range> ranges = repairs.ranges();
            repairs = new Stretches();
            lost = walk(controller, ranges, lost, targets, repairs);
        }
        double missed = lost.stream().mapToDouble(miss -> miss[1]).sum();
        return new Result(nowNs / 1e9, ideal, 1 - missed / (targets * share), probes / targets);
    }

    private List<double[]> walk(
            RateController controller,
            List<Stretches.Range> ranges,
            List<double[]> old,
            long targets,
            Stretches repairs) {
        long from = ranges.get(0).from();
        controller.restart(from, old == null);
        pending.clear();
        List<double[]> lost = new ArrayList<>();
        ArrayDeque<double[]> left = new ArrayDeque<>(old == null ? List.of() : old);
        long startNs = nowNs;
        long tickAt = nowNs;
        long n = 0;
        long a = 0;
        long cn = 0;
        long ca = 0;
        long sent = 0;
        long drainUntil = 0;
        double dt = 0.001;
        int range = 0;
        long step = from;
        while (nowNs < 300_000_000_000L) {
            double limit = limitAt.applyAsDouble(nowNs / 1e9);
            if (served < targets) {
                served += limit * dt;
                ideal += dt;
            }
            credit = Math.min(Math.max(1, limit * burstSeconds), credit + limit * dt);
            boolean over = range == ranges.size();
            if (!over) {
                debt += Math.min(controller.rate(), machine) * dt;
                long send = (long) debt;
                debt -= send;
                long canaries = share * step > 32 || old != null ? binomial(send, controller.canaryShare()) : 0;
                double pass = send == 0 ? 0 : Math.min(1, credit / send);
                credit -= send * pass;
                double survive = pass * (1 - baseLoss);
                long budget = send - canaries;
                while (budget > 0 && range < ranges.size()) {
                    long end = ranges.get(range).to();
                    long walked = Math.min(end - step, old == null ? budget : (long) Math.ceil(budget / (1 - share)));
                    long stepTo = step + walked;
                    if (old == null) {
                        long would = binomial(walked, share);
                        long answered = binomial(would, survive);
                        if (would > answered) {
                            lost.add(new double[] {step, would - answered});
                        }
                        n += walked;
                        a += answered;
                    } else {
                        while (!left.isEmpty() && left.peek()[0] < stepTo) {
                            double[] miss = left.poll();
                            double again = miss[0] < step ? miss[1] : miss[1] - binomial((long) miss[1], survive);
                            if (again > 0) {
                                lost.add(new double[] {miss[0], again});
                            }
                        }
                    }
                    budget -= old == null ? walked : Math.max(1, (long) (walked * (1 - share)));
                    step = stepTo;
                    if (step == end && ++range < ranges.size()) {
                        step = ranges.get(range).from();
                    }
                }
                cn += canaries;
                ca += binomial(canaries, survive);
                probes += send;
                sent += send;
                if (range == ranges.size()) {
                    drainUntil = nowNs + 2 * feedbackNs + 50_000_000;
                }
            } else if (nowNs >= drainUntil) {
                break;
            }
            nowNs += 1_000_000;
            if (nowNs >= tickAt) {
                pending.add(new Open(
                        from,
                        step,
                        range == ranges.size() ? 0 : (nowNs - startNs) / 1e9,
                        sent,
                        n,
                        a,
                        cn,
                        ca,
                        controller.epoch(),
                        nowNs));
                from = step;
                startNs = nowNs;
                n = a = cn = ca = sent = 0;
                List<Interval> done = new ArrayList<>();
                while (!pending.isEmpty() && pending.peek().endNs + feedbackNs <= nowNs) {
                    Open o = pending.poll();
                    done.add(new Interval(
                            o.from,
                            o.to,
                            o.seconds,
                            o.seconds == 0 ? 0 : o.sent,
                            o.n,
                            o.answers,
                            o.cn,
                            o.ca,
                            o.epoch,
                            false));
                }
                controller.decide(nowNs, done, step, feedbackNs);
                controller.drainRepairs().forEach(r -> repairs.add(r.from(), r.to()));
                if (!controller.decision().isEmpty()) {
                    log.add(String.format(
                            "%.3f %s %s rate %.0f limit %.0f loss %.3f",
                            nowNs / 1e9,
                            controller.phase(),
                            controller.decision(),
                            controller.rate(),
                            controller.limit(),
                            controller.loss()));
                }
                tickAt = nowNs + controller.tickNs();
            }
        }
        lost.addAll(left);
        lost.sort((x, y) -> Double.compare(x[0], y[0]));
        return lost;
    }
}
