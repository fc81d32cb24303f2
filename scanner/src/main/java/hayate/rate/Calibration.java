package hayate.rate;

import hayate.rate.CalibrationStep.Purpose;
import hayate.rate.CalibrationStep.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which rates a calibration tries, and what it makes of the answers. Owned by the conductor.
 *
 * <p>Three stages. CLIMB: twice the rate as long as the share of answers is what it was at the lowest rates. OVERLOAD: half
 * as much again as the path seems to carry, without a pause, in windows; a policer or a queue gives more while it empties
 * or fills, so the first windows do not count and the others have to agree. What is answered per second on that far side of
 * the limit, over the share answered below it, is the limit. HOLD: a little below, to see that it is kept.
 *
 * <p>Worked: 100,000/s, all answering. CLIMB to 128,000/s takes 4 s and 80,000 probes; OVERLOAD at 150,000/s for 2 s brings
 * five windows of 25,000 answers, so the limit to within 1 %; HOLD at 94,000/s for 2 s.
 */
public final class Calibration {
    /** What it may do: highest rate, probes in all, seconds of sending in all. */
    public record Limits(double maxRate, long maxProbes, double maxSeconds) {}

    private static final double FIRST_RATE = 250;
    /** Answers that a step of the way up wants. */
    private static final double ANSWERS_WANTED = 300;

    private static final double CLIMB_FACTOR = 2;
    private static final double CLIMB_SECONDS_MIN = 0.3;
    private static final double CLIMB_LOSS = 0.08;
    private static final double CLIMB_Z = 4;
    private static final double WELL_BELOW = 0.75;
    private static final double OVERLOAD_FACTOR = 1.5;
    private static final double WINDOW_ANSWERS = 5000;
    private static final double WINDOW_SECONDS_MIN = 0.25;
    private static final double WINDOW_SECONDS_MAX = 1;
    private static final int WINDOWS = 9;
    private static final int WINDOWS_COUNTED = 5;
    private static final int OVERLOADS_MAX = 6;
    private static final double DRIFT = 0.03;
    private static final double HOLD_BELOW = 0.95;
    private static final double HOLD_LOWER = 0.9;
    private static final double HOLD_SECONDS = 2;
    private static final double HOLD_LOSS = 0.005;
    private static final int HOLDS_MAX = 5;
    private static final double HOLD_SENT = 0.95;
    private static final double SENDER_REACHES = 0.8;
    /** A machine that had something else to do for a moment sends one step too slowly; so many in a row are its limit. */
    private static final int SLOW_STEPS_MAX = 3;

    /** Of a t distribution with four degrees of freedom, 95 %, both sides. */
    private static final double T_FOUR = 2.776;

    private static final double Z = 1.96;

    private final Limits limits;
    private final List<Reading> readings = new ArrayList<>();
    private Purpose stage = Purpose.CLIMB;
    private double rate;
    private long cleanSent;
    private long cleanAnswered;
    private double cleanRate;
    private int slowSteps;
    private int overloads;
    private int holds;
    private CalibrationResult.Limit limit;
    private Reading held;
    private String ended = "";
    private long probes;
    private double seconds;

    /** @param limits what it may do */
    public Calibration(Limits limits) {
        this.limits = limits;
        this.rate = Math.min(FIRST_RATE, limits.maxRate());
    }

    /** The next step, empty when it is over. */
    public Optional<CalibrationStep> next() {
        if (!ended.isEmpty()) {
            return Optional.empty();
        }
        CalibrationStep step = new CalibrationStep(stage, rate, stepSeconds(), stage == Purpose.OVERLOAD ? WINDOWS : 1);
        if (probes + step.probes() > limits.maxProbes()) {
            ended = "the next step would pass " + limits.maxProbes() + " probes";
        } else if (seconds + step.seconds() > limits.maxSeconds()) {
            ended = "the next step would pass " + Math.round(limits.maxSeconds()) + " seconds of sending";
        }
        return ended.isEmpty() ? Optional.of(step) : Optional.empty();
    }

    private double stepSeconds() {
        return switch (stage) {
            case CLIMB -> Math.max(CLIMB_SECONDS_MIN, ANSWERS_WANTED / rate);
            case OVERLOAD -> WINDOWS * windowSeconds();
            case HOLD -> HOLD_SECONDS;
        };
    }

    private double windowSeconds() {
        return Math.max(WINDOW_SECONDS_MIN, Math.min(WINDOW_SECONDS_MAX, WINDOW_ANSWERS / rate));
    }

    /** What became of the step that {@link #next} gave last. */
    public void done(Reading reading) {
        readings.add(reading);
        probes += reading.sent();
        seconds += reading.seconds();
        if (reading.localLoss()) {
            ended = "this machine lost packets of its own at " + Math.round(reading.sentPerSecond()) + "/s";
            return;
        }
        switch (stage) {
            case CLIMB -> onClimb(reading);
            case OVERLOAD -> onOverload(reading);
            case HOLD -> onHold(reading);
        }
    }

    private void onClimb(Reading reading) {
        if (isLossy(reading)) {
            stage = Purpose.OVERLOAD;
            keepWellBelow(reading.answeredPerSecond() / share());
            rate = Math.min(limits.maxRate(), OVERLOAD_FACTOR * reading.answeredPerSecond() / share());
            return;
        }
        clean(reading);
        boolean slow = reading.sentPerSecond() < SENDER_REACHES * rate;
        slowSteps = slow ? slowSteps + 1 : 0;
        if (slowSteps == SLOW_STEPS_MAX) {
            ended = "this machine sends no faster";
        } else if (slow) {
            return; // the same step again
        } else if (rate >= limits.maxRate()) {
            ended = "the highest rate allowed was reached";
        } else {
            rate = Math.min(limits.maxRate(), CLIMB_FACTOR * rate);
        }
    }

