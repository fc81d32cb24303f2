package hayate.sim;

import hayate.net.FrameSender;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A device of a simulation: frames given to {@link #flush()} reach the world at once, or are refused. */
final class SimulatedSender implements FrameSender {
    private static final int SLOTS = 32;
    private static final int SLOT_BYTES = 128;

    private record Queued(int slot, int lengthBytes) {}

    private final SimulatedWorld world;
    private final ByteBuffer frames = ByteBuffer.allocateDirect(SLOTS * SLOT_BYTES);
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private final List<Queued> queue = new ArrayList<>();
    private long sent;
    private long failed;

    SimulatedSender(SimulatedWorld world) {
        this.world = world;
        for (int slot = 0; slot < SLOTS; slot++) {
            free.add(slot);
        }
    }

    @Override
    public String name() {
        return "simulated";
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
        return SLOT_BYTES;
    }

    @Override
    public ByteBuffer frames() {
        return frames;
    }

    @Override
    public int offsetOf(int slot) {
        return slot * SLOT_BYTES;
    }

    @Override
    public int acquire() {
        return free.isEmpty() ? NONE : free.poll();
    }

    @Override
    public void submit(int slot, int lengthBytes, int destinationAddress) {
        queue.add(new Queued(slot, lengthBytes));
    }

    @Override
    public int flush() {
        int givenUp = 0;
        for (Queued frame : queue) {
            if (world.refuses()) {
                givenUp++;
            } else {
                byte[] packet = new byte[frame.lengthBytes - 14];
                frames.get(offsetOf(frame.slot) + 14, packet);
                world.onProbe(packet);
                sent++;
            }
            free.add(frame.slot);
        }
        queue.clear();
        failed += givenUp;
        return givenUp;
    }

    @Override
    public long sentFrames() {
        return sent;
    }

    @Override
    public long failedFrames() {
        return failed;
    }

    @Override
    public long retries() {
        return failed;
    }

    @Override
    public void close() {}
}
