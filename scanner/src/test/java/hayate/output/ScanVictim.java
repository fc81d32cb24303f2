package hayate.output;

import hayate.output.OutputConfig.Format;
import hayate.output.OutputConfig.Output;
import hayate.result.Finding;
import hayate.result.State;
import hayate.work.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A program for {@link ProcessTest}: scans a made-up space at a steady pace into three files and standard output, going on
 * where an earlier life of it was killed. Arguments: folder, seed, findings, findings per millisecond.
 */
public final class ScanVictim {
    static final EnumSet<State> SHOWN = EnumSet.of(State.OPEN, State.CLOSED);

    private final Path checkpoint;
    private final ScanIdentity identity;
    private final List<Finding> truth;
    private final int findingsPerMs;
    private final Set<Long> known = new HashSet<>();
    private int next;
    private long allowed;

    private ScanVictim(Path folder, long seed, int findings, int findingsPerMs) {
        this.checkpoint = folder.resolve("scan.checkpoint");
        this.identity = Samples.identity(findings);
        this.truth = Samples.shuffled(new SplittableRandom(seed), findings);
        this.findingsPerMs = findingsPerMs;
    }

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        int findings = Integer.parseInt(arguments[2]);
        new ScanVictim(folder, Long.parseLong(arguments[1]), findings, Integer.parseInt(arguments[3])).run(folder);
    }

    static OutputConfig config(Path folder) {
        return new OutputConfig(
                List.of(
                        new Output(Format.JSON, folder.resolve("json"), false),
                        new Output(Format.MASSCAN_JSON, folder.resolve("masscan_json"), false),
                        new Output(Format.LIST, folder.resolve("list"), false),
                        new Output(Format.QUIET, Output.STDOUT, false)),
                SHOWN,
                Optional.empty(),
                Optional.empty());
    }

    private void run(Path folder) {
        Consumer<String> warnings = System.err::println;
        OutputSet outputs;
        CheckpointStore store;
        ScanProgress start = ScanProgress.START;
        if (Files.exists(checkpoint)) {
            ResumeState state = ResumeState.load(checkpoint);
            state.forEachFinding(finding -> known.add(finding.index));
            start = state.progress();
            outputs = OutputSet.resume(state, Samples.SERVICES, warnings);
            store = CheckpointStore.resume(state, warnings);
        } else {
            store = CheckpointStore.create(checkpoint, identity, warnings);
            outputs = OutputSet.open(config(folder), true, Samples.SERVICES, identity, warnings);
        }
        next = (int) start.safeStep();
        Reporter reporter = new Reporter(this::give, outputs, Optional.of(store), new SystemClock());
        reporter.start(start);
        pace(reporter);
        boolean complete = next == truth.size();
        reporter.finish(progress(), complete);
        reporter.onClose();
        reporter.problems().forEach(System.err::println);
        System.exit(complete ? 0 : 3);
    }

    private void pace(Reporter reporter) {
        long begin = System.nanoTime();
        long checkpoints = 0;
        while (next < truth.size() && !reporter.isStandardOutputClosed()) {
            long elapsedMs = (System.nanoTime() - begin) / 1_000_000;
            allowed = elapsedMs * findingsPerMs;
            if (reporter.doWork() == 0) {
                LockSupport.parkNanos(300_000);
            }
            if (elapsedMs / 30 > checkpoints) {
                checkpoints++;
                reporter.requestCheckpoint(progress());
            }
        }
    }

    private int give(hayate.result.FindingSink sink, int limit) {
        int given = 0;
        while (given < limit && allowed > 0 && next < truth.size()) {
            Finding finding = truth.get(next++);
            allowed--;
            if (known.add(finding.index)) {
                sink.onFinding(finding);
                given++;
            }
        }
        return given;
    }

    private ScanProgress progress() {
        return new ScanProgress(0, 0, next, List.of(), Map.of(), 0);
    }
}
