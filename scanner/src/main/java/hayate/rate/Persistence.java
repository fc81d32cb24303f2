package hayate.rate;

/**
 * Whether loss stays: a path that carries less than it is asked loses all the time, a burst (a thread that paused, a radio
 * link, another scan's probe) is over soon. So a lossy window is only a suspicion; what follows at the same rate is cut into
 * blocks, and two thirds of them have to be lossy too. Owned by the conductor.
 *
 * <p>A block has as many answers as tell a third of the suspected loss from none more often than not; together they have to
 * miss by two standard deviations. So a loss at the border of being seen (z = 3) is confirmed five times of six, and chance
 * or a burst shorter than two thirds of the time asked for about one time in forty.
 */
final class Persistence {
    enum Verdict {
        WAIT,
        STAYS,
        GONE
    }

    private static final double STAYS_Z = 2;
    private static final double STAYS_SHARE = 0.35;
    private static final double BLOCKS_LOSSY = 2 / 3.0;
    private static final int BLOCKS_MIN = 3;
    private static final double BLOCK_LOSSES = 6;
    private static final double EXPECTED_MAX = 400;
    private static final double SECONDS_MAX = 3;

    private final AnswerShare share;
    private final Evidence block = new Evidence();
    private Evidence first;
    private double firstLoss;
    private double expectedMin;
    private double secondsMin;
    private int blocks;
    private int lossyBlocks;

    Persistence(AnswerShare share) {
        this.share = share;
    }

    boolean isPending() {
        return first != null;
    }

    void clear() {
        first = null;
    }

    /** This window was lossy; the next {@code seconds} at least have to agree. */
    void suspect(Evidence lossy, double seconds) {
        first = lossy.copy();
        AnswerShare.Judgement judgement = share.judge(lossy);
        firstLoss = judgement.loss();
        expectedMin = Math.min(judgement.expected(), EXPECTED_MAX);
        secondsMin = seconds;
        block.clear();
        blocks = 0;
        lossyBlocks = 0;
    }

    void add(Interval interval) {
        if (first == null) {
            return;
        }
        block.add(interval);
        AnswerShare.Judgement judgement = share.judge(block);
        if (judgement.expected() >= BLOCK_LOSSES / firstLoss) {
            blocks++;
            lossyBlocks += judgement.loss() >= STAYS_SHARE * firstLoss ? 1 : 0;
            block.clear();
        }
    }

    /** @param since everything after the lossy window */
    Verdict judge(Evidence since) {
        AnswerShare.Judgement now = share.judge(since);
        boolean enough = since.seconds >= secondsMin && blocks >= BLOCKS_MIN && now.expected() >= expectedMin;
        if (!enough && since.seconds < SECONDS_MAX) {
            return Verdict.WAIT;
        }
        boolean stays =
                now.z() >= STAYS_Z && now.loss() >= STAYS_SHARE * firstLoss && lossyBlocks >= BLOCKS_LOSSY * blocks;
        return stays ? Verdict.STAYS : Verdict.GONE;
    }
}
