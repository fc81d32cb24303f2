package hayate.cli;

import hayate.status.RatePlot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code hayate plot-rate LOG [-o SVG]}: draws what {@code --rate-log} wrote. */
final class PlotRateCommand {
    private static final long LOG_MAX_BYTES = 64L << 20;
    private static final String USAGE = "plot-rate wants a file that --rate-log wrote, and -o FILE (or - for standard"
            + " output) if the picture is not to be LOG.svg";

    private PlotRateCommand() {}

    /**
     * Runs it.
     *
     * @throws UsageException if the log cannot be drawn
     */
    static int run(List<String> arguments, PrintStream out) {
        boolean named = arguments.size() == 3 && arguments.get(1).equals("-o");
        if (arguments.size() != 1 && !named) {
            throw new UsageException(USAGE);
        }
        Path log = Path.of(arguments.get(0));
        String svg = svg(log);
        String target = named ? arguments.get(2) : log + ".svg";
        if (target.equals("-")) {
            out.print(svg);
            return ExitCode.DONE;
        }
        try {
            Files.writeString(Path.of(target), svg);
        } catch (IOException e) {
            throw new UsageException("cannot write " + Quote.token(target) + ": " + e.getMessage());
        }
        return ExitCode.DONE;
    }

    private static String svg(Path log) {
        try {
            if (Files.size(log) > LOG_MAX_BYTES) {
                throw new UsageException(Quote.token(log.toString()) + " is larger than 64 MiB, no rate log is");
            }
            return RatePlot.svg(Files.readAllLines(log));
        } catch (IOException e) {
            throw new UsageException("cannot read the rate log " + Quote.token(log.toString()));
        } catch (IllegalArgumentException e) {
            throw new UsageException(Quote.token(log.toString()) + ": " + e.getMessage());
        }
    }
}
