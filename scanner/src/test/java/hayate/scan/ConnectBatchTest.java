package hayate.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hayate.net.Connector;
import hayate.net.Errno;
import hayate.work.BackoffIdle;
import hayate.work.Clock;
import hayate.work.SystemClock;
import hayate.work.Worker;
import hayate.work.WorkerThread;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectBatchTest {
    private static final int LOCALHOST = 0x7F00_0001;
    private static final int ROUNDS = 200;

    private final SystemClock clock = new SystemClock();
    private final AtomicLong begunThere = new AtomicLong();
    private final ConnectBatch batch = new ConnectBatch();

    @Test
    void shouldBeginEachConnectionOnceWhoeverHelps() throws IOException {
        WorkerThread helper = new WorkerThread(counting(new ConnectHelper(batch, clock)), new BackoffIdle(100_000));
        helper.start();
        long begunHere = 0;
        long due = 0;
        try (Connector connector = new Connector();
                ServerSocket open = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            int closedPort = closedPort();
            for (int round = 0; round < ROUNDS; round++) {
                fill(1 + round % ConnectBatch.CONNECTIONS_MAX, closedPort);
                batch.entry(0).port = open.getLocalPort();
                due += batch.size();
                batch.open();
                for (int begun = -1; begun != 0; ) {
                    begun = batch.help(connector, clock);
                    begunHere += begun;
                }
                while (!batch.isBegun()) {
                    Thread.onSpinWait();
                }
                assertOutcomes(round);
                open.accept().close();
            }
        } finally {
            helper.stop();
        }
        assertThat(helper.failure()).isNull();
        assertThat(begunHere).isPositive();
        assertThat(begunHere + begunThere.get()).isEqualTo(due);
    }

    /** An outcome that is left from the batch before would be a false result. */
    @Test
    void shouldTellWhatAHelperMet() {
        fill(1, 1);
        batch.open();
        try (Connector connector = new Connector()) {
            assertThat(batch.help(connector, failingClock())).isOne();
        }
        assertThatThrownBy(batch::isBegun).isInstanceOf(IllegalStateException.class);
    }

    private static Clock failingClock() {
        return new Clock() {
            @Override
            public long nanoTime() {
                throw new IllegalStateException("no clock");
            }

            @Override
            public long epochNs() {
                return 0;
            }
        };
    }

    private Worker counting(ConnectHelper helper) {
        return new Worker() {
            @Override
            public int doWork() {
                int begun = helper.doWork();
                begunThere.addAndGet(begun);
                return begun;
            }

            @Override
            public String roleName() {
                return helper.roleName();
            }

            @Override
            public void onClose() {
                helper.onClose();
            }
        };
    }

    private void fill(int count, int port) {
        batch.clear();
        for (int i = 0; i < count; i++) {
            ConnectBatch.Entry entry = batch.add();
            entry.host = LOCALHOST;
            entry.port = port;
            entry.outcome = Integer.MIN_VALUE;
        }
    }

    private void assertOutcomes(int round) {
        for (int i = 0; i < batch.size(); i++) {
            int errno = i == 0 ? 0 : Errno.ECONNREFUSED.number();
            assertThat(batch.entry(i).outcome)
                    .as("connection " + i + " of round " + round)
                    .isEqualTo(~errno);
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
