package hayate.work;

/** One role of a scan, run by one thread: call {@link #doWork()} until told to stop. */
public interface Worker {
    /**
     * Does what can be done now without waiting.
     *
     * @return how much was done; 0 lets the idle strategy pause the thread
     */
    int doWork();

    /** What the thread is called. */
    String roleName();

    /** Called once on the worker's thread after the last {@link #doWork()}. */
    default void onClose() {}
}
