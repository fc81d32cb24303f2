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

    /**
     * A part of the space one of whose attempts was condemned (sent above the path's limit) and not repeated.
     *
     * @param part of all targets, 0..1
     * @param loss share of that attempt that was lost beside what is lost at any rate
     */
    public record Condemned(double part, double loss) {
        /** Every attempt was as good as every other. */
        public static final Condemned NONE = new Condemned(0, 0);
    }

    /**
     * From canaries: targets that had answered, asked once more during the sweep.
     *
     * @param attempts how often each silent target was asked
     * @param found targets found
     */
    public static Optional<CoverageEstimate> ofCanaries(
            long asked, long answered, int attempts, Condemned condemned, long found) {
        if (asked < SAMPLES_MIN) {
            return Optional.empty();
        }
        double[] miss = wilson(asked - answered, asked);
        return Optional.of(of((asked - answered) / (double) asked, miss[0], miss[1], attempts, condemned, found));
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
        long both = first + second;
        if (both < SAMPLES_MIN || second * 2 > both) {
            return Optional.empty();
        }
        double[] part = wilson(second, both);
        double share = second / (double) both;
        return Optional.of(of(odds(share), odds(part[0]), odds(part[1]), attempts, Condemned.NONE, both));
    }

    private static double odds(double share) {
        return Math.min(1, share / (1 - share));
    }

    /** The interval holds both the error of the loss and the chance by which so many targets were missed this time. */
    private static CoverageEstimate of(
            double miss, double missLow, double missHigh, int attempts, Condemned condemned, long found) {
        double missed = missed(miss, attempts, condemned);
        double chance = Z * Math.sqrt(missed * (1 - missed) / Math.max(1, found));
        double below = Math.hypot(missed(missHigh, attempts, condemned) - missed, chance);
        double above = Math.hypot(missed - missed(missLow, attempts, condemned), chance);
        return new CoverageEstimate(1 - missed, Math.max(0, 1 - missed - below), Math.min(1, 1 - missed + above), miss);
    }

    private static double missed(double miss, int attempts, Condemned condemned) {
        double worse = (1 - (1 - miss) * (1 - condemned.loss())) * Math.pow(miss, attempts - 1.0);
        return (1 - condemned.part()) * Math.pow(miss, attempts) + condemned.part() * worse;
    }

    private static double[] wilson(long successes, long trials) {
        double p = successes / (double) trials;
        double z2 = Z * Z / trials;
        double centre = p + z2 / 2;
        double spread = Z * Math.sqrt(p * (1 - p) / trials + z2 / (4 * trials));
        return new double[] {Math.max(0, (centre - spread) / (1 + z2)), Math.min(1, (centre + spread) / (1 + z2))};
    }

    /** The narrower of two estimates of the same scan. */
    public static Optional<CoverageEstimate> narrower(Optional<CoverageEstimate> a, Optional<CoverageEstimate> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.or(() -> b);
        }
        return a.get().high - a.get().low <= b.get().high - b.get().low ? a : b;
    }
}
