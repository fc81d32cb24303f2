package hayate.lab;

import hayate.probe.TcpOptionStyle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The reference loop in C, compiled where a compiler is: the ceiling of one thread on this machine. */
final class CLoopMeasurement implements BenchMeasurement {
    static final String NAME = "c loop, xdp";

    private static final String SOURCE = "xdp_loop.c";

    private final World world;
    private final Path program;
    private final BenchPackets packets;

    private CLoopMeasurement(World world, Path program, BenchPackets packets) {
        this.world = world;
        this.program = program;
        this.packets = packets;
    }

    /** The compiled loop, or null where there is no compiler. */
    static CLoopMeasurement compile(World world, BenchPackets packets, Path directory) throws IOException {
        Path compiler = Tool.find("cc");
        if (compiler == null) {
            return null;
        }
        Path source = directory.resolve(SOURCE);
        try (InputStream stream = CLoopMeasurement.class.getResourceAsStream(SOURCE)) {
            Files.copy(stream, source);
        }
        Path program = directory.resolve("xdp_loop");
        Tool.run(List.of(compiler.toString(), "-O3", "-march=native", "-o", program.toString(), source.toString()));
        return new CLoopMeasurement(world, program, packets);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Sample run(long durationNs) {
        String output = Tool.run(world.inScanNamespace(List.of(
                program.toString(),
                World.SCAN_DEVICE,
                "0",
                String.format(Locale.ROOT, "%.3f", durationNs / 1e9),
                BenchPackets.hex(packets.sourceMac()),
                BenchPackets.hex(packets.routerMac()),
                packets.options() == TcpOptionStyle.OS ? "os" : "mss")));
        String[] fields = output.strip().split(" ");
        return new Sample(Long.parseLong(fields[0]), Long.parseLong(fields[1]), 0, null);
    }
}
