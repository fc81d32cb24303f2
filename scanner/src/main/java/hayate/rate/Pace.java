package hayate.rate;

/**
 * A rate, and how what a pause left unsent is made up for.
 *
 * @param probesPerSecond the rate, above 0, infinite for as fast as the machine
 * @param catchUpRate the rate meanwhile, not below it, probes per second
 * @param catchUpMaxNs the longest pause that is made up for
 * @param portions how many go at once
 */
record Pace(double probesPerSecond, double catchUpRate, long catchUpMaxNs, Portions portions) {
    /** Makes up for a second at most, 0.3 % faster: nobody who gave a rate notices. */
    private static final double GENTLY = 1.003;

    private static final long GENTLY_MAX_NS = 1_000_000_000;

    static Pace gently(double probesPerSecond) {
        return new Pace(probesPerSecond, GENTLY * probesPerSecond, GENTLY_MAX_NS, Portions.USUAL);
    }

    /** The same with so many at once. */
    Pace in(Portions others) {
        return new Pace(probesPerSecond, catchUpRate, catchUpMaxNs, others);
    }

    /** The same with nothing faster than {@link #gently} under this cap. */
    Pace below(double cap) {
        return new Pace(
                Math.min(cap, probesPerSecond),
                Math.max(GENTLY * Math.min(cap, probesPerSecond), Math.min(cap, catchUpRate)),
                catchUpMaxNs,
                portions);
    }

    /** For each of so many that send at the same time. */
    Pace dividedBy(int senders) {
        return new Pace(probesPerSecond / senders, catchUpRate / senders, catchUpMaxNs, portions.dividedBy(senders));
    }
}
