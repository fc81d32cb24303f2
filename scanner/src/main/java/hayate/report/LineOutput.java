package hayate.report;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Lines of UTF-8 that end with a line feed on every system. */
final class LineOutput implements Closeable {
    private final Writer out;

    LineOutput(OutputStream stream) {
        out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    }

    void text(String text) throws IOException {
        out.write(text);
    }

    void line(String text) throws IOException {
        out.write(text);
        out.write('\n');
    }

    void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
