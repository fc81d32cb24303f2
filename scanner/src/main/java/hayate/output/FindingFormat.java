package hayate.output;

import hayate.result.Finding;

/**
 * How findings look in one output: a header, records, a footer. Stateless, so that a resumed scan continues in the
 * middle; {@link #record} allocates nothing.
 */
interface FindingFormat {
    /** No record of any format is longer than this many bytes. */
    int RECORD_LENGTH_MAX = 512;

    /** Writes what stands before the first record. */
    default void header(TextBuffer to, DocumentInfo info) {}

    /** Writes one finding, at most {@link #RECORD_LENGTH_MAX} bytes. {@code number} counts the document's records from 0. */
    void record(TextBuffer to, Finding finding, long number);

    /** Writes what stands after the last record; {@code complete} is false if the scan was interrupted. */
    default void footer(TextBuffer to, long endedNs, boolean complete) {}

    /**
     * Whether a file shall end with the footer at every moment, because without it the file does not parse. The next
     * record overwrites it.
     */
    default boolean alwaysEnded() {
        return false;
    }
}
