package hayate.rate;

/**
 * What a {@link RateController} may do, all rates in probes per second.
 *
 * @param startRate the first rate
 * @param safeRate the highest rate without any evidence that the path carries it
 * @param minRate never below
 * @param maxRate never above, may be infinite
 * @param lossBudget loss share beyond which the rate is cut at once, 0..1
 * @param marginMin how far below the limit to stay at least, 0..1
 */
public record RateLimits(
        double startRate, double safeRate, double minRate, double maxRate, double lossBudget, double marginMin) {
    /** Brings start and safe rate between minimum and maximum. */
    public RateLimits {
        if (!(minRate >= 0 && minRate <= maxRate && maxRate > 0)) {
            throw new IllegalArgumentException("rates " + minRate + " to " + maxRate);
        }
        startRate = Math.max(minRate, Math.min(maxRate, startRate));
        safeRate = Math.max(startRate, Math.min(maxRate, safeRate));
    }

    /** The same with no rate above this one. */
    RateLimits below(double probesPerSecond) {
        double max = Math.min(maxRate, probesPerSecond);
        return new RateLimits(startRate, safeRate, Math.min(minRate, max), max, lossBudget, marginMin);
    }
}
