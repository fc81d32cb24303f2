package hayate.lab;

import java.lang.management.ManagementFactory;
import org.HdrHistogram.Histogram;

/** One way of doing the work, which is run for a while, several times. */
interface BenchMeasurement {
    /** What the table calls it. */
    String name();

    /** Runs for {@code durationNs}, bounded, and says what came of it. */
    Sample run(long durationNs) throws Exception;

    /** Whether its packets go to the far end, which counts them. */
    default boolean arrives() {
        return true;
    }

    /**
     * What one run gave.
     *
     * @param packets packets made, handed over or accepted by the device
     * @param elapsedNs the time it took
     * @param cpuNs processor time of the thread that did it: what other people's load on the machine does not change
     * @param failed packets that the device refused for good
     * @param gapsNs time between batches, or null where there are none
     * @param arrived packets that the far kernel counted meanwhile, -1 if none were sent to it
     */
    record Sample(long packets, long elapsedNs, long cpuNs, long failed, Histogram gapsNs, long arrived) {
        Sample(long packets, long elapsedNs, long cpuNs, long failed, Histogram gapsNs) {
            this(packets, elapsedNs, cpuNs, failed, gapsNs, -1);
        }

        Sample withArrived(long count) {
            return new Sample(packets, elapsedNs, cpuNs, failed, gapsNs, count);
        }

        double packetsPerSecond() {
            return packets * 1e9 / elapsedNs;
        }

        double packetsPerCpuSecond() {
            return packets * 1e9 / cpuNs;
        }
    }

    /** Processor time of the calling thread so far. */
    static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
