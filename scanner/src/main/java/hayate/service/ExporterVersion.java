package hayate.service;

import hayate.report.ScriptReport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a Prometheus exporter, which stands among its metrics in the order of the alphabet, often far behind the
 * first four kilobytes: {@code node_exporter_build_info{…,version="1.5.0"} 1}. Lines are looked at as they come;
 * {@value #METRICS_MAX} bytes are read at most.
 */
final class ExporterVersion extends HttpErrand {
    /** What it is of. */
    static final String SERVICE = "prometheus-exporter";

    private static final int METRICS_MAX = 1 << 20;
    private static final int LINE_MAX = 600;
    private static final Pattern BUILD =
            Pattern.compile("\\w{1,60}_exporter_build_info\\{[^}]{0,400}\\bversion=\"v?(\\d[\\w.+~-]{0,40})\"");

    private final Metrics metrics;

    ExporterVersion(ServiceTarget target) {
        this(target, new Metrics());
    }

    private ExporterVersion(ServiceTarget target, Metrics metrics) {
        super(target, "/metrics", metrics::read);
        this.metrics = metrics;
    }

    /** Looks for the version, line by line. */
    private static final class Metrics {
        private final StringBuilder line = new StringBuilder();
        private Optional<String> version = Optional.empty();
        private int readBytes;

        void read(ByteBuffer more) {
            readBytes += more.remaining();
            while (more.hasRemaining() && version.isEmpty()) {
                char c = (char) (more.get() & 0xFF);
                if (c == '\n') {
                    endLine();
                } else if (line.length() < LINE_MAX) {
                    line.append(c);
                }
            }
            more.position(more.limit());
        }

        private void endLine() {
            Matcher build = BUILD.matcher(line);
            version = build.lookingAt() ? Optional.of(build.group(1)) : Optional.empty();
            line.setLength(0);
        }
    }

    @Override
    boolean isEnough() {
        return metrics.version.isPresent() || metrics.readBytes > METRICS_MAX;
    }

    @Override
    public Optional<String> version() {
        return metrics.version;
    }

    /** The version is all. */
    @Override
    public List<ScriptReport> evidence() {
        return List.of();
    }
}
