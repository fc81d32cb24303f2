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
    static final int ALIKE_IF_FULL = 3;

    private static final int COMPARED_MAX = 512;
    /** What goes on dripping as it did before it was asked repeats so many bytes at most. */
    private static final int PERIOD_MAX = 64;
    /** A banner that came within less was not dripped. */
    private static final long DRIP_NS = 100_000_000L;

    private byte[] unasked = new byte[0];
    /** The first answer of a server that was not heard unasked yet: where it is slow, it may have said that unasked, too. */
    private byte[] early = new byte[0];

    private boolean earlyIsFull;
    private boolean floods;
    private boolean drips;
    private int alike;
    private boolean broken;

    /** What a connection on which a probe was sent says of it. */
    enum Sign {
        ALIKE,
        ALIKE_AND_FULL,
        UNLIKE,
        /** Nothing came, not even what comes unasked, for it was busy; or a drip that may have gone on or been an answer. */
        NONE
    }

    /** What came before anything was sent. */
    void addUnasked(Connection connection) {
        floods |= connection.isFull();
        drips |= connection.lastDataNs - connection.firstDataNs >= DRIP_NS;
        if (connection.answerBytes() > unasked.length) {
            unasked = Arrays.copyOf(connection.answer(), Math.min(COMPARED_MAX, connection.answerBytes()));
            broken |= early.length > 0 && sign(early, early.length, earlyIsFull) == Sign.UNLIKE;
            early = new byte[0];
        }
    }

    /** All that came over a connection on which a probe was sent. */
    Sign add(Connection connection) {
        if (unasked.length == 0 && !broken) {
            keepEarly(connection);
            return Sign.NONE;
        }
        Sign sign = sign(connection.answer(), connection.answerBytes(), connection.isFull());
        broken |= sign == Sign.UNLIKE;
        alike += sign == Sign.ALIKE_AND_FULL ? ALIKE_IF_FULL : sign == Sign.ALIKE ? 1 : 0;
        return sign;
    }

    private void keepEarly(Connection connection) {
        if (early.length == 0) {
            early = Arrays.copyOf(connection.answer(), Math.min(COMPARED_MAX, connection.answerBytes()));
            earlyIsFull = connection.isFull();
        }
    }

    private Sign sign(byte[] answer, int answerBytes, boolean full) {
        if (answerBytes == 0 && unasked.length > 0) {
            return Sign.NONE;
        }
        if (floods && full) {
            return Sign.ALIKE_AND_FULL;
        }
        int bytes = Math.min(COMPARED_MAX, answerBytes);
        int known = Math.min(bytes, unasked.length);
        if (known == 0 || Arrays.mismatch(unasked, 0, known, answer, 0, known) >= 0) {
            return Sign.UNLIKE;
        }
        if (bytes > known && (!drips || !isRepetition(answer, known, bytes))) {
            return isRepetition(answer, known, bytes) ? Sign.NONE : Sign.UNLIKE;
        }
        return full ? Sign.ALIKE_AND_FULL : Sign.ALIKE;
    }

    /** Whether what is from a place on repeats what is before it. */
    private static boolean isRepetition(byte[] answer, int from, int to) {
        for (int period = 1; period <= Math.min(PERIOD_MAX, from); period++) {
            if (Arrays.equals(answer, from, to, answer, from - period, to - period)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it fills all that is read of it before it is asked anything. */
    boolean floods() {
        return floods;
    }

    /** Whether all answers were the same, and there were enough of them. */
    boolean isCertain() {
        return !broken && alike >= ALIKE_MIN;
    }

    /** Whether nothing was unlike what it says unasked. */
    boolean isUnbroken() {
        return !broken;
    }
}
