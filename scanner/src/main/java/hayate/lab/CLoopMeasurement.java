package hayate.lab;

import hayate.probe.TcpOptionStyle;

/** The reference loop in C: the ceiling of one thread on this machine. */
final class CLoopMeasurement implements BenchMeasurement {
    static final String NAME = "c loop, xdp";

    private final World world;
    private final CLoop loop;
    private final BenchPackets packets;

    CLoopMeasurement(World world, CLoop loop, BenchPackets packets) {
        this.world = world;
        this.loop = loop;
        this.packets = packets;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Sample run(long durationNs) {
        String options = packets.options() == TcpOptionStyle.OS ? "os" : "mss";
        String output = Tool.run(world.inScanNamespace(
                loop.command(World.SCAN_DEVICE, durationNs, packets.sourceMac(), packets.routerMac(), options)));
        String[] fields = output.strip().split(" ");
        return new Sample(Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[3]), 0, null);
    }
}
