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

    /** Any thread: ends a wait inside of {@link #doWork()}, so that the thread can be stopped at once. */
    default void wakeUp() {}

    /** Called once on the worker's thread after the last {@link #doWork()}. */
    default void onClose() {}
}
