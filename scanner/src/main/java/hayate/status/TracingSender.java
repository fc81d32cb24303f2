package hayate.status;

import hayate.net.FrameSender;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A sender whose frames a {@link PacketTrace} sees as they are queued. Same thread as the sender. */
final class TracingSender implements FrameSender {
    private static final int ETHERTYPE_OFFSET = 12;
    private static final int ETHERTYPE_IPV4 = 0x0800;

    private final FrameSender sender;
    private final PacketTrace trace;

    TracingSender(FrameSender sender, PacketTrace trace) {
        this.sender = sender;
        this.trace = trace;
    }

    @Override
    public void submit(int slot, int lengthBytes, int destinationAddress) {
        if (trace.isOn() && trace.hasRoom()) {
            show(sender.offsetOf(slot), lengthBytes);
        }
        sender.submit(slot, lengthBytes, destinationAddress);
    }

    private void show(int offset, int lengthBytes) {
        ByteBuffer frames = sender.frames().duplicate().order(ByteOrder.BIG_ENDIAN);
        int header = sender.framing().headerLengthBytes();
        int etherType = header == 0 ? ETHERTYPE_IPV4 : frames.getShort(offset + ETHERTYPE_OFFSET) & 0xFFFF;
        byte[] packet = new byte[Math.min(PacketTrace.KEPT_BYTES_MAX, lengthBytes - header)];
        frames.get(offset + header, packet);
        trace.packet(true, packet, etherType);
    }

    @Override
    public String name() {
        return sender.name();
    }

    @Override
    public Framing framing() {
        return sender.framing();
    }

    @Override
    public int slots() {
        return sender.slots();
    }

    @Override
    public int slotLengthBytes() {
        return sender.slotLengthBytes();
    }

    @Override
    public ByteBuffer frames() {
        return sender.frames();
    }

    @Override
    public int offsetOf(int slot) {
        return sender.offsetOf(slot);
    }

    @Override
    public int acquire() {
        return sender.acquire();
    }

    @Override
    public int flush() {
        return sender.flush();
    }

    @Override
    public long sentFrames() {
        return sender.sentFrames();
    }

    @Override
    public long failedFrames() {
        return sender.failedFrames();
    }

    @Override
    public long retries() {
        return sender.retries();
    }

    @Override
    public long deviceDrops() {
        return sender.deviceDrops();
    }

    @Override
    public void close() {
        sender.close();
    }
}
