package hayate.net;

/** Sleeps that end when they are told to: Linux rounds those of an ordinary thread up by as much as 50 µs. */
public final class SharpTimers {
    private static final boolean LINUX = "Linux".equals(System.getProperty("os.name"));
    private static final long LEAST_NS = 1;

    private SharpTimers() {}

    /** From now on the calling thread's; false where the system knows no such thing. */
    public static boolean ofThisThread() {
        return LINUX && Libc.setTimerSlack(LEAST_NS);
    }
}
