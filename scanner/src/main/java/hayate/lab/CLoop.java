package hayate.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The reference loop in C, compiled where a compiler is. */
final class CLoop {
    private static final String SOURCE = "xdp_loop.c";

    private final Path program;

    private CLoop(Path program) {
        this.program = program;
    }

    /** The compiled loop, or null where there is no compiler. */
    static CLoop compile(Path directory) throws IOException {
        Path compiler = Tool.find("cc");
        if (compiler == null) {
            return null;
        }
        Path source = directory.resolve(SOURCE);
        try (InputStream stream = CLoop.class.getResourceAsStream(SOURCE)) {
            Files.copy(stream, source);
        }
        Path program = directory.resolve("xdp_loop");
        Tool.run(List.of(compiler.toString(), "-O3", "-march=native", "-o", program.toString(), source.toString()));
        return new CLoop(program);
    }

    /**
     * The command that sends for a while.
     *
     * @param options os or mss for SYNs, answer for SYN-ACKs, spoof for wrong ones
     */
    List<String> command(String device, long durationNs, long sourceMac, long nextHopMac, String options) {
        return List.of(
                program.toString(),
                device,
                "0",
                String.format(Locale.ROOT, "%.3f", durationNs / 1e9),
                BenchPackets.hex(sourceMac),
                BenchPackets.hex(nextHopMac),
                options);
    }
}
