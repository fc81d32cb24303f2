package hayate.output;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The record of a run ({@code --metadata}): who scanned what, when, how fast, and what came of it, as one JSON object. Built
 * in the order in which it is read; names are {@code snake_case} and end in their unit.
 */
public final class RunRecord {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};
    private static final String[] PERCENTILE_NAMES = {"p50", "p90", "p99", "p99_9"};

    private final Map<String, Object> tree = new LinkedHashMap<>();

    /** A record that starts with what the scan is and who runs it where. */
    public RunRecord(ScanIdentity identity) {
        tree.put("scanner", "hayate");
        tree.put("version", identity.version());
        tree.put("arguments", identity.arguments());
        tree.put("user", System.getProperty("user.name", "?"));
        tree.put("host", hostName());
        tree.put("java", System.getProperty("java.runtime.version", "?"));
        tree.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        tree.put("seed", identity.seed());
        tree.put("shard", identity.shard().number() + "/" + identity.shard().count());
        tree.put("space_size", identity.spaceSize());
        tree.put("plan_digest", identity.planDigest());
        tree.put("resolved_names", identity.resolvedNames());
        time("started", identity.startedNs());
    }

    private static String hostName() {
        String name = System.getenv("HOSTNAME");
        if (name != null && !name.isEmpty()) {
            return name;
        }
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "?";
        }
    }

    /** Adds a number, text, boolean, map or list. */
    public RunRecord put(String name, Object value) {
        tree.put(name, value);
        return this;
    }

    /** Adds a time as ISO 8601 in UTC. */
    public RunRecord time(String name, long epochNs) {
        long seconds = Math.floorDiv(epochNs, 1_000_000_000L);
        tree.put(
                name,
                Instant.ofEpochSecond(seconds, Math.floorMod(epochNs, 1_000_000_000L))
                        .toString());
        return this;
    }

    /**
     * Adds count, p50, p90, p99, p99.9 and max of a histogram.
     *
     * @param unitsPerValue what one recorded value is in the unit that {@code name} ends in
     */
    public RunRecord percentiles(String name, Histogram histogram, double unitsPerValue) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("count", histogram.getTotalCount());
        if (histogram.getTotalCount() > 0) {
            for (int i = 0; i < PERCENTILES.length; i++) {
                values.put(
                        PERCENTILE_NAMES[i], rounded(histogram.getValueAtPercentile(PERCENTILES[i]) * unitsPerValue));
            }
            values.put("max", rounded(histogram.getMaxValue() * unitsPerValue));
        }
        tree.put(name, values);
        return this;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }

    /** The record as JSON text. */
    public String toJson() {
        return JsonWriter.toJson(tree);
    }

    /**
     * Writes the record; readers see the old file or the whole new one.
     *
     * @throws OutputException if that fails
     */
    public void write(Path path) {
        try {
            DiskStorage.INSTANCE.replace(path.toAbsolutePath(), toJson().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new OutputException(
                    "cannot write " + Texts.escapeControls(path.toString()) + ": " + RetryingWriter.reason(e), e);
        }
    }

    /**
     * Makes sure, before the scan, that {@link #write} can succeed.
     *
     * @throws OutputException if the folder is missing or cannot be written
     */
    public static void requireWritable(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isWritable(folder) || Files.isDirectory(path)) {
            throw new OutputException("cannot write " + Texts.escapeControls(path.toString())
                    + ": not a file in a folder that can be written");
        }
    }
}
