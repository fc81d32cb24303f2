package hayate.lab;

import hayate.net.FrameSender;
import java.nio.ByteBuffer;

/** A device that takes everything at once: what remains is the cost of making probes. */
final class NullSender implements FrameSender {
    private static final int SLOTS = 256;
    private static final int SLOT_LENGTH_BYTES = 128;

    private final ByteBuffer frames = ByteBuffer.allocateDirect(SLOTS * SLOT_LENGTH_BYTES);
    private int next;
    private long sent;

    @Override
    public String name() {
        return "null";
    }

    @Override
    public Framing framing() {
        return Framing.ETHERNET;
    }

    @Override
    public int slots() {
        return SLOTS;
    }

    @Override
    public int slotLengthBytes() {
        return SLOT_LENGTH_BYTES;
    }

    @Override
    public ByteBuffer frames() {
        return frames;
    }

    @Override
    public int offsetOf(int slot) {
        return slot * SLOT_LENGTH_BYTES;
    }

    @Override
    public int acquire() {
        int slot = next;
        next = (next + 1) % SLOTS;
        return slot;
    }

    @Override
    public void submit(int slot, int lengthBytes, int destinationAddress) {
        sent++;
    }

    @Override
    public int flush() {
        return 0;
    }

    @Override
    public long sentFrames() {
        return sent;
    }

    @Override
    public long failedFrames() {
        return 0;
    }

    @Override
    public long retries() {
        return 0;
    }

    @Override
    public void close() {}
}
