package hayate.service;

import hayate.service.db.ServiceMatch;
import hayate.service.db.ServiceProbe;
import hayate.service.db.StepBudget;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What the last {@value #ANSWERS_MAX} different answers meant. Thousands of floods say the same four kilobytes, and to read them
 * through all patterns may take a millisecond each; to compare them takes one in a thousand of it. Bounded by a megabyte. Owned by the
 * scanner's thread.
 */
final class AnswerMemo {
    private static final int ANSWERS_MAX = 256;

    private final Map<Answer, Optional<ServiceMatch>> known = new Recent<>(ANSWERS_MAX);

    /** All of an answer, and what it answers. */
    private static final class Answer {
        private final int probe;
        private final byte[] bytes;
        private final int hash;

        Answer(int probe, byte[] bytes) {
            this.probe = probe;
            this.bytes = bytes;
            this.hash = 31 * Arrays.hashCode(bytes) + probe;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Answer that && probe == that.probe && Arrays.equals(bytes, that.bytes);
        }
    }

    /** What an answer means, as {@link ServiceProbe#match} has it. */
    Optional<ServiceMatch> match(ServiceProbe probe, byte[] answer, int lengthBytes, StepBudget budget) {
        Answer key = new Answer(probe.number(), Arrays.copyOf(answer, lengthBytes));
        Optional<ServiceMatch> before = known.get(key);
        if (before != null) {
            return before;
        }
        Optional<ServiceMatch> found = probe.match(answer, lengthBytes, budget);
        if (budget.left() > 0) {
            known.put(key, found);
        }
        return found;
    }
}
