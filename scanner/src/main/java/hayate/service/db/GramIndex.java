package hayate.service.db;

import java.util.BitSet;
import java.util.List;

/**
 * For each line of a probe the four rarest runs of characters that its pattern needs, rarest first, so that most lines are
 * ruled out by one look. Rare is what few lines of the same probe need. Immutable.
 */
final class GramIndex {
    private static final int GRAMS = 4;

    private final char[] grams;

    GramIndex(List<MatchLine> lines) {
        int[] frequency = new int[1 << Character.SIZE];
        BitSet[] needed = new BitSet[lines.size()];
        for (int i = 0; i < needed.length; i++) {
            needed[i] = AnswerGrams.needed(lines.get(i).literals());
            needed[i].stream().forEach(gram -> frequency[gram]++);
        }
        grams = new char[needed.length * GRAMS];
        for (int i = 0; i < needed.length; i++) {
            int at = i * GRAMS;
            for (int gram : rarest(needed[i], frequency)) {
                grams[at++] = (char) gram;
            }
        }
    }

    private static int[] rarest(BitSet needed, int[] frequency) {
        return needed.stream()
                .mapToObj(Integer::valueOf)
                .sorted((a, b) -> Integer.compare(frequency[a], frequency[b]))
                .mapToInt(Integer::intValue)
                .limit(GRAMS)
                .toArray();
    }

    /** The first line from {@code from} on that may match, or -1. */
    int next(int from, AnswerGrams answer) {
        for (int at = from * GRAMS; at < grams.length; at += GRAMS) {
            if (answer.has(grams[at])
                    && answer.has(grams[at + 1])
                    && answer.has(grams[at + 2])
                    && answer.has(grams[at + 3])) {
                return at / GRAMS;
            }
        }
        return -1;
    }
}
