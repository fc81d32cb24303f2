package hayate.report;

import hayate.report.ReportComparison.Change;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code hayate diff}: what changed between two result files, in any format that can be read. */
public final class DiffCommand {
    private static final int SAME = 0;
    private static final int DIFFERENT = 1;
    private static final String USAGE = "hayate diff [--json] BEFORE AFTER (one of them may be -)";

    private DiffCommand() {}

    /**
     * Runs it.
     *
     * @return 0 if nothing changed, 1 if something did, 2 if the files cannot be compared
     */
    public static int run(List<String> args, PrintStream out, PrintStream err, InputStream in) {
        try {
            boolean json = args.contains("--json");
            List<String> files = new ArrayList<>(args);
            files.removeIf("--json"::equals);
            for (String file : files) {
                if (file.startsWith("-") && !file.equals("-")) {
                    throw new CommandException(
                            ReportFiles.USAGE, "diff does not take " + ReportText.line(file) + ": " + USAGE);
                }
            }
            if (files.size() != 2) {
                throw new CommandException(ReportFiles.USAGE, "diff needs two files: " + USAGE);
            }
            boolean[] different = {false};
            compare(files.get(0), files.get(1), in, change -> {
                different[0] = true;
                out.println(json ? json(change) : text(change));
            });
            out.flush();
            return different[0] ? DIFFERENT : SAME;
        } catch (CommandException e) {
            err.println("hayate: " + e.getMessage());
            return ReportFiles.USAGE;
        }
    }

    private static void compare(String before, String after, InputStream in, Consumer<Change> changes)
            throws CommandException {
        try (ReportReader old = ReportFiles.open(before, Optional.empty(), in);
                ReportReader now = ReportFiles.open(after, Optional.empty(), in)) {
            ReportComparison.compare(old, now, changes);
        } catch (IOException e) {
            throw ReportFiles.unreadable(before + " or " + after, e);
        }
    }

    private static String text(Change change) {
        String place = change.address() + (change.port().isEmpty() ? "" : " " + change.port());
        String before = change.before().isEmpty() ? "" : " was " + change.before();
        String after = change.after().isEmpty() ? "" : " is " + change.after();
        return ReportText.line(String.format("%-8s %s%s%s", change.kind().label(), place, before, after));
    }

    private static String json(Change change) {
        return "{\"change\":" + ReportText.json(change.kind().label()) + ",\"address\":"
                + ReportText.json(change.address())
                + (change.port().isEmpty() ? "" : ",\"port\":" + ReportText.json(change.port()))
                + ",\"before\":" + ReportText.json(change.before())
                + ",\"after\":" + ReportText.json(change.after()) + "}";
    }
}
