package hayate.probe;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Measures what a loop allocates on the present thread. */
public final class Allocations {
    private static final int ROUNDS = 5;

    private Allocations() {}

    /**
     * The fewest bytes that one of several runs after a warm-up allocated. A loop that allocates per turn does so in
     * every run; the virtual machine's own bookkeeping (a method linked late, a deoptimization) is in one of them.
     */
    public static long leastBytes(Runnable loop) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        loop.run();
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getThreadAllocatedBytes(id);
            loop.run();
            least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
        }
        return least;
    }
}
