package hayate.rate;

/**
 * {@link Portions} at one rate.
 *
 * @param quantumProbes the sender waits until so many are due
 * @param burstProbes so many go at once at most
 * @param burstNs being late by so much is forgiven
 */
record Portion(double quantumProbes, double burstProbes, double burstNs) {
    static final long SMALL_BURST_NS = 20_000;
    private static final long SMALL_QUANTUM_NS = 10_000;
    private static final long BURST_NS = 700_000;
    private static final long QUANTUM_NS = 400_000;
    private static final long PAIR_NS = 2_000_000;
    /** What a sleep takes at least: what is further apart is slept between. */
    private static final long SLEEP_NS = 50_000;

    /** Whether probes go in pairs at least. */
    static boolean inPairs(double intervalNs) {
        return 2 * intervalNs <= PAIR_NS;
    }

    static Portion of(Portions portions, double intervalNs, double catchUpIntervalNs) {
        Portion usual = usual(intervalNs);
        if (Double.isInfinite(portions.most())) {
            return usual;
        }
        double most = Math.max(portions.most(), Math.floor(SMALL_BURST_NS / intervalNs) + 1);
        double quantum = Math.min(usual.quantumProbes, smallQuantum(most, intervalNs));
        double burstNs = Math.max(SMALL_BURST_NS, (most - 1) * catchUpIntervalNs);
        return new Portion(quantum, most, Math.min(burstNs(quantum, intervalNs), burstNs));
    }

    private static Portion usual(double intervalNs) {
        double quantum = Math.max(inPairs(intervalNs) ? 2 : 1, Math.floor(QUANTUM_NS / intervalNs));
        double burstNs = burstNs(quantum, intervalNs);
        return new Portion(quantum, Math.max(quantum, Math.floor(burstNs / intervalNs)), burstNs);
    }

    /** The second of a pair is what a window may hold beyond 1.01 times its share and one probe. */
    private static double burstNs(double quantum, double intervalNs) {
        return BURST_NS + (quantum == 2 ? intervalNs : 0);
    }

    /** Half of the most, so that being late is forgiven; but less than a sleep brings is not worth waiting for. */
    private static double smallQuantum(double most, double intervalNs) {
        double half = Math.floor(most / 2);
        return half * intervalNs >= SLEEP_NS ? half : Math.max(1, Math.floor(SMALL_QUANTUM_NS / intervalNs));
    }

    /** How many at once are no more than the usual ones at this rate. */
    static double usualMost(double probesPerSecond) {
        return usual(1e9 / probesPerSecond).burstProbes;
    }
}
