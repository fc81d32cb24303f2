package hayate.rate;

/**
 * The rate on a path that others use too, or that changes: additive increase, multiplicative decrease. Owned by the
 * conductor.
 *
 * <p>A limit measured under company is one's own part of what all lose, so scans that go by it keep whatever shares they
 * came to, and lose a little all the time. Here each clean window raises the rate by {@value #UP} of its fourth root (below 40,000/s {@value #UP_SLOW} of its square root) in
 * probes/s, and loss that stays lowers it by a quarter or more: a binomial control (Bansal and Balakrishnan, 2001), under which
 * equal scans come to equal shares, at 20,000/s in steps of 8 %, at 100,000/s of 2.5 %. Every lossy window is sent again. Above
 * the rate at which loss last began it goes on by a quarter: whoever was there has gone, or the path has widened.
 */
final class SharedPath {
    private static final double UP = 140;
    private static final double UP_SLOW = 10;
    private static final double BEYOND = 1.05;
    private static final double DOWN = 0.75;
    private static final double DOWN_MAX = 0.5;
    private static final double LEAP = 1.25;
    private static final int CLEAN_TO_LEAP = 8;
    private static final double EXPECTED_EARLY = 60;
    private static final double EXPECTED = 1000;
    private static final double SECONDS_MIN = 0.1;
    private static final double SECONDS_MAX = 1;
    private static final double EARLY_Z = 3.5;
    private static final double Z = 2.5;
    private static final double EARLY_LOSS_MIN = 0.03;
    private static final double LOSS_MIN = 0.01;
    private static final double BETTER_Z = -3;
    private static final double BETTER_SHARE = 1.01;
    private static final int LOSSY_TO_ACCEPT = 5;
    private static final double SAME_LOSS = 0.7;

    enum Move {
        WAIT,
        UP,
        LOSSY
    }

    private int clean;
    private int lossy;
    private double firstLoss;
    private double lossyRate;

    void restart() {
        clean = 0;
        lossy = 0;
        lossyRate = 0;
    }

    Move judge(AnswerShare.Judgement judgement, double seconds) {
        if (judgement.expected() >= EXPECTED_EARLY && judgement.z() >= EARLY_Z && judgement.loss() >= EARLY_LOSS_MIN) {
            return Move.LOSSY;
        }
        boolean enough = judgement.expected() >= EXPECTED && seconds >= SECONDS_MIN;
        if (!enough && seconds < SECONDS_MAX) {
            return Move.WAIT;
        }
        if (judgement.z() >= Z && judgement.loss() >= LOSS_MIN) {
            return Move.LOSSY;
        }
        clean++;
        lossy = 0;
        return Move.UP;
    }

    /** Loss that stayed; whether it has stayed the same while the rate fell by half: then it is the path's own. */
    boolean isItsOwn(double loss) {
        clean = 0;
        firstLoss = lossy == 0 ? loss : firstLoss;
        lossy++;
        if (lossy >= LOSSY_TO_ACCEPT) {
            lossy = 0;
            return loss > SAME_LOSS * firstLoss;
        }
        return false;
    }

    boolean isBetter(AnswerShare.Judgement judgement) {
        return judgement.z() <= BETTER_Z && judgement.observed() > BETTER_SHARE * judgement.expected();
    }

    /** After a clean window; well above the rate that lost last, the others have gone, or the path has widened. */
    double higher(double rate) {
        boolean leaps = lossyRate > 0 ? rate > BEYOND * lossyRate : clean >= CLEAN_TO_LEAP;
        return leaps ? LEAP * rate : rate + Math.min(UP_SLOW * Math.sqrt(rate), UP * Math.sqrt(Math.sqrt(rate)));
    }

    double lower(double rate, double loss) {
        lossyRate = rate;
        return rate * Math.max(DOWN_MAX, Math.min(DOWN, 1 - 1.1 * loss));
    }
}
