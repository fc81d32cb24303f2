package hayate.rate;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.rate.CalibrationStep.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A calibration over modelled paths in steps of a millisecond of virtual time: what it says of them. */
class CalibrationTest {
    private static final int SEEDS = 40;
    private static final double STEP_SECONDS = 0.001;
    private static final Calibration.Limits FREE = new Calibration.Limits(1e6, 50_000_000, 600);

    /** A bottleneck, loss at any rate, and a machine that sends no faster than this. */
    private static final class Path {
        final SplittableRandom random;
        final Bottleneck bottleneck;
        final double loss;
        final double machine;
        double now;
        /** The machine is busy, half as fast as told, in so many steps that hold a rate. */
        int busyHolds;

        Path(long seed, Bottleneck bottleneck, double loss, double machine) {
            this.random = new SplittableRandom(seed);
            this.bottleneck = bottleneck;
            this.loss = loss;
            this.machine = machine;
        }

        Reading play(CalibrationStep step) {
            boolean busy = step.purpose() == CalibrationStep.Purpose.HOLD && busyHolds-- > 0;
            double rate = Math.min(busy ? step.rate() / 2 : step.rate(), machine);
            double window = step.seconds() / step.windows();
            List<Double> windows = new ArrayList<>();
            double debt = 0;
            double sent = 0;
            long answered = 0;
            long before = 0;
            double began = now;
            double windowBegan = now;
            while (sent < step.probes()) {
                debt += rate * STEP_SECONDS;
                double offered = Math.min(Math.floor(debt), step.probes() - sent);
                debt -= offered;
                sent += offered;
                double survives = bottleneck.pass(now, STEP_SECONDS, offered) * (1 - loss);
                for (int i = 0; i < offered; i++) {
                    answered += random.nextDouble() < survives ? 1 : 0;
                }
                now += STEP_SECONDS;
                if (now - windowBegan >= window - STEP_SECONDS / 2) {
                    windows.add((answered - before) / (now - windowBegan));
                    before = answered;
                    windowBegan = now;
                }
            }
            double seconds = now - began;
            for (int pause = 0; pause < 200; pause++) {
                bottleneck.pass(now, STEP_SECONDS, 0);
                now += STEP_SECONDS;
            }
            return new Reading(step, (long) sent, seconds, answered, windows, false);
        }

        CalibrationResult calibrate(Calibration.Limits limits) {
            Calibration calibration = new Calibration(limits);
            Optional<CalibrationStep> step = calibration.next();
            while (step.isPresent()) {
                calibration.done(play(step.get()));
                step = calibration.next();
            }
            return calibration.result();
        }
    }

    private static CalibrationResult calibrate(long seed, double limit, double depthSeconds, double loss) {
        return new Path(seed, Bottleneck.policer(t -> limit, depthSeconds), loss, 1e6).calibrate(FREE);
    }

    @ParameterizedTest(name = "a bucket of {0} s")
    @ValueSource(doubles = {0.002, 0.01, 0.1, 1})
    void shouldHoldTheTrueLimitInItsIntervalInNineOfTenSeeds(double depthSeconds) {
        int right = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double limit = 1000 * Math.pow(40, random.nextDouble());
            double loss = random.nextInt(3) * 0.02;

            CalibrationResult result = calibrate(seed, limit, depthSeconds, loss);

            String what = "seed " + seed + ", limit " + limit + ", loss " + loss + ": " + result;
            assertThat(result.limit()).as(what).isPresent();
            assertThat(result.recommendedRate()).as(what).isBetween(0.7 * limit, 1.01 * limit);
            CalibrationResult.Limit found = result.limit().orElseThrow();
            assertThat(found.rate()).as(what).isBetween(0.93 * limit, 1.07 * limit);
            right += found.low() <= limit && limit <= found.high() ? 1 : 0;
        }
        assertThat(right).as("intervals that hold the limit").isGreaterThanOrEqualTo(SEEDS * 9 / 10);
    }

    @ParameterizedTest(name = "busy {0} times")
    @ValueSource(ints = {1, 2})
    void shouldHoldOnceMoreWhenTheMachineWasBusyAndSayItIfItStillIs(int busyHolds) {
        Path path = new Path(7, Bottleneck.policer(t -> 20_000, 0.01), 0, 1e6);
        path.busyHolds = busyHolds;

        CalibrationResult result = path.calibrate(FREE);

        if (busyHolds == 1) {
            assertThat(result.recommendedRate()).isBetween(17_000.0, 20_000.0);
            assertThat(result.ended()).isEqualTo("the limit was met, and a rate below it held");
        } else {
            assertThat(result.recommendedRate()).isBetween(8_000.0, 10_000.0);
            assertThat(result.ended()).contains("this machine sent only");
        }
    }

    @Test
    void shouldMeasureAQueueLikeAPolicer() {
        CalibrationResult result = new Path(3, Bottleneck.queue(t -> 12_000, 0.1), 0, 1e6).calibrate(FREE);

        assertThat(result.limit().orElseThrow().rate()).isBetween(11_500.0, 12_500.0);
        assertThat(result.held()).isPresent();
    }

    @Test
    void shouldTakeLossAtAnyRateForNoLimit() {
        CalibrationResult result = new Path(4, Bottleneck.policer(t -> 1e9, 1), 0.1, 20_000).calibrate(FREE);

        assertThat(result.limit()).isEmpty();
        assertThat(result.ended()).isEqualTo("this machine sends no faster");
        assertThat(result.baseLoss()).isBetween(0.08, 0.12);
        assertThat(result.recommendedRate()).isBetween(15_000.0, 20_000.0);
    }

    @Test
    void shouldStopAtTheHighestRateAllowed() {
        CalibrationResult result = new Path(5, Bottleneck.policer(t -> 1e9, 1), 0, 1e6)
                .calibrate(new Calibration.Limits(3_000, 50_000_000, 600));

        assertThat(result.readings()).allMatch(reading -> reading.step().rate() <= 3_000);
        assertThat(result.recommendedRate()).isEqualTo(3_000);
        assertThat(result.ended()).contains("highest rate allowed");
    }

    @Test
    void shouldSendNoMoreProbesThanAllowed() {
        CalibrationResult result = new Path(6, Bottleneck.policer(t -> 50_000, 0.01), 0, 1e6)
                .calibrate(new Calibration.Limits(1e6, 30_000, 600));

        assertThat(result.probes()).isLessThanOrEqualTo(30_000);
        assertThat(result.ended()).contains("would pass 30000 probes");
    }

    @Test
    void shouldEndWhenThisMachineLosesPackets() {
        Calibration calibration = new Calibration(FREE);
        CalibrationStep step = calibration.next().orElseThrow();

        calibration.done(new Reading(step, step.probes(), step.seconds(), step.probes() / 2, List.of(), true));

        assertThat(calibration.next()).isEmpty();
        assertThat(calibration.result().recommendedRate()).isZero();
    }
}
