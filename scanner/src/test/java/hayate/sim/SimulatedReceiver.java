package hayate.sim;

import hayate.net.FrameHandler;
import hayate.net.FrameReceiver;
import java.nio.ByteBuffer;

/** The receive ring of a simulation. */
final class SimulatedReceiver implements FrameReceiver {
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int PACKETS_PER_POLL = 256;

    private final SimulatedWorld world;
    private final SimulatedClock clock;
    private final long arrivalsBefore;
    private final long dropsBefore;

    SimulatedReceiver(SimulatedWorld world, SimulatedClock clock) {
        this.world = world;
        this.clock = clock;
        this.arrivalsBefore = world.ringArrivals();
        this.dropsBefore = world.ringDrops();
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public int poll(FrameHandler handler, int timeoutMs) {
        world.deliver();
        int packets = 0;
        byte[] packet;
        while (packets < PACKETS_PER_POLL && (packet = world.take()) != null) {
            handler.onPacket(ByteBuffer.wrap(packet), 0, packet.length, ETHERTYPE_IPV4, clock.epochNs());
            packets++;
        }
        return packets;
    }

    @Override
    public void wakeUp() {}

    @Override
    public long receivedPackets() {
        world.deliver();
        return world.ringArrivals() - arrivalsBefore;
    }

    @Override
    public long droppedPackets() {
        world.deliver();
        return world.ringDrops() - dropsBefore;
    }

    @Override
    public void close() {}
}
