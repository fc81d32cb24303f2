package hayate.scan;

import hayate.probe.CookieKey;
import hayate.rate.Calibration;
import hayate.rate.CalibrationStep;
import hayate.send.Lane;
import hayate.send.TransmitIdle;
import hayate.status.CalibrationEvidence;
import hayate.work.BackoffIdle;
import hayate.work.SystemClock;
import hayate.work.WorkerThread;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A calibration over the kernel's network, on the main thread and three others. */
public final class CalibrationRun {
    private static final int RECEIVE_POLL_MS = 100;
    private static final long PARK_NS = 1_000_000;
    private static final long GENERATOR_PARK_MAX_NS = 1_000_000;

    private CalibrationRun() {}

    /**
     * How it ended.
     *
     * @param evidence what was measured, empty if nothing could be
     * @param failure why not, empty if something was
     * @param signal that interrupted it, 0 for none
     */
    public record Outcome(Optional<CalibrationEvidence> evidence, String failure, int signal) {}

    /**
     * Measures.
     *
     * @param config whose space may be asked, and by which way
     * @param limits what it may do
     * @param perHostRate how often a second one host is asked, at most
     * @param onReading told of each step
     * @throws ScanException if it cannot start
     */
    public static Outcome run(
            ScanConfig config,
            Calibration.Limits limits,
            double perHostRate,
            Consumer<CalibrationStep.Reading> onReading) {
        AtomicInteger signal = new AtomicInteger();
        Thread main = Thread.currentThread();
        Signals.handle(number -> {
            signal.compareAndSet(0, number);
            LockSupport.unpark(main);
        });
        SystemClock clock = new SystemClock();
        CookieKey key = CookieKey.random();
        try (LiveNetwork network = LiveNetwork.find(config, address -> Lane.Neighbours.UNRESOLVED, clock)) {
            network.open(key, () -> signal.get() != 0);
            PathCalibrator calibrator = new PathCalibrator(
                    new PathCalibrator.Parts(
                            config.space(),
                            config.seed(),
                            network.probe(),
                            key,
                            network,
                            clock,
                            limits,
                            perHostRate,
                            RECEIVE_POLL_MS),
                    onReading);
            String broken = work(calibrator, signal);
            return new Outcome(calibrator.evidence(), broken.isEmpty() ? calibrator.failure() : broken, signal.get());
        }
    }

    /** Runs it to its end; what went wrong, empty if nothing did. */
    private static String work(PathCalibrator calibrator, AtomicInteger signal) {
        List<WorkerThread> threads = List.of(
                new WorkerThread(calibrator.receiver(), workCount -> {}),
                new WorkerThread(calibrator.transmitter(), new TransmitIdle(calibrator.transmitter())),
                new WorkerThread(calibrator.generator(), new BackoffIdle(GENERATOR_PARK_MAX_NS)));
        threads.forEach(WorkerThread::start);
        String broken = "";
        while (!calibrator.hasEnded() && broken.isEmpty()) {
            if (signal.get() != 0) {
                calibrator.interrupt();
            }
            calibrator.doWork();
            broken = threads.stream()
                    .filter(thread -> thread.failure() != null)
                    .findFirst()
                    .map(thread -> String.valueOf(thread.failure().getMessage()))
                    .orElse("");
            LockSupport.parkNanos(PARK_NS);
        }
        calibrator.generator().stop();
        threads.forEach(WorkerThread::askToStop);
        threads.forEach(WorkerThread::stop);
        return broken;
    }
}
