package hayate.scan;

/** How long to wait for an answer, by the round trips measured so far (RFC 6298), within bounds. */
final class RoundTripTimeout {
    private final long minNs;
    private final long maxNs;
    private long timeoutNs;
    private double smoothedNs;
    private double variationNs;

    /** @param initialNs while no round trip is known */
    RoundTripTimeout(long initialNs, long minNs, long maxNs) {
        this.timeoutNs = initialNs;
        this.minNs = minNs;
        this.maxNs = maxNs;
    }

    long ns() {
        return timeoutNs;
    }

    /** An answer took so long. */
    void sample(long roundTripNs) {
        if (smoothedNs == 0) {
            smoothedNs = roundTripNs;
            variationNs = roundTripNs / 2.0;
        } else {
            variationNs += (Math.abs(roundTripNs - smoothedNs) - variationNs) / 4;
            smoothedNs += (roundTripNs - smoothedNs) / 8;
        }
        timeoutNs = Math.min(maxNs, Math.max(minNs, (long) (smoothedNs + 4 * variationNs)));
    }
}
