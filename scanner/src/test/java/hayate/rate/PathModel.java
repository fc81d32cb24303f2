package hayate.rate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Sweeps over a common path in steps of a millisecond of virtual time: what their controllers would see, without packets.
 * The path has a bottleneck, loss that is independent of everything, and bursts of loss.
 */
final class PathModel {
    /** Bursts of loss: how often on average, how long, and what share is lost in them. */
    record Bursts(double perSecond, double seconds, double loss) {
        static final Bursts NONE = new Bursts(0, 0, 0);
    }

    /**
     * What became of a sweep.
     *
     * @param ideal seconds that a sweep at exactly the limit takes
     * @param found share of the answering targets
     * @param probes per target
     * @param part of what the path carried while all sweeps ran
     * @param told what the scan itself says of what it found
     */
    record Result(
            double seconds, double ideal, double found, double probes, double part, Optional<CoverageEstimate> told) {}

    static final double DT = 0.001;
    private static final double SECONDS_MAX = 3000;

    final SplittableRandom random;
    final Bottleneck bottleneck;
    final double baseLoss;
    final Bursts bursts;
    private double burstUntil;

    PathModel(long seed, Bottleneck bottleneck, double baseLoss, Bursts bursts) {
        this.random = new SplittableRandom(seed);
        this.bottleneck = bottleneck;
        this.baseLoss = baseLoss;
        this.bursts = bursts;
    }

    /** Runs sweeps at the same time, each to the end of its repairs. */
    List<Result> run(SweepModel... sweeps) {
        double targets =
                Arrays.stream(sweeps).mapToDouble(sweep -> sweep.targets).sum();
        double served = 0;
        double ideal = 0;
        double[] carried = new double[sweeps.length];
        double now = 0;
        while (Arrays.stream(sweeps).anyMatch(sweep -> !sweep.ended) && now < SECONDS_MAX && now < 1 + 20 * ideal) {
            if (served < targets) {
                served += bottleneck.limitAt.applyAsDouble(now) * DT;
                ideal += DT;
            }
            double offered = 0;
            for (SweepModel sweep : sweeps) {
                offered += sweep.offer(now, DT, bottleneck);
            }
            double passed = bottleneck.pass(now, DT, offered);
            double survives = passed * (1 - baseLoss) * (1 - burstLoss(now));
            boolean all = Arrays.stream(sweeps).noneMatch(sweep -> sweep.ended);
            for (int i = 0; i < sweeps.length; i++) {
                carried[i] += all ? sweeps[i].offered * passed : 0;
                sweeps[i].send(now, survives, bottleneck.queueSeconds);
            }
            now += DT;
            for (SweepModel sweep : sweeps) {
                sweep.decide(now);
            }
        }
        List<Result> results = new ArrayList<>();
        double sum = Arrays.stream(carried).sum();
        for (int i = 0; i < sweeps.length; i++) {
            results.add(sweeps[i].result(ideal, carried[i] / sum));
        }
        return results;
    }

    private double burstLoss(double now) {
        if (random.nextDouble() < bursts.perSecond() * DT) {
            burstUntil = now + bursts.seconds() * 2 * random.nextDouble();
        }
        return now < burstUntil ? bursts.loss() : 0;
    }
}
