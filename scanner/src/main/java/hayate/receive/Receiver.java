package hayate.receive;

import hayate.net.FrameHandler;
import hayate.net.FrameReceiver;
import hayate.work.Worker;
import java.util.function.IntSupplier;

/**
 * Drains the kernel's ring into the verifier. Never blocks on what comes after it: findings that do not fit into the
 * finding ring wait in its spill, which is emptied here between packets.
 */
public final class Receiver implements Worker {
    private final FrameReceiver receiver;
    private final FrameHandler verifier;
    private final IntSupplier drainSpill;
    private final int pollTimeoutMs;

    /**
     * @param receiver where packets come from; closed with this worker
     * @param verifier what judges them, on this thread
     * @param drainSpill moves waiting findings on, returns how many still wait
     * @param pollTimeoutMs how long one call may sleep in the kernel; 0 under a virtual clock
     */
    public Receiver(FrameReceiver receiver, FrameHandler verifier, IntSupplier drainSpill, int pollTimeoutMs) {
        this.receiver = receiver;
        this.verifier = verifier;
        this.drainSpill = drainSpill;
        this.pollTimeoutMs = pollTimeoutMs;
    }

    @Override
    public int doWork() {
        boolean spilled = drainSpill.getAsInt() > 0;
        return receiver.poll(verifier, spilled ? Math.min(1, pollTimeoutMs) : pollTimeoutMs);
    }

    @Override
    public String roleName() {
        return "receiver";
    }

    @Override
    public void onClose() {
        receiver.close();
    }
}
