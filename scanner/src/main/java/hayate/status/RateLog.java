package hayate.status;

import hayate.rate.RateTick;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * The log of the rate control ({@code --rate-log}): CSV with a header, one line a tick. Owned by the conductor. A log that
 * cannot be written ends with a warning, the scan goes on.
 */
public final class RateLog implements AutoCloseable {
    static final String HEADER = "time_s,pass,kind,phase,granted_pps,sent_pps,answers,expected,canaries,"
            + "canary_answers,loss,limit_pps,repair_from,repair_to,decision";
    private static final long FLUSH_NS = 1_000_000_000;

    private final BufferedWriter writer;
    private final Consumer<String> warn;
    private long flushedNs;
    private boolean failed;

    private RateLog(BufferedWriter writer, Consumer<String> warn) {
        this.writer = writer;
        this.warn = warn;
    }

    /**
     * Opens a log, replacing the file.
     *
     * @param warn takes one line if writing fails later
     * @throws IOException if it cannot be written
     */
    public static RateLog open(Path path, Consumer<String> warn) throws IOException {
        BufferedWriter writer = Files.newBufferedWriter(path, StandardCharsets.UTF_8);
        writer.write(HEADER);
        writer.write('\n');
        writer.flush();
        return new RateLog(writer, warn);
    }

    /**
     * Writes a tick.
     *
     * @param timeNs since the start of the scan
     * @param pass number of the pass
     * @param kind its kind
     * @param phase what the rate control was doing
     */
    public void write(long timeNs, int pass, String kind, String phase, RateTick tick) {
        if (failed) {
            return;
        }
        try {
            writer.write(line(timeNs, pass, kind, phase, tick));
            if (timeNs - flushedNs >= FLUSH_NS) {
                flushedNs = timeNs;
                writer.flush();
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    static String line(long timeNs, int pass, String kind, String phase, RateTick tick) {
        return String.format(
                Locale.ROOT,
                "%.3f,%d,%s,%s,%s,%.1f,%d,%.1f,%d,%d,%s,%s,%s,%s,%s%n",
                timeNs / 1e9,
                pass,
                kind,
                phase,
                Double.isInfinite(tick.grantedRate()) ? "inf" : String.format(Locale.ROOT, "%.1f", tick.grantedRate()),
                tick.sentRate(),
                tick.answers(),
                tick.expected(),
                tick.canaries(),
                tick.canaryAnswers(),
                text(tick.loss(), "%.4f"),
                text(tick.limit(), "%.1f"),
                tick.repairFrom() < 0 ? "" : tick.repairFrom(),
                tick.repairFrom() < 0 ? "" : tick.repairTo(),
                tick.decision());
    }

    private static String text(OptionalDouble value, String format) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
    }

    private void fail(IOException e) {
        failed = true;
        warn.accept("the rate log ends here: " + e.getMessage());
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            if (!failed) {
                fail(e);
            }
        }
    }
}
