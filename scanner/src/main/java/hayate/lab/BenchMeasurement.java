package hayate.lab;

import org.HdrHistogram.Histogram;

/** One way of doing the work, which is run for a while, several times. */
interface BenchMeasurement {
    /** What the table calls it. */
    String name();

    /** Runs for {@code durationNs}, bounded, and says what came of it. */
    Sample run(long durationNs) throws Exception;

    /**
     * What one run gave.
     *
     * @param packets packets made, handed over or accepted by the device
     * @param elapsedNs the time it took
     * @param failed packets that the device refused for good
     * @param gapsNs time between batches, or null where there are none
     */
    record Sample(long packets, long elapsedNs, long failed, Histogram gapsNs) {
        double packetsPerSecond() {
            return packets * 1e9 / elapsedNs;
        }
    }
}
