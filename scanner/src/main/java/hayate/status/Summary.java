package hayate.status;

import static hayate.status.Quantities.count;
import static hayate.status.Quantities.elapsed;
import static hayate.status.Quantities.rate;

import hayate.rate.CoverageEstimate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The last lines of a scan.
 *
 * <pre>
 * found 42 open, 7 closed, 0 filtered of 65,536 targets in 0.42 s (156k pps)
 * sent 65,536 / failed 0 / re-sent 0 / receive-dropped 0, coverage 100.0%
 * </pre>
 */
public final class Summary {
    private Summary() {}

    /**
     * What is known of the coverage.
     *
     * @param here share of targets whose probe and answer were not lost on this machine, 0..1
     * @param path share of answering targets found, as estimated, if there was something to estimate it by
     */
    public record Coverage(double here, Optional<CoverageEstimate> path) {}

    /**
     * The lines for a scan that ended.
     *
     * @param targets size of the space
     * @param coverage how much of what answers was found
     * @param verbose level of -v: 1 adds packets that verified
     */
    public static List<String> lines(StatusSnapshot s, long targets, Coverage coverage, int verbose) {
        List<String> lines = new ArrayList<>();
        double seconds = Math.max(1e-9, s.elapsedNs() / 1e9);
        lines.add(String.format(
                Locale.ROOT,
                "found %s open, %s closed, %s filtered of %s target%s in %s (%s pps)",
                count(s.open()),
                count(s.closed()),
                count(s.filtered()),
                count(targets),
                targets == 1 ? "" : "s",
                elapsed(s.elapsedNs()),
                rate(s.sent() / seconds)));
        lines.add("sent " + count(s.sent()) + " / failed " + count(s.failed()) + " / re-sent " + count(s.resent())
                + " / receive-dropped " + count(s.receiveDropped()) + coverageText(coverage));
        if (verbose > 0) {
            lines.add("answers " + count(s.answers()) + ", passes " + s.pass());
        }
        return lines;
    }

    private static String coverageText(Coverage coverage) {
        double here = coverage.here();
        if (coverage.path().isEmpty()) {
            return String.format(Locale.ROOT, ", coverage %.1f%%", floored(here, 1));
        }
        CoverageEstimate path = coverage.path().get();
        return String.format(
                Locale.ROOT,
                ", coverage %.2f%% (%.2f-%.2f), loss on the path %.1f%% at any rate",
                floored(here * path.share(), 2),
                floored(here * path.low(), 2),
                Math.ceil(1e4 * here * path.high()) / 100,
                100 * path.pathLoss());
    }

    /** A share in percent, never rounded up: what is not all is not called 100 %. */
    private static double floored(double share, int decimals) {
        double unit = Math.pow(10, decimals);
        return Math.max(0, Math.min(100, Math.floor(share * (100 * unit)) / unit));
    }

    /**
     * What to say of a scan that was ended early.
     *
     * @param readerGone whether that was because nobody reads its results
     */
    public static String interrupted(Optional<Path> checkpoint, boolean readerGone) {
        String why = readerGone ? "nobody reads standard output any more" : "interrupted";
        return why
                + checkpoint
                        .map(path -> "; go on with: hayate --resume " + path)
                        .orElse("; without --checkpoint this scan cannot be resumed");
    }

    /** What to say when a scan is done but an output could not be written. */
    public static String unwritten(Path checkpoint) {
        return "every finding is kept; once there is room, write them with: hayate --resume " + checkpoint;
    }
}
