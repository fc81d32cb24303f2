package hayate.service;

/**
 * What the ports of a host that are done say of the others. A host that answers within 5 ms on three ports will not take a
 * second on the fourth; one whose first {@value #SILENT_MIN} ports all accept and say nothing opens everything and has
 * nothing behind it. Owned by the scanner's thread.
 */
final class HostMemory {
    /** So many silent ports, and hardly any other, make a host one that opens everything. */
    static final int SILENT_MIN = 16;

    private static final int SILENT_PER_TALKING = 8;
    private static final int ANSWERS_MIN = 3;
    private static final int SLACK = 10;
    private static final int CROWD_SLACK = 2;
    private static final long WAIT_MAX_NS = 1_200_000_000L;
    private static final long WAIT_MIN_NS = 400_000_000L;

    /** Where only the run is known: more than where the host is. */
    private static final long RUN_WAIT_MIN_NS = 500_000_000L;

    private static final int ROUND_TRIPS = 6;

    private final RunMemory run;
    private int answers;
    private long slowestAnswerNs;
    private int talking;
    private int silent;

    HostMemory(RunMemory run) {
        this.run = run;
    }

    /** A probe was answered after so long. */
    void onAnswer(long afterNs, long roundTripNs) {
        run.onAnswer(Math.max(0, afterNs - roundTripNs));
        answers++;
        slowestAnswerNs = Math.max(slowestAnswerNs, afterNs);
    }

    /** A service was told by an answer that took so long. */
    void onTold(long afterNs) {
        run.onTold(afterNs);
    }

    /** Within what time nearly all services of this run told themselves. */
    long nearlyAllToldNs() {
        return run.nearlyAllToldNs();
    }

    /** A port is done. */
    void onDone(boolean saidAnything) {
        if (saidAnything) {
            talking++;
        } else {
            silent++;
        }
    }

    /** How long an answer to a probe that nothing speaks for is waited for. */
    long unlikelyWaitNs(long roundTripNs) {
        return waitNs(SLACK, roundTripNs);
    }

    /** The same of one of a crowd none of which was told: others are asked the same. */
    long crowdWaitNs(long roundTripNs) {
        return waitNs(CROWD_SLACK, roundTripNs);
    }

    private long waitNs(int slack, long roundTripNs) {
        if (answers >= ANSWERS_MIN) {
            return Math.max(WAIT_MIN_NS, Math.min(WAIT_MAX_NS, slack * slowestAnswerNs));
        }
        return run.isKnown()
                ? Math.max(
                        RUN_WAIT_MIN_NS, Math.min(WAIT_MAX_NS, slack * run.nearlyAllNs() + ROUND_TRIPS * roundTripNs))
                : WAIT_MAX_NS;
    }

    /** Whether ports of it are open without anything behind them. */
    boolean opensEverything() {
        return silent >= SILENT_MIN && silent >= SILENT_PER_TALKING * talking;
    }
}
