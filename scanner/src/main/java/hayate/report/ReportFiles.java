package hayate.report;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Files that commands read. */
final class ReportFiles {
    static final int USAGE = 2;

    private ReportFiles() {}

    /** The reader of a file, or of standard input for {@code -}, which stays open. */
    static ReportReader open(String file, Optional<ReportFormat> format, InputStream standardInput)
            throws CommandException {
        try {
            InputStream in = file.equals("-") ? unclosed(standardInput) : Files.newInputStream(Path.of(file));
            return ReportReaders.open(in, format);
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(file, e);
        }
    }

    /** What is said when a file cannot be read. */
    static CommandException unreadable(String file, Exception e) {
        String name = ReportText.line(file);
        return new CommandException(
                USAGE,
                e instanceof ReportFormatException
                        ? name + " " + e.getMessage()
                        : "cannot read " + name + ": " + ReportText.line(e.toString()));
    }

    private static InputStream unclosed(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public void close() {}
        };
    }
}
