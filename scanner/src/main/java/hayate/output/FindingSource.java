package hayate.output;

import hayate.result.FindingRing;
import hayate.result.FindingSink;

/** Where the reporter takes findings from. Used by the reporter's thread only. */
@FunctionalInterface
public interface FindingSource {
    /**
     * Hands over what is there without waiting.
     *
     * @param limit how many at most
     * @return how many were handed over
     */
    int poll(FindingSink sink, int limit);

    /** Whether nothing is left, not even on its way to where {@link #poll} finds it. */
    default boolean isEmpty() {
        return true;
    }

    /** The ring and its spill. */
    static FindingSource of(FindingRing ring) {
        return new FindingSource() {
            @Override
            public int poll(FindingSink sink, int limit) {
                return ring.poll(sink, limit);
            }

            @Override
            public boolean isEmpty() {
                return ring.isEmpty();
            }
        };
    }
}
