package hayate.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the values of {@code /proc/sys}. */
public final class ProcFile {
    private static final int VALUE_MAX_BYTES = 4096;

    private ProcFile() {}

    /**
     * A value, stripped. The kernel gives a sysctl to the first read only, while {@link Files#readString} asks a file
     * of length 0 for one byte first: it would return the first digit and nothing else.
     */
    public static String readValue(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = new byte[VALUE_MAX_BYTES];
            int length = in.read(bytes);
            return new String(bytes, 0, Math.max(0, length), StandardCharsets.US_ASCII).strip();
        }
    }
}
