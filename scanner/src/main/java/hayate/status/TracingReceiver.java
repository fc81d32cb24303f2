package hayate.status;

import hayate.net.FrameHandler;
import hayate.net.FrameReceiver;
import java.nio.ByteBuffer;

/** A receiver whose packets a {@link PacketTrace} sees before they are judged. Same thread as the receiver. */
final class TracingReceiver implements FrameReceiver {
    private final FrameReceiver receiver;
    private final PacketTrace trace;
    private final FrameHandler showing = this::show;
    private FrameHandler handler;

    TracingReceiver(FrameReceiver receiver, PacketTrace trace) {
        this.receiver = receiver;
        this.trace = trace;
    }

    @Override
    public int poll(FrameHandler judge, int timeoutMs) {
        handler = judge;
        return receiver.poll(trace.isOn() ? showing : judge, timeoutMs);
    }

    private void show(ByteBuffer memory, int networkOffset, int capturedBytes, int etherType, long timeNs) {
        if (trace.hasRoom()) {
            byte[] packet = new byte[Math.min(PacketTrace.KEPT_BYTES_MAX, capturedBytes)];
            memory.duplicate().get(networkOffset, packet);
            trace.packet(false, packet, etherType);
        }
        handler.onPacket(memory, networkOffset, capturedBytes, etherType, timeNs);
    }

    @Override
    public String name() {
        return receiver.name();
    }

    @Override
    public void wakeUp() {
        receiver.wakeUp();
    }

    @Override
    public long receivedPackets() {
        return receiver.receivedPackets();
    }

    @Override
    public long droppedPackets() {
        return receiver.droppedPackets();
    }

    @Override
    public void close() {
        receiver.close();
    }
}
