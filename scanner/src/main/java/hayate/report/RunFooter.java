package hayate.report;

/**
 * How a run ended.
 *
 * @param endNs when, nanoseconds since the epoch
 * @param elapsedNs how long it took
 * @param up hosts that are up
 * @param down hosts that are not
 * @param total addresses that were asked for
 * @param error why it ended early, empty if it did not
 */
public record RunFooter(long endNs, long elapsedNs, long up, long down, long total, String error) {}
