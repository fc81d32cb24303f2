package hayate.rate;

import java.util.List;
import java.util.Optional;

/**
 * What a calibration found.
 *
 * @param readings every step, in order
 * @param baseLoss share lost at rates that the path carries, NaN if nothing was sent
 * @param cleanRate the highest rate on the way up at which nothing was missing
 * @param limit what the path carries, if it was met
 * @param held the step below the limit at which nothing was missing
 * @param ended why it ended
 * @param probes sent in all
 * @param seconds of sending in all
 */
public record CalibrationResult(
        List<CalibrationStep.Reading> readings,
        double baseLoss,
        double cleanRate,
        Optional<Limit> limit,
        Optional<CalibrationStep.Reading> held,
        String ended,
        long probes,
        double seconds) {
    private static final double TWO_DIGITS = 100;

    /**
     * What the path carries, probes per second, with its 95 % interval.
     *
     * @param rate the mean of the windows
     * @param low lower end
     * @param high upper end
     * @param asked what was sent per second meanwhile
     * @param windows each window's
     */
    public record Limit(double rate, double low, double high, double asked, List<Double> windows) {}

    /** The rate to scan at, probes per second, to two digits; 0 if nothing is known. */
    public double recommendedRate() {
        double rate = held.map(reading -> Math.min(reading.step().rate(), reading.sentPerSecond()))
                .orElseGet(() ->
                        limit.isPresent() ? Math.min(cleanRate, limit.get().low()) : cleanRate);
        double unit = Math.pow(10, Math.floor(Math.log10(Math.max(1, rate)))) / (TWO_DIGITS / 10);
        return rate <= 0 ? 0 : Math.floor(rate / unit) * unit;
    }

    /** The template whose cap lies at or above that rate, the gentlest of them. */
    public Template recommendedTemplate() {
        double rate = recommendedRate();
        for (Template template : List.of(Template.NORMAL, Template.AGGRESSIVE)) {
            if (rate <= template.capProbesPerSecond()) {
                return template;
            }
        }
        return Template.INSANE;
    }
}
