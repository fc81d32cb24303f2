package hayate.report;

import hayate.report.ReplacedFile.ReaderGoneException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** {@code hayate convert}: a result file in another format; with {@code --repair}, one that was cut off as well. */
public final class ConvertCommand {
    private static final int FAILED = 1;
    private static final String USAGE = "hayate convert [--from FORMAT] --to FORMAT [--repair] [-o FILE] FILE|-";

    private Optional<ReportFormat> from = Optional.empty();
    private Optional<ReportFormat> to = Optional.empty();
    private Optional<Path> output = Optional.empty();
    private Optional<String> file = Optional.empty();
    private boolean repair;
    private long up;
    private long down;
    private long endNs;

    private ConvertCommand() {}

    /**
     * Runs it.
     *
     * @return 0 if it was done, 1 if the output failed or the file was cut off, 2 if it cannot be used, 3 if who read the output has gone
     */
    public static int run(List<String> args, PrintStream out, PrintStream err, InputStream in) {
        try {
            ConvertCommand command = new ConvertCommand();
            command.parse(args);
            command.convert(out, err, in);
            return 0;
        } catch (CommandException e) {
            e.tell(err);
            return e.exitCode();
        }
    }

    private void parse(List<String> args) throws CommandException {
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String arg = rest.next();
            switch (arg) {
                case "--from" -> {
                    String label = value(arg, rest);
                    from = ReportFormat.readable(label);
                    accept(from.isPresent(), arg + " " + label, ReportFormat.readableLabels());
                }
                case "--to" -> {
                    String label = value(arg, rest);
                    to = ReportFormat.writable(label);
                    accept(to.isPresent(), arg + " " + label, ReportFormat.writableLabels());
                }
                case "-o" -> output = Optional.of(Path.of(value(arg, rest)));
                case "--repair" -> repair = true;
                default -> {
                    boolean name = arg.equals("-") || !arg.startsWith("-");
                    accept(name && file.isEmpty(), arg, USAGE);
                    file = Optional.of(arg);
                }
            }
        }
        if (to.isEmpty() || file.isEmpty()) {
            throw new CommandException(
                    ReportFiles.USAGE, "convert needs " + (to.isEmpty() ? "--to" : "a file") + ": " + USAGE);
        }
    }

    private static String value(String option, Iterator<String> rest) throws CommandException {
        if (!rest.hasNext()) {
            throw new CommandException(ReportFiles.USAGE, option + " needs a value: " + USAGE);
        }
        return rest.next();
    }

    private static void accept(boolean accepted, String token, String expected) throws CommandException {
        if (!accepted) {
            throw new CommandException(
                    ReportFiles.USAGE, "convert does not take " + ReportText.line(token) + ": " + expected);
        }
    }

    private void convert(PrintStream out, PrintStream err, InputStream in) throws CommandException {
        String name = file.orElseThrow();
        try (ReportReader reader = ReportFiles.open(name, from, in);
                ReplacedFile target = new ReplacedFile(output, out)) {
            write(reader, target.stream());
            String note = ReportText.line(name) + " is cut off after " + (up + down) + " complete hosts";
            if (reader.isTruncated() && !repair) {
                throw new CommandException(FAILED, note + "; --repair accepts it");
            } else if (reader.isTruncated()) {
                err.println("hayate: " + note);
            }
            if (reader.unnamedPorts() > 0) {
                err.println("hayate: " + ReportText.line(name) + " counts " + reader.unnamedPorts()
                        + " ports without naming them; they are left out");
            }
            target.commit();
        } catch (UncheckedIOException | IOException e) {
            if (e instanceof ReaderGoneException || e.getCause() instanceof ReaderGoneException) {
                throw CommandException.incomplete();
            }
            throw e instanceof ReportFormatException format
                    ? ReportFiles.unreadable(name, format)
                    : new CommandException(FAILED, "cannot convert " + name + ": " + ReportText.line(e.toString()));
        }
    }

    private void write(ReportReader reader, OutputStream stream) throws IOException {
        RunHeader header = reader.header();
        ReportWriter writer = writer(stream);
        writer.begin(header);
        reader.forEachHost(host -> {
            count(host);
            try {
                writer.host(host);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        String error = reader.isTruncated() ? "the file was cut off" : "";
        long startNs = header.startNs();
        RunFooter counted =
                new RunFooter(endNs, Math.max(0, startNs == 0 ? 0 : endNs - startNs), up, down, up + down, error);
        writer.end(reader.isTruncated() ? counted : reader.footer().orElse(counted));
    }

    private void count(HostReport host) {
        up += host.isUp() ? 1 : 0;
        down += host.isUp() ? 0 : 1;
        endNs = Math.max(endNs, host.endNs());
    }

    private ReportWriter writer(OutputStream stream) {
        ReportOptions people = ReportOptions.defaults();
        ReportOptions copy = people.withEverything();
        return switch (to.orElseThrow()) {
            case XML -> new XmlWriter(stream, people.withVerbosity(1, 0));
            case JSON -> new JsonReportWriter(stream, copy, port -> true);
            case GREPABLE -> new GrepableHostWriter(stream, people.withVerbosity(1, 0));
            case NORMAL -> NormalWriter.toFile(stream, people);
            case LIST -> new RowWriter(stream, copy, true);
            case CSV -> new RowWriter(stream, copy, false);
            case BINARY -> throw new IllegalStateException("binary is not written");
        };
    }
}
