package hayate.service;

/**
 * How long servers of this run take to answer, beyond their round trip: a histogram by powers of two microseconds. Where
 * {@value #ANSWERS_MIN} have answered, and nearly all of them within milliseconds, silence is told sooner. Owned by the scanner's
 * thread.
 */
final class RunMemory {
    static final int ANSWERS_MIN = 100;

    private static final double SHARE = 0.995;
    private static final long NS_PER_US = 1_000L;
    private static final double TOLD_SHARE = 0.99;
    private static final long TOLD_BUCKET_NS = 100_000_000L;
    private static final int TOLD_BUCKETS = 100;

    private final int[] byExponent = new int[Long.SIZE];
    private int answers;
    private final int[] toldByTime = new int[TOLD_BUCKETS];
    private int told;

    /** A probe was answered so long after it could be. */
    void onAnswer(long thoughtNs) {
        answers++;
        byExponent[Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, thoughtNs / NS_PER_US)) - 1]++;
    }

    /** A service was told by an answer that took so long. */
    void onTold(long afterNs) {
        int bucket = (int) Math.min(TOLD_BUCKETS - 1, Math.max(0, afterNs) / TOLD_BUCKET_NS);
        toldByTime[bucket]++;
        told++;
    }

    /** Within what time nearly all services told themselves, rounded up to a tenth of a second; 0 if none did. */
    long nearlyAllToldNs() {
        int within = 0;
        int bucket = 0;
        while (within < TOLD_SHARE * told) {
            within += toldByTime[bucket++];
        }
        return bucket * TOLD_BUCKET_NS;
    }

    boolean isKnown() {
        return answers >= ANSWERS_MIN;
    }

    /** Within what time nearly all answers came, rounded up to a power of two. */
    long nearlyAllNs() {
        long within = 0;
        int exponent = -1;
        while (within < SHARE * answers) {
            exponent++;
            within += byExponent[exponent];
        }
        return NS_PER_US << exponent + 1;
    }
}
