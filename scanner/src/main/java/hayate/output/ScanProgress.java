package hayate.output;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far a scan is, as its conductor knows it; this package keeps it without understanding it.
 *
 * @param pass which pass over the order, from 0
 * @param attempt the attempt number of its probes
 * @param safeStep every step of the pass before this one is sent and its answers were waited for
 * @param resend stretches of the order that must be sent again
 * @param counters totals to continue from
 * @param elapsedNs time spent scanning so far, over all resumes
 */
public record ScanProgress(
        int pass, int attempt, long safeStep, List<Stretch> resend, Map<String, Long> counters, long elapsedNs) {
    /** Nothing sent yet. */
    public static final ScanProgress START = new ScanProgress(0, 0, 0, List.of(), Map.of(), 0);

    /** Copies the collections. */
    public ScanProgress {
        resend = List.copyOf(resend);
        counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
    }

    /** Steps of the order from {@code from}, inclusive, to {@code to}, exclusive. */
    public record Stretch(long from, long to) {
        /** Checks the bounds. */
        public Stretch {
            if (from < 0 || to < from) {
                throw new IllegalArgumentException("stretch " + from + ".." + to);
            }
        }
    }
}
