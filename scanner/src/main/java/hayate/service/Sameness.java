package hayate.service;

import java.util.Arrays;

/**
 * Whether a port says the same whatever it is asked: over each connection no more than it says unasked, of which no pattern
 * knows anything. What answered {@value #ALIKE_MIN} probes so will not tell itself by the fiftieth. Servers that answer
 * whatever they do not understand with the same complaint are another thing: that comes only when asked. Owned by the scanner's
 * thread.
 */
final class Sameness {
    static final int ALIKE_MIN = 6;

    private static final int COMPARED_MAX = 512;

    private byte[] unasked = new byte[0];
    private int alike;
    private boolean broken;

    /** What came before anything was sent. */
    void addUnasked(Connection connection) {
        if (connection.answerBytes() > unasked.length) {
            unasked = Arrays.copyOf(connection.answer(), Math.min(COMPARED_MAX, connection.answerBytes()));
        }
    }

    /** All that came over a connection on which a probe was sent. */
    void add(Connection connection) {
        int bytes = Math.min(COMPARED_MAX, connection.answerBytes());
        broken |= bytes == 0
                || bytes > unasked.length
                || Arrays.mismatch(unasked, 0, bytes, connection.answer(), 0, bytes) >= 0;
        alike++;
    }

    /** Whether all answers were the same, and there were enough of them. */
    boolean isCertain() {
        return !broken && alike >= ALIKE_MIN;
    }
}
