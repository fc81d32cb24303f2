package hayate.scan;

import hayate.send.TransmitIdle;
import hayate.send.Transmitter;
import hayate.work.BackoffIdle;
import hayate.work.ParkIdle;
import hayate.work.Worker;
import hayate.work.WorkerThread;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads of a scan, started and stopped in the order of the data path, so that nothing is handed to a stage that has
 * gone: reporter first up and last down.
 */
final class ScanThreads {
    private static final long GENERATOR_PARK_MAX_NS = 50_000_000;
    private static final long REPORTER_PARK_NS = 10_000_000;
    private static final long REPORTER_PARK_MAX_NS = 40_000_000;

    private final Engine engine;
    private final WorkerThread generator;
    private final List<WorkerThread> transmitters = new ArrayList<>();
    private final WorkerThread receiver;
    private final WorkerThread reporter;

    ScanThreads(Engine engine, Worker reporter) {
        this.engine = engine;
        this.generator = new WorkerThread(engine.generator(), new BackoffIdle(GENERATOR_PARK_MAX_NS));
        for (Transmitter transmitter : engine.transmitters()) {
            transmitters.add(new WorkerThread(transmitter, new TransmitIdle(transmitter)));
        }
        this.receiver = new WorkerThread(engine.receiver(), workCount -> {});
        this.reporter = new WorkerThread(reporter, new ParkIdle(REPORTER_PARK_NS, REPORTER_PARK_MAX_NS));
    }

    void start() {
        reporter.start();
        receiver.start();
        transmitters.forEach(WorkerThread::start);
        generator.start();
    }

    /** What the first failed thread threw, or null. */
    Throwable failure() {
        for (WorkerThread thread : all()) {
            if (thread.failure() != null) {
                return thread.failure();
            }
        }
        return null;
    }

    private List<WorkerThread> all() {
        List<WorkerThread> all = new ArrayList<>(transmitters);
        all.add(generator);
        all.add(receiver);
        all.add(reporter);
        return all;
    }

    /** Stops everything up to the receiver; findings may still wait for the reporter. */
    void stopNetwork() {
        generator.askToStop();
        transmitters.forEach(WorkerThread::askToStop);
        receiver.askToStop();
        generator.stop();
        transmitters.forEach(WorkerThread::stop);
        receiver.stop();
    }

    /** Lets the reporter take what is left and finish the outputs. Moves spilled findings on in the receiver's place. */
    void stopReporter() {
        while (engine.moveFindingsOn() && reporter.failure() == null) {
            Thread.onSpinWait();
        }
        reporter.stop();
    }
}
