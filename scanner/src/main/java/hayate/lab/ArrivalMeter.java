package hayate.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches packets arrive at the far end, from the kernel's own counters and so independent of what a scanner says of
 * itself. Reads {@code /proc/PID/net/dev} of a process in the far namespace, twenty times a second.
 */
final class ArrivalMeter implements AutoCloseable {
    private static final long INTERVAL_NS = 50_000_000;
    /** Fewer packets than this in an interval is chatter (ARP), not a scan. */
    private static final long CHATTER_PACKETS = 3;
    /** Column of received packets after the interface's name: bytes, packets, errs, drop, … */
    private static final int PACKETS_COLUMN = 1;

    private final Path counters;
    private final Thread thread = new Thread(this::watch, "hayate-arrivals");
    private volatile boolean running = true;
    private long activeNs;
    private long packets;

    /** @param pid a process in the far namespace, which must outlive the meter */
    ArrivalMeter(long pid) {
        counters = Path.of("/proc", Long.toString(pid), "net", "dev");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        long previous = read();
        long previousNs = System.nanoTime();
        while (running) {
            LockSupport.parkNanos(INTERVAL_NS);
            long now = read();
            long nowNs = System.nanoTime();
            if (now - previous > CHATTER_PACKETS) {
                packets += now - previous;
                activeNs += nowNs - previousNs;
            }
            previous = now;
            previousNs = nowNs;
        }
    }

    private long read() {
        try {
            for (String line : Files.readAllLines(counters, StandardCharsets.US_ASCII)) {
                String trimmed = line.strip();
                if (trimmed.startsWith(World.FAR_DEVICE + ":")) {
                    String[] columns = trimmed.substring(World.FAR_DEVICE.length() + 1)
                            .strip()
                            .split("\\s+");
                    return Long.parseLong(columns[PACKETS_COLUMN]);
                }
            }
        } catch (IOException e) {
            running = false;
        }
        return 0;
    }

    /** Stops watching; the figures are final then. */
    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Packets per second over the time in which packets came; call it after {@link #close()}. */
    double packetsPerSecond() {
        return activeNs == 0 ? 0 : packets * 1e9 / activeNs;
    }
}
