package hayate.output;

import hayate.result.FindingSink;

/** Where the reporter takes findings from: {@code findingRing::poll}. Used by the reporter's thread only. */
@FunctionalInterface
public interface FindingSource {
    /**
     * Hands over what is there without waiting.
     *
     * @param limit how many at most
     * @return how many were handed over
     */
    int poll(FindingSink sink, int limit);
}
