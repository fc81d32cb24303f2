package hayate.receive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs nft(8) in the network namespace of the calling thread, for a bounded time. */
final class Nft {
    private static final List<String> PLACES = List.of("nft", "/usr/sbin/nft", "/sbin/nft");
    private static final long TIMEOUT_MS = 5_000;
    private static final int OUTPUT_BYTES_MAX = 1 << 16;

    private Nft() {}

    /**
     * Feeds commands to nft's standard input; they take effect all together or not at all.
     *
     * @return what it printed
     * @throws KernelRstException if nft is missing, refuses or takes longer than 5 seconds
     */
    static String run(String commands) {
        Process process = start();
        try {
            process.getOutputStream().write(commands.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                throw new KernelRstException("nft did not finish within " + TIMEOUT_MS + " ms");
            }
            String output = new String(process.getInputStream().readNBytes(OUTPUT_BYTES_MAX), StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new KernelRstException("nft refused: " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new KernelRstException("nft failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KernelRstException("interrupted while nft ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start() {
        IOException missing = null;
        for (String place : PLACES) {
            try {
                return new ProcessBuilder(place, "-f", "-")
                        .redirectErrorStream(true)
                        .start();
            } catch (IOException e) {
                missing = e;
            }
        }
        throw new KernelRstException("--no-kernel-rst needs nft (package nftables), which cannot be run", missing);
    }
}
