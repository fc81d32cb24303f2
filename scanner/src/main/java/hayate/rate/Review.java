package hayate.rate;

import hayate.queue.Stretches;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Looks back on a pass when it is over. While it runs, a decision sees the last second and a reference that may have been
 * taken while others used the path; at the end the best third of the pass tells what the path loses at any rate, and what
 * lost clearly more goes again. Owned by the conductor.
 *
 * <p>The pass is cut into groups that hold as much evidence as {@link #GROUP_CANARIES} canaries, four sizes in turn: a loss
 * of 1 % shows in 1,500, one of 5 % in 100, one of a third in 25. A group has to miss by {@value #LOSSY_Z} standard deviations; the best third of
 * equal groups is better than all by about one of them, so chance condemns one group in some seven hundred.
 */
final class Review {
    private static final int BLOCKS_MAX = 1 << 14;
    private static final int[] GROUP_CANARIES = {1500, 400, 100, 25};
    private static final int GROUPS_MIN = 6;
    private static final double BEST = 1 / 3.0;
    private static final double LOSSY_Z = 4;
    private static final double LOSS_MIN = 0.01;
    /** So many answers of a sweep in which few answer tell as much as a canary. */
    private static final double ANSWERS_LIKE_A_CANARY = 50;

    private record Block(long fromStep, long toStep, Evidence evidence) {
        Block with(Block next) {
            Evidence sum = evidence.copy();
            sum.add(next.evidence);
            return new Block(fromStep, next.toStep, sum);
        }
    }

    private final long stepsMax;
    private List<Block> blocks = new ArrayList<>();

    /** @param stepsMax only the last so many steps can be sent again one by one */
    Review(long stepsMax) {
        this.stepsMax = stepsMax;
    }

    void restart() {
        blocks.clear();
    }

    void add(Interval interval) {
        if (interval.toStep() <= interval.fromStep()) {
            return;
        }
        if (blocks.size() >= BLOCKS_MAX) {
            blocks = halved();
        }
        Evidence evidence = new Evidence();
        evidence.add(interval);
        blocks.add(new Block(interval.fromStep(), interval.toStep(), evidence));
    }

    /** What of the pass so far does not go again. */
    Evidence kept(Stretches condemned) {
        return sum(blocks.stream()
                .filter(block -> !condemned.contains(block.fromStep()))
                .toList());
    }

    private List<Block> halved() {
        List<Block> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < blocks.size(); i += 2) {
            pairs.add(blocks.get(i).with(blocks.get(i + 1)));
        }
        return pairs;
    }

    /** What was lossy beside what goes again anyway. */
    List<Stretches.Range> lossy(Stretches condemned) {
        Stretches lossy = new Stretches();
        long firstStep = blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).toStep() - stepsMax;
        for (int canaries : GROUP_CANARIES) {
            List<Block> left = blocks.stream()
                    .filter(block -> block.fromStep() >= firstStep)
                    .filter(block -> !condemned.contains(block.fromStep()) && !lossy.contains(block.fromStep()))
                    .toList();
            List<List<Block>> groups = groups(left, canaries);
            if (groups.size() < GROUPS_MIN) {
                continue;
            }
            AnswerShare best = best(groups);
            groups.stream()
                    .filter(group -> isLossy(best.judge(sum(group))))
                    .flatMap(List::stream)
                    .forEach(block -> lossy.add(block.fromStep(), block.toStep()));
        }
        return lossy.ranges();
    }

    private static List<List<Block>> groups(List<Block> blocks, int canaries) {
        List<List<Block>> groups = new ArrayList<>();
        List<Block> group = new ArrayList<>();
        double evidence = 0;
        for (Block block : blocks) {
            group.add(block);
            evidence += block.evidence().canaries + block.evidence().answers / ANSWERS_LIKE_A_CANARY;
            if (evidence >= canaries) {
                groups.add(group);
                group = new ArrayList<>();
                evidence = 0;
            }
        }
        return groups;
    }

    private static Evidence sum(List<Block> group) {
        Evidence sum = new Evidence();
        group.forEach(block -> sum.add(block.evidence()));
        return sum;
    }

    private static AnswerShare best(List<List<Block>> groups) {
        AnswerShare all = new AnswerShare();
        groups.forEach(group -> all.learn(sum(group)));
        AnswerShare best = new AnswerShare();
        groups.stream()
                .map(Review::sum)
                .sorted(Comparator.comparingDouble(sum -> all.judge(sum).z()))
                .limit(Math.round(BEST * groups.size()))
                .forEach(best::learn);
        return best;
    }

    private static boolean isLossy(AnswerShare.Judgement judgement) {
        return judgement.z() >= LOSSY_Z && judgement.loss() >= LOSS_MIN;
    }
}
