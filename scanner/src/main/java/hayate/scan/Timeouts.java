package hayate.scan;

import java.util.OptionalLong;

/**
 * How long to wait for what, where that was said. A limit to round trips that was said moves the others so that they stay
 * in order.
 *
 * @param initialRttNs the wait for an answer while no round trip is known
 * @param minRttNs the wait is never shorter
 * @param maxRttNs the wait is never longer
 * @param hostNs how long a host may take
 */
public record Timeouts(OptionalLong initialRttNs, OptionalLong minRttNs, OptionalLong maxRttNs, OptionalLong hostNs) {
    /** Nothing was said. */
    static final Timeouts NONE =
            new Timeouts(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    /** A lost SYN is sent again by the kernel after a second. */
    private static final long CONNECT_MIN_NS = 1_500_000_000L;

    /** The first wait, by default so long. */
    long initialNs(long defaultNs) {
        return initialRttNs.orElseGet(
                () -> Math.min(maxRttNs.orElse(Long.MAX_VALUE), Math.max(minRttNs.orElse(0), defaultNs)));
    }

    /** The shortest wait, by default so long. */
    long minNs(long defaultNs) {
        return minRttNs.orElseGet(() ->
                Math.min(defaultNs, Math.min(maxRttNs.orElse(Long.MAX_VALUE), initialRttNs.orElse(Long.MAX_VALUE))));
    }

    /** The longest wait, by default so long. */
    long maxNs(long defaultNs) {
        return maxRttNs.orElseGet(() -> Math.max(defaultNs, Math.max(minRttNs.orElse(0), initialRttNs.orElse(0))));
    }

    /** How long a connection to a service may take, by default so long. */
    long connectNs(long defaultNs) {
        return maxRttNs.isPresent() ? Math.max(CONNECT_MIN_NS, maxRttNs.getAsLong()) : defaultNs;
    }
}