    /** A step just above the limit loses too little to be seen, but enough to make a bad reference. */
    private void keepWellBelow(double carried) {
        List<Reading> below = readings.stream()
                .filter(reading -> reading.sentPerSecond() <= WELL_BELOW * carried)
                .toList();
        if (!below.isEmpty()) {
            cleanSent = 0;
            cleanAnswered = 0;
            cleanRate = 0;
            below.forEach(this::clean);
        }
    }

    private void clean(Reading reading) {
        cleanSent += reading.sent();
        cleanAnswered += reading.answered();
        cleanRate = Math.max(cleanRate, Math.min(reading.step().rate(), reading.sentPerSecond()));
    }

    /** Share answered where nothing depended on the rate. */
    private double share() {
        return cleanSent == 0 ? 1 : Math.max(1, cleanAnswered) / (double) cleanSent;
    }

    private boolean isLossy(Reading reading) {
        double share = share();
        double loss = 1 - reading.share() / share;
        double variance = share * (1 - share) + 1.0 / Math.max(1, reading.sent());
        double error = Math.sqrt(variance * (1.0 / Math.max(1, reading.sent()) + 1.0 / Math.max(1, cleanSent))) / share;
        return cleanSent > 0 && loss >= CLIMB_LOSS && loss >= CLIMB_Z * error;
    }

    /** Several windows on the far side have to agree; while they fall, a bucket still drains. */
    private void onOverload(Reading reading) {
        overloads++;
        double[] rates = reading.lastWindows(WINDOWS_COUNTED);
        double mean = mean(rates);
        double carried = mean / share();
        boolean enough = rates.length == WINDOWS_COUNTED;
        boolean over = enough && mean < (1 - CLIMB_LOSS) * share() * reading.sentPerSecond();
        double early = enough ? (rates[0] + rates[1]) / 2 : 0;
        double late = enough ? (rates[3] + rates[4]) / 2 : 1;
        double drift = early / Math.max(1, late) - 1;
        boolean steady = drift < DRIFT + Z * Math.sqrt(1 / Math.max(1, late * windowSeconds()));
        if (over && steady) {
            limit = limit(rates, mean, carried, reading.sentPerSecond());
            stage = Purpose.HOLD;
            rate = HOLD_BELOW * limit.low();
        } else if (overloads == OVERLOADS_MAX) {
            ended = "above the limit the answers came at no steady rate";
        } else if (!over) {
            // It was no limit, or a higher one: others had used the path, or a bucket has filled again.
            rate = Math.min(limits.maxRate(), OVERLOAD_FACTOR * Math.max(carried, rate));
        }
    }

    private CalibrationResult.Limit limit(double[] rates, double mean, double carried, double sent) {
        double squares = 0;
        double answers = 0;
        for (double each : rates) {
            squares += (each - mean) * (each - mean);
            answers += each * windowSeconds();
        }
        double spread = T_FOUR * Math.sqrt(squares / (rates.length - 1) / rates.length) / mean;
        double counting = Z / Math.sqrt(Math.max(1, answers));
        double reference = Z * Math.sqrt((1 - share() + 1.0 / cleanSent) / Math.max(1, cleanAnswered));
        double error = Math.hypot(Math.hypot(spread, counting), reference);
        List<Double> windows = new ArrayList<>();
        for (double each : rates) {
            windows.add(each / share());
        }
        return new CalibrationResult.Limit(carried, carried * (1 - error), carried * (1 + error), sent, windows);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }

    private void onHold(Reading reading) {
        double lost = 1 - reading.share() / share();
        double error = Math.sqrt((share() * (1 - share()) + 1.0 / reading.sent())
                        * (1.0 / Math.max(1, reading.sent()) + 1.0 / Math.max(1, cleanSent)))
                / share();
        if (lost <= HOLD_LOSS + Z * error) {
            onHeld(reading);
        } else if (++holds == HOLDS_MAX) {
            ended = "no rate below the limit was held";
        } else {
            rate *= HOLD_LOWER;
        }
    }

    /** What was sent more slowly than told, for a thread had to wait, is no proof of the rate told: once more then. */
    private void onHeld(Reading reading) {
        boolean again = held != null;
        held = again && held.sentPerSecond() > reading.sentPerSecond() ? held : reading;
        if (held.sentPerSecond() >= HOLD_SENT * held.step().rate()) {
            ended = "the limit was met, and a rate below it held";
        } else if (again) {
            ended = "the limit was met, but this machine sent only " + Math.round(held.sentPerSecond())
                    + "/s when told " + Math.round(held.step().rate()) + "/s below it";
        }
    }

    /** Ends it: nothing more is sent. */
    public void end(String why) {
        ended = ended.isEmpty() ? why : ended;
    }

    /** What is known now. */
    public CalibrationResult result() {
        return new CalibrationResult(
                List.copyOf(readings),
                cleanSent == 0 ? Double.NaN : 1 - Math.min(1, share()),
                cleanRate,
                Optional.ofNullable(limit),
                Optional.ofNullable(held),
                ended,
                probes,
                seconds);
    }
}
