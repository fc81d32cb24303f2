package hayate.rate;

import java.util.List;

/**
 * Probes at one rate to targets that are known to answer.
 *
 * @param purpose what it is for
 * @param rate probes per second
 * @param seconds how long
 * @param windows into how many equal parts its answers are counted
 */
public record CalibrationStep(Purpose purpose, double rate, double seconds, int windows) {
    /** What a step is for. */
    public enum Purpose {
        /** Going up until answers are missing. */
        CLIMB,
        /** Asking for more than the path carries, to count what it does carry. */
        OVERLOAD,
        /** Staying below, to see that nothing is missing there. */
        HOLD
    }

    /** How many probes it sends. */
    public long probes() {
        return Math.max(1, Math.round(rate * seconds));
    }

    /**
     * What became of a step.
     *
     * @param step the step
     * @param sent probes that left
     * @param seconds in which they left
     * @param answered those of them that were answered
     * @param windowRates answers per second in each whole window, oldest first
     * @param localLoss whether packets were lost on this machine
     */
    public record Reading(
            CalibrationStep step,
            long sent,
            double seconds,
            long answered,
            List<Double> windowRates,
            boolean localLoss) {
        /** Copies the list. */
        public Reading {
            windowRates = List.copyOf(windowRates);
        }

        /** The rate that was kept. */
        public double sentPerSecond() {
            return seconds <= 0 ? 0 : sent / seconds;
        }

        /** Answers per second of sending. */
        public double answeredPerSecond() {
            return seconds <= 0 ? 0 : answered / seconds;
        }

        /** Share of the probes that was answered. */
        public double share() {
            return sent == 0 ? 0 : answered / (double) sent;
        }

        double[] lastWindows(int count) {
            return windowRates.stream()
                    .skip(Math.max(0, windowRates.size() - count))
                    .mapToDouble(rate -> rate)
                    .toArray();
        }
    }
}
