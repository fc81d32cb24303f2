package hayate.output;

import java.io.IOException;
import java.nio.file.Path;

/** The file system as this package uses it; tests put one behind it that stops in the middle of any step. */
interface Storage {
    /** Opens for writing and, if it is a regular file, reading; creates it if missing; keeps its content. */
    OutputChannel open(Path path) throws IOException;

    /** The standard output of this process. */
    OutputChannel standardOutput();

    /** Replaces a file's content atomically and durably: a reader sees the old or the new, also after a power cut. */
    void replace(Path path, byte[] content) throws IOException;

    /** Removes a file if it is there. */
    void delete(Path path) throws IOException;
}
