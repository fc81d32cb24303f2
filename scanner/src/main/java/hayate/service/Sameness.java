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

    /** What fills all that is read of it would say so much before it could be asked anything. */
    private static final int ALIKE_IF_FULL = 3;

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
        alike += connection.isFull() ? ALIKE_IF_FULL : 1;
    }

    /** Whether all answers were the same, and there were enough of them. */
    boolean isCertain() {
        return !broken && alike >= ALIKE_MIN;
    }
}
