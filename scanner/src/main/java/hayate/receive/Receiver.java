package hayate.receive;

import hayate.net.FrameHandler;
import hayate.net.FrameReceiver;
import hayate.work.Worker;
import java.util.function.BooleanSupplier;

/**
 * Drains the kernel's ring into the verifier. Never blocks on what comes after it: findings that do not fit into the
 * finding ring wait in its spill, which is emptied here between packets.
 */
public final class Receiver implements Worker {
    private static final int LAST_POLLS_MAX = 64;

    private final FrameReceiver receiver;
    private final FrameHandler verifier;
    private final Runnable moveOn;
    private final BooleanSupplier isStuck;
    private final int pollTimeoutMs;

    /**
     * @param receiver where packets come from; closed with this worker
     * @param verifier what judges them, on this thread
     * @param moveOn moves findings on that found no room
     * @param isStuck whether there are such findings
     * @param pollTimeoutMs how long one call may sleep in the kernel; 0 under a virtual clock
     */
    public Receiver(
            FrameReceiver receiver,
            FrameHandler verifier,
            Runnable moveOn,
            BooleanSupplier isStuck,
            int pollTimeoutMs) {
        this.receiver = receiver;
        this.verifier = verifier;
        this.moveOn = moveOn;
        this.isStuck = isStuck;
        this.pollTimeoutMs = pollTimeoutMs;
    }

    @Override
    public int doWork() {
        moveOn.run();
        return receiver.poll(verifier, isStuck.getAsBoolean() ? Math.min(1, pollTimeoutMs) : pollTimeoutMs);
    }

    @Override
    public void wakeUp() {
        receiver.wakeUp();
    }

    @Override
    public String roleName() {
        return "receiver";
    }

    @Override
    public void onClose() {
        for (int i = 0; i < LAST_POLLS_MAX && receiver.poll(verifier, 0) > 0; i++) {
            moveOn.run();
        }
        receiver.close();
    }
}
