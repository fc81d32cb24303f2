package hayate.rate;

import java.util.Optional;

/**
 * What share of the targets that answer at all was found, with its 95 % interval, from two or more attempts at the same
 * targets (capture and recapture, Lincoln and Petersen).
 *
 * <p>Assumes that a packet is lost independently of the one before to the same target. What breaks it: loss in bursts
 * longer than the time between two attempts, hosts that answer a source only once, and whatever never answers (a
 * firewall is no loss and does not count). Intervals are Wilson's.
 *
 * @param share found share, 0..1
 * @param low lower end of the interval
 * @param high upper end
 * @param pathLoss share of single attempts that stay without answer though the target answers
 */
public record CoverageEstimate(double share, double low, double high, double pathLoss) {
    private static final double Z = 1.96;
    private static final long SAMPLES_MIN = 50;
    private static final double ONE_SIDED = 0.1;
    private static final double RARE_MAX = 30;

    /** How many packets were asked for an answer, and how many were answered. */
    public record Answered(long asked, long answers) {
        /** None. */
        public static final Answered NONE = new Answered(0, 0);

        Answered plus(Answered more) {
            return new Answered(asked + more.asked, answers + more.answers);
        }

        boolean isEnough() {
            return asked >= SAMPLES_MIN;
        }

        /** The share that stayed without answer, with Wilson's interval. */
        private Loss loss() {
            double p = (asked - answers) / (double) asked;
            double z2 = Z * Z / asked;
            double centre = p + z2 / 2;
            double spread = Z * Math.sqrt(p * (1 - p) / asked + z2 / (4 * asked));
            return new Loss(p, Math.max(0, (centre - spread) / (1 + z2)), Math.min(1, (centre + spread) / (1 + z2)));
        }
    }

    /**
     * A share that is lost, with its 95 % interval.
     *
     * @param share most likely
     * @param low lower end
     * @param high upper end
     */
    public record Loss(double share, double low, double high) {
        /** Nothing tells: all may have been lost, or nothing. */
        public static final Loss UNKNOWN = new Loss(1, 0, 1);

        /** As likely, but the interval holds the other's too. */
        private Loss or(Loss other) {
            return new Loss(share, Math.min(low, other.low), Math.max(high, other.high));
        }

        private Loss odds() {
            return new Loss(odds(share), odds(low), odds(high));
        }

        private static double odds(double share) {
            return Math.min(1, share / (1 - share));
        }
    }

    /**
     * From canaries: targets that had answered, asked once more during the scan.
     *
     * @param passes those beside what is not asked again for it
     * @param heldOut those among them by which nobody judged what is asked again
     * @param repairs those in repairs of the rest
     * @param condemned what condemned attempts lost beside what is lost at any rate
     * @param attempts how often silent targets were asked
     * @param found targets found
     */
    static Optional<CoverageEstimate> ofCanaries(
            Answered passes, Answered heldOut, Answered repairs, Loss condemned, Attempts attempts, long found) {
        Answered all = passes.plus(repairs);
        if (!all.isEnough()) {
            return Optional.empty();
        }
        Loss inPasses = passes.isEnough() ? passes.loss() : all.loss();
        inPasses = heldOut.isEnough() ? inPasses.or(heldOut.loss()) : inPasses;
        Loss inRepairs = repairs.isEnough() ? repairs.loss() : all.loss();
        return Optional.of(of(inPasses, inRepairs, condemned, attempts, found));
    }

    /**
     * From a second pass over the silent: of M answering targets a first pass finds M (1-m), the second M (1-m) m, so the
     * second's part of both is m / (1 + m).
     *
     * @param first targets found by the first pass
     * @param second targets found by the second
     * @param attempts how often each silent target was asked in all
     */
    public static Optional<CoverageEstimate> ofPasses(long first, long second, int attempts) {
        Answered both = new Answered(first + second, first);
        if (!both.isEnough() || second * 2 > both.asked) {
            return Optional.empty();
        }
        Loss loss = both.loss().odds();
        return Optional.of(of(loss, loss, Loss.UNKNOWN, Attempts.clean(attempts), both.asked));
    }

    /** The interval holds the errors of all losses, and the chance by which so many targets were missed this time. */
    private static CoverageEstimate of(Loss passes, Loss repairs, Loss condemned, Attempts attempts, long found) {
        double missed = attempts.missed(passes.share, repairs.share, condemned.share);
        double high = missed
                + hypot(
                        attempts.missed(passes.high, repairs.share, condemned.share) - missed,
                        attempts.missed(passes.share, repairs.high, condemned.share) - missed,
                        attempts.missed(passes.share, repairs.share, condemned.high) - missed);
        double low = missed
                - hypot(
                        missed - attempts.missed(passes.low, repairs.share, condemned.share),
                        missed - attempts.missed(passes.share, repairs.low, condemned.share),
                        missed - attempts.missed(passes.share, repairs.share, condemned.low));
        double chance = Z * Math.sqrt(missed * (1 - missed) / Math.max(1, found));
        double most = Math.max(missed + Math.hypot(high - missed, chance), mostByChance(high, found));
        double least = Math.min(missed - Math.hypot(missed - low, chance), leastByChance(low, found));
        return new CoverageEstimate(1 - missed, Math.max(0, 1 - most), Math.min(1, 1 - least), passes.share);
    }

    private static double hypot(double a, double b, double c) {
        return Math.sqrt(a * a + b * b + c * c);
    }

    /** The share that is missed if so many targets are as one time in ten are exceeded; where few are, none or one is much. */
    private static double mostByChance(double missed, long found) {
        double mean = Math.max(0, missed) * found;
        if (mean > RARE_MAX) {
            return 0;
        }
        double term = Math.exp(-mean);
        double below = term;
        int most = 0;
        while (below < 1 - ONE_SIDED) {
            most++;
            term *= mean / most;
            below += term;
        }
        return most / (double) Math.max(1, found + most);
    }

    /** None missed, where that happens one time in ten. */
    private static double leastByChance(double missed, long found) {
        return Math.exp(-Math.max(0, missed) * found) >= ONE_SIDED ? 0 : 1;
    }

    /** The narrower of two estimates of the same scan. */
    public static Optional<CoverageEstimate> narrower(Optional<CoverageEstimate> a, Optional<CoverageEstimate> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.or(() -> b);
        }
        return a.get().high - a.get().low <= b.get().high - b.get().low ? a : b;
    }
}
