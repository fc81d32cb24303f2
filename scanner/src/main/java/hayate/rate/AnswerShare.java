package hayate.rate;

/**
 * What the path answers while it loses nothing that depends on the rate: the share of a sweep's probes, and the share of
 * canaries. Against it every other sum of intervals is judged. Owned by the conductor.
 *
 * <p>The order is random, so the answers among n probes are binomial around n times the share, and an interval's
 * deviation is measured in standard deviations: {@code z = (expected - observed) / sqrt(variance)}, the variance holding
 * the sample's own noise, a fifth more for what is not quite independent, and the uncertainty of the reference.
 */
final class AnswerShare {
    /** Answers before the share of a sweep counts as known. */
    static final long ANSWERS_MIN = 8;
    /** Canaries before their loss counts as known. */
    private static final long CANARIES_GOOD = 200;
    /** Canaries before their share counts as known. */
    static final long CANARIES_MIN = 30;

    /** How many answers of a sweep one canary weighs. */
    static final int CANARY_WEIGHT = 4;

    private static final double CANARY_VARIANCE_MIN = 0.05;
    private static final double RARE_MIN = 0.01;
    private static final double QUIET_Z = 2;
    private static final double OVERDISPERSION = 1.2;
    private static final long FADE_AT = 400_000;

    private final Evidence reference = new Evidence();

    /**
     * One kind of answers in a sum of intervals.
     *
     * @param mean how many are expected
     * @param own variance of the sample
     * @param ofReference variance that the reference's error adds
     * @param unit variance of one, as it weighs
     */
    private record Part(double mean, double missing, double own, double ofReference, double unit) {
        static final Part NONE = new Part(0, 0, 0, 0, 1);

        double variance() {
            return own + ofReference;
        }

        /** 1 for a reference that is far larger than the sum, 0 for one that is far smaller. */
        double trust() {
            return mean == 0 ? 0 : own / variance();
        }

        /** Weight in a sum of both kinds. */
        double z() {
            return trust() / unit;
        }
    }

    /** How a sum of intervals compares with the reference. */
    record Judgement(double expected, double observed, double z) {
        /** Share lost, negative if more answered than expected. */
        double loss() {
            return expected == 0 ? 0 : 1 - observed / expected;
        }
    }

    void learn(Evidence clean) {
        reference.add(clean);
        if (reference.answers > FADE_AT || reference.canaries > FADE_AT) {
            reference.fade();
        }
    }

    void replace(Evidence clean) {
        reference.clear();
        reference.add(clean);
    }

    boolean isKnown() {
        return knowsSweep() || knowsCanaries();
    }

    Evidence copy() {
        return reference.copy();
    }

    private boolean knowsSweep() {
        return reference.answers >= ANSWERS_MIN;
    }

    boolean knowsCanaries() {
        return reference.canaries >= CANARIES_MIN;
    }

    /** Share of a sweep's probes that is answered, 0 while unknown. */
    double ofSweep() {
        return reference.asked == 0 ? 0 : (double) reference.answers / reference.asked;
    }

    /** Share of canaries lost in the reference, 0 while unknown. */
    double canaryLoss() {
        return reference.canaries >= CANARIES_GOOD ? 1 - (double) reference.canaryAnswers / reference.canaries : 0;
    }

    /** Share of canaries lost in this sum beyond what the reference and chance explain, 0 if none is. */
    double canaryLoss(Evidence sum) {
        if (!knowsCanaries() || sum.canaries == 0) {
            return 0;
        }
        double share = (reference.canaryAnswers + 1.0) / (reference.canaries + 2.0);
        double missing = sum.canaries * share - sum.canaryAnswers;
        double variance = sum.canaries * share * (1 - share) * (1 + sum.canaries / (double) reference.canaries);
        return missing <= QUIET_Z * Math.sqrt(variance) ? 0 : missing / sum.canaries;
    }

    /** Square of the relative error of the reference. */
    double relativeVariance() {
        double answers = reference.answers + reference.canaryAnswers;
        double share = Math.max(ofSweep(), 0);
        return answers == 0 ? 1 : OVERDISPERSION * Math.max(1 - share, 0.01) / answers;
    }

    /** Answers that the reference rests on. */
    double answers() {
        return reference.answers + reference.canaryAnswers;
    }

    /**
     * Canaries nearly all answer, so a lost one tells more than a lost answer of a sweep: in {@code z} each kind weighs by its
     * own variance, in expected and observed a canary weighs {@value #CANARY_WEIGHT} answers. Each weighs by the error of its
     * reference too: what a large sum of a sweep misses of a small reference is that reference's chance, and must not hide
     * what canaries lose beside it.
     */
    Judgement judge(Evidence sum) {
        Part sweep = knowsSweep() && sum.asked > 0 ? ofSweep(sum) : Part.NONE;
        Part canaries = knowsCanaries() && sum.canaries > 0 ? ofCanaries(sum) : Part.NONE;
        double variance = sweep.z() * sweep.z() * sweep.variance() + canaries.z() * canaries.z() * canaries.variance();
        double missing = sweep.z() * sweep.missing + canaries.z() * canaries.missing;
        double expected = sweep.mean + CANARY_WEIGHT * canaries.mean;
        double weights = sweep.trust() * sweep.mean + CANARY_WEIGHT * canaries.trust() * canaries.mean;
        double lost = sweep.trust() * sweep.missing + CANARY_WEIGHT * canaries.trust() * canaries.missing;
        return new Judgement(
                expected,
                weights == 0 ? 0 : expected * (1 - lost / weights),
                variance == 0 ? 0 : missing / Math.sqrt(OVERDISPERSION * variance));
    }

    private Part ofSweep(Evidence sum) {
        double share = ofSweep();
        double mean = sum.asked * share;
        double rare = Math.max(1 - share, RARE_MIN);
        return new Part(mean, mean - sum.answers, mean * rare, mean * mean * (1 - share) / reference.answers, rare);
    }

    private Part ofCanaries(Evidence sum) {
        // Laplace's rule keeps a share of exactly 1 from making the first lost canary a miracle.
        double share = (reference.canaryAnswers + 1.0) / (reference.canaries + 2.0);
        double mean = sum.canaries * share;
        return new Part(
                mean,
                mean - sum.canaryAnswers,
                mean * Math.max(1 - share, RARE_MIN),
                mean * mean * (1 - share) / (share * reference.canaries),
                Math.max(1 - share, CANARY_VARIANCE_MIN));
    }
}
