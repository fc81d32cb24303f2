package hayate.output;

import hayate.result.Finding;
import java.util.List;

/** Sees every finding after it went to the journal and the outputs; on the reporter's thread. */
public interface ResultFollower {
    /** Follows nothing. */
    ResultFollower NONE = new ResultFollower() {
        @Override
        public void onFinding(Finding finding) {}

        @Override
        public List<String> finish(boolean complete) {
            return List.of();
        }
    };

    /** Sees one finding, valid during the call. */
    void onFinding(Finding finding);

    /** Whether who reads standard output has gone, so that the scan should end. */
    default boolean isReaderGone() {
        return false;
    }

    /** After {@link #finish}: whether nothing was left undone in it. */
    default boolean isWhole() {
        return true;
    }

    /**
     * Called between findings, however few there are; must be quick.
     *
     * @param allSeen whether every finding that was there at the last call has been seen
     */
    default void onIdle(long nowNs, boolean allSeen) {}

    /**
     * Every finding was seen. The journal is still there, and stays if something goes wrong here.
     *
     * @param complete whether every target was asked as planned
     * @return what went wrong, a line each
     */
    List<String> finish(boolean complete);
}
