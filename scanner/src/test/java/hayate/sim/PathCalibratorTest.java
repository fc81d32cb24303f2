package hayate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.plan.AddressSet;
import hayate.plan.PortSet;
import hayate.plan.TargetSpace;
import hayate.probe.CookieKey;
import hayate.rate.Calibration;
import hayate.rate.CalibrationResult;
import hayate.rate.CalibrationStep;
import hayate.scan.PathCalibrator;
import hayate.sim.SimulatedWorld.Faults;
import hayate.status.CalibrationEvidence;
import hayate.work.Worker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A calibration with the scan's own generator, transmitter and receiver over a simulated network. */
class PathCalibratorTest {
    private static final long PAUSE_NS = 100_000;
    private static final long END_NS = 300_000_000_000L;
    private static final Calibration.Limits LIMITS = new Calibration.Limits(1e6, 300_000, 120);

    private static final class Run {
        final SimulatedClock clock = new SimulatedClock();
        final List<CalibrationStep.Reading> readings = new ArrayList<>();
        final SimulatedWorld world;
        final PathCalibrator calibrator;

        Run(long seed, double open, double closed, double lossOut, double perHostRate) {
            CookieKey key = CookieKey.of(seed, ~seed);
            Faults faults = new Faults(lossOut, 0, 0, 0, 5_000_000, 1_000_000, 0, 1 << 20);
            world = new SimulatedWorld(clock, seed, faults, open, closed, 0);
            TargetSpace space = TargetSpace.of(
                    AddressSet.builder().add(0x0A000000, 0x0A000000 + 4095).build(), PortSet.of(80));
            calibrator = new PathCalibrator(
                    new PathCalibrator.Parts(
                            space,
                            seed,
                            SimulatedScan.PROBE,
                            key,
                            SimulatedScan.network(world, clock, key, 1),
                            clock,
                            LIMITS,
                            perHostRate,
                            0),
                    readings::add);
        }

        Run play() {
            List<Worker> workers =
                    List.of(calibrator.transmitter(), calibrator.generator(), calibrator.receiver(), calibrator);
            while (!calibrator.hasEnded()) {
                assertThat(clock.nanoTime()).as("it ends").isLessThan(END_NS);
                int work = 0;
                for (Worker worker : workers) {
                    work += worker.doWork();
                }
                clock.advanceTo(clock.nanoTime() + (work == 0 ? PAUSE_NS : 2_000));
            }
            return this;
        }

        CalibrationEvidence evidence() {
            return calibrator.evidence().orElseThrow(() -> new AssertionError(calibrator.failure()));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldMeasureAPolicerByClosedPorts(long seed) {
        double limit = 2_000 + 1_500 * seed;
        Run run = new Run(seed, 0.05, 0.2, 0, 100);
        run.world.police(new TokenBucket(limit, limit / 50));

        CalibrationEvidence evidence = run.play().evidence();

        CalibrationResult result = evidence.result();
        String what = "limit " + limit + ": " + evidence;
        assertThat(evidence.usesClosed()).as(what).isTrue();
        assertThat(result.limit()).as(what).isPresent();
        assertThat(result.limit().orElseThrow().rate()).as(what).isBetween(0.95 * limit, 1.05 * limit);
        assertThat(result.recommendedRate()).as(what).isBetween(0.8 * limit, limit);
        assertThat(run.readings).isEqualTo(result.readings());
    }

    @Test
    void shouldAskNoHostMoreOftenThanAllowed() {
        Run run = new Run(7, 0, 0.05, 0, 10);

        CalibrationEvidence evidence = run.play().evidence();

        double most = 10.0 * evidence.hosts();
        assertThat(evidence.result().readings()).allMatch(reading -> reading.sentPerSecond() <= 1.01 * most);
        assertThat(evidence.result().limit()).isEmpty();
        assertThat(evidence.result().ended()).contains("highest rate allowed");
    }

    @Test
    void shouldUseOpenPortsWhereTooFewAreClosed() {
        Run run = new Run(8, 0.1, 0.002, 0.03, 5);

        CalibrationEvidence evidence = run.play().evidence();

        assertThat(evidence.usesClosed()).isFalse();
        assertThat(evidence.result().baseLoss()).isBetween(0.01, 0.06);
    }

    @Test
    void shouldSayThatTooFewAnswer() {
        Run run = new Run(9, 0.001, 0.002, 0, 100);

        run.play();

        assertThat(run.calibrator.evidence()).isEmpty();
        assertThat(run.calibrator.failure()).startsWith("too few answer to measure a path by");
    }

    @Test
    void shouldEndWhenInterrupted() {
        Run run = new Run(10, 0, 0.2, 0, 100);
        run.calibrator.interrupt();

        run.play();

        assertThat(run.calibrator.failure()).isEqualTo("interrupted");
    }
}
