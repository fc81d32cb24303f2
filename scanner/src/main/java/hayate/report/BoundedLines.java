package hayate.report;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Lines of UTF-8, each bounded. Bytes that are no UTF-8 become replacement characters. */
final class BoundedLines implements Closeable {
    private static final int LINE_LENGTH_MAX = 16 << 20;

    private final BufferedReader reader;
    private long number;
    private boolean ended = true;

    BoundedLines(InputStream in) {
        reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    }

    /** The next line without its end, null after the last. */
    String next() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = reader.read();
        if (c < 0) {
            return null;
        }
        number++;
        while (c >= 0 && c != '\n') {
            if (line.length() == LINE_LENGTH_MAX) {
                throw new ReportFormatException(
                        "line " + number + " is longer than " + LINE_LENGTH_MAX + " characters");
            }
            line.append((char) c);
            c = reader.read();
        }
        ended = c == '\n';
        if (ended && !line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }

    /** The number of the line given last, from 1. */
    long number() {
        return number;
    }

    /** Whether the line given last had an end: one that has none may be cut off. */
    boolean isEnded() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
