package hayate.work;

/** Time as the scan sees it: the machine's, or a simulation's. Safe to use from any thread. */
public interface Clock {
    /** Monotonic nanoseconds, for intervals (origin arbitrary). */
    long nanoTime();

    /** Nanoseconds since the epoch: the kernel's clock for received packets. */
    long epochNs();
}
