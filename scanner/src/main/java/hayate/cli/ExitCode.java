package hayate.cli;

/** What the process ends with. The numbers are part of the interface: jobs and scripts decide by them. */
public final class ExitCode {
    /** Finished, whether or not anything was open. */
    public static final int DONE = 0;
    /** Failed while running. */
    public static final int FAILED = 1;
    /** The command line, or a file it names, cannot be used. */
    public static final int USAGE = 2;
    /** Ended without having covered everything: resumable, or with losses that were not repaired. */
    public static final int INCOMPLETE = 3;
    /** A privilege is missing; {@code EX_NOPERM} of sysexits(3). */
    public static final int NO_PRIVILEGE = 77;
    /** SIGINT, after everything was saved. */
    public static final int INTERRUPTED = 130;
    /** SIGTERM, after everything was saved. */
    public static final int TERMINATED = 143;

    private ExitCode() {}
}
