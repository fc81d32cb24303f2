package hayate.lab;

/** The exit codes of the laboratory's commands, the same as the scanner's. */
final class ExitCodes {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    /** Nothing was done because a privilege or a program is missing; the convention of test harnesses for "skipped". */
    static final int NO_PRIVILEGE = 77;

    /** Interrupted, with everything removed. */
    static final int INTERRUPTED = 130;

    private ExitCodes() {}
}
