package hayate.scan;

import hayate.net.Connector;
import hayate.work.Clock;
import hayate.work.Worker;

/** Begins connections beside the prober's thread, where there is a second processor and enough to begin. */
final class ConnectHelper implements Worker {
    private final ConnectBatch batch;
    private final Clock clock;
    private final Connector connector = new Connector();

    ConnectHelper(ConnectBatch batch, Clock clock) {
        this.batch = batch;
        this.clock = clock;
    }

    @Override
    public int doWork() {
        return batch.help(connector, clock);
    }

    @Override
    public String roleName() {
        return "connector";
    }

    @Override
    public void onClose() {
        connector.close();
    }
}
