package hayate.report;

import hayate.report.ReplacedFile.ReaderGoneException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** {@code hayate report}: one self-contained HTML page of a result file, in any format that can be read. */
public final class HtmlReportCommand {
    private static final int FAILED = 1;
    private static final String USAGE = "hayate report FILE [--since OLDER] [-o PAGE.html]";

    private HtmlReportCommand() {}

    /**
     * Runs it.
     *
     * @return 0 if the page was written, 1 if it could not be, 2 if the files cannot be used
     */
    public static int run(List<String> args, PrintStream out, PrintStream err, InputStream in) {
        Optional<Path> output = Optional.empty();
        Optional<String> since = Optional.empty();
        Optional<String> file = Optional.empty();
        try {
            Iterator<String> rest = args.iterator();
            while (rest.hasNext()) {
                String arg = rest.next();
                if ((arg.equals("-o") || arg.equals("--since")) && rest.hasNext()) {
                    String value = rest.next();
                    output = arg.equals("-o") ? Optional.of(Path.of(value)) : output;
                    since = arg.equals("--since") ? Optional.of(value) : since;
                } else if ((arg.equals("-") || !arg.startsWith("-")) && file.isEmpty()) {
                    file = Optional.of(arg);
                } else {
                    throw new CommandException(
                            ReportFiles.USAGE, "report does not take " + ReportText.line(arg) + ": " + USAGE);
                }
            }
            if (file.isEmpty()) {
                throw new CommandException(ReportFiles.USAGE, "report needs a file: " + USAGE);
            }
            write(file.get(), since, output, out, in);
            return 0;
        } catch (CommandException e) {
            e.tell(err);
            return e.exitCode();
        }
    }

    private static void write(
            String file, Optional<String> since, Optional<Path> output, PrintStream out, InputStream in)
            throws CommandException {
        Optional<PageChanges> changes =
                since.isPresent() ? Optional.of(changes(since.get(), file, in)) : Optional.empty();
        try (ReportReader reader = ReportFiles.open(file, Optional.empty(), in);
                ReplacedFile target = new ReplacedFile(output, out)) {
            new HtmlReport(changes).write(reader, target.stream());
            target.commit();
        } catch (ReaderGoneException e) {
            throw CommandException.incomplete();
        } catch (IOException e) {
            throw e instanceof ReportFormatException
                    ? ReportFiles.unreadable(file, e)
                    : new CommandException(FAILED, "cannot write the page: " + ReportText.line(e.toString()));
        }
    }

    private static PageChanges changes(String older, String file, InputStream in) throws CommandException {
        if (older.equals("-") || file.equals("-")) {
            throw new CommandException(ReportFiles.USAGE, "report --since reads files, not '-': " + USAGE);
        }
        try (ReportReader before = ReportFiles.open(older, Optional.empty(), in);
                ReportReader after = ReportFiles.open(file, Optional.empty(), in)) {
            PageChanges changes = new PageChanges();
            ReportComparison.compare(before, after, changes::add);
            return changes;
        } catch (IOException e) {
            throw ReportFiles.unreadable(older + " or " + file, e);
        }
    }
}
