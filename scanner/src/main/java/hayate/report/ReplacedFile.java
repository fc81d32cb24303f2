package hayate.report;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** An output file that takes its name only when it is whole: until then it is a temporary file beside. */
final class ReplacedFile implements Closeable {
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    private final Optional<Path> target;
    private final Optional<Path> temporary;
    private final OutputStream stream;

    /** @param target the file, standard output if absent */
    ReplacedFile(Optional<Path> target, PrintStream standardOutput) throws IOException {
        this.target = target;
        temporary = target.map(file -> file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".part"));
        stream = temporary.isPresent()
                ? Files.newOutputStream(
                        temporary.get(), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)
                : unclosed(standardOutput);
    }

    OutputStream stream() {
        return stream;
    }

    /** Gives the file its name. */
    void commit() throws IOException {
        stream.close();
        if (target.isPresent()) {
            Files.move(temporary.orElseThrow(), target.get(), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
        if (temporary.isPresent()) {
            Files.deleteIfExists(temporary.get());
        }
    }

    /** Whoever read standard output has what he wanted ({@code | head}): the end, and nothing to complain of. */
    static final class ReaderGoneException extends IOException {
        private static final long serialVersionUID = 1L;

        ReaderGoneException() {
            super("nobody reads standard output any more");
        }
    }

    /** A pipe takes everything as long as somebody reads. */
    private static boolean isPipe() {
        try {
            return Files.readSymbolicLink(STANDARD_OUTPUT).toString().startsWith("pipe:");
        } catch (IOException e) {
            return false;
        }
    }

    private static OutputStream unclosed(PrintStream printed) {
        return new FilterOutputStream(printed) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                printed.write(bytes, offset, length);
                check();
            }

            @Override
            public void close() throws IOException {
                printed.flush();
                check();
            }

            /** A print stream keeps its errors to itself. */
            private void check() throws IOException {
                if (printed.checkError()) {
                    throw isPipe() ? new ReaderGoneException() : new IOException("standard output takes no more");
                }
            }
        };
    }
}
