package hayate.service;

import java.util.BitSet;

/**
 * How a port takes connections beside each other, as far as what became of them tells. Some servers take one client at a time: what is
 * asked beside another connection waits in their backlog, and is let go before they have seen it. Others take seconds to say anything,
 * even to hang up. One that answers or hangs up while an earlier connection stands takes several at once; where it does so only
 * while none stands before, and connections behind others have brought nothing {@value #IN_LINE_MIN} times, they may have waited.
 * Then one is waited for at a time, until {@value #SILENT_ALONE_MAX} were silent that were asked alone. Owned by the scanner's thread.
 */
final class Tempo {
    static final int IN_LINE_MIN = 2;
    static final int SILENT_ALONE_MAX = 4;
    /** What takes longer to answer, or to hang up, is late. */
    static final long LATE_MIN_NS = 1_000_000_000L;

    private static final long LATE_MAX_NS = 7_000_000_000L;

    /** What is to be done about what was let go without a word. */
    enum Advice {
        GO_ON,
        /** Ask that again, behind nothing that is listened to. */
        IN_LINE,
        /** Ask that again, and wait longer. */
        LATER
    }

    private enum Manner {
        UNKNOWN,
        AT_ONCE,
        IN_LINE
    }

    private Manner manner = Manner.UNKNOWN;
    private boolean reacts;
    private int inLine;
    private int silentAlone;
    private long lateNs;
    private BitSet unheard = new BitSet(0);

    /**
     * A connection said something after it was asked, or was hung up on.
     *
     * @param behind whether one that was begun before it still stands
     */
    Advice reacted(Connection connection, boolean behind, long nowNs) {
        reacts = true;
        if (behind && manner == Manner.UNKNOWN) {
            manner = Manner.AT_ONCE;
        }
        long afterNs = nowNs - connection.askedNs;
        boolean firstLate = lateNs == 0 && afterNs >= LATE_MIN_NS && afterNs <= LATE_MAX_NS;
        if (!connection.begunAlone || !firstLate || connection.probe.isNull()) {
            return Advice.GO_ON;
        }
        lateNs = afterNs + afterNs / 4;
        return Advice.LATER;
    }

    /** A connection is let go that brought nothing. */
    Advice silent(Connection connection, boolean behind) {
        if (connection.order != Agenda.LISTENING && !connection.begunAlone) {
            unheard.set(connection.order);
        }
        inLine += behind ? 1 : 0;
        silentAlone += manner == Manner.IN_LINE && connection.begunAlone ? 1 : 0;
        if (manner == Manner.UNKNOWN && reacts && lateNs == 0 && inLine >= IN_LINE_MIN) {
            manner = Manner.IN_LINE;
            return Advice.IN_LINE;
        }
        return Advice.GO_ON;
    }

    /** Connections beside others were not even taken. */
    void notTaken() {
        manner = Manner.IN_LINE;
    }

    /** Whether it is asked one thing at a time, since it reacts to most, though it may take a while to turn to the next. */
    boolean isStrict() {
        return manner == Manner.IN_LINE && reacts && silentAlone < SILENT_ALONE_MAX;
    }

    /** What brought nothing so far, and is to be asked again. */
    BitSet takeUnheard() {
        BitSet all = unheard;
        unheard = new BitSet(0);
        return all;
    }

    /** Whether connections that wait may be in a line, where one that is reset may cost the server more than one that ends. */
    boolean mayQueue() {
        return reacts && manner != Manner.AT_ONCE;
    }

    /** Whether a silent port may be one that was busy with another connection all the time. */
    boolean isUnknown() {
        return manner == Manner.UNKNOWN;
    }

    /** Whether it hung up when it would have whatever it was asked. */
    boolean isLate(Connection connection, long nowNs) {
        return lateNs > 0 && nowNs - connection.askedNs >= LATE_MIN_NS;
    }

    /** How long its answers may take, a quarter more than the first did; 0 if that is not late. */
    long lateNs() {
        return lateNs;
    }
}
