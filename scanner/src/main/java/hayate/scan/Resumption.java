package hayate.scan;

import hayate.output.ScanProgress;
import hayate.queue.Pass;
import hayate.queue.Stretches;
import java.util.Map;

/** What a checkpoint keeps of the conductor's state, and how a scan goes on from it. */
public final class Resumption {
    private Resumption() {}

    /** The conductor's state as a checkpoint keeps it. */
    public static ScanProgress save(Conductor.Progress progress, Map<String, Long> counters, long elapsedNs) {
        Stretches resend = new Stretches();
        resend.addAll(progress.pending());
        if (progress.pass().kind() == Pass.Kind.REPAIR) {
            progress.pass()
                    .ranges()
                    .forEach(range -> resend.add(Math.max(range.from(), progress.safeStep()), range.to()));
        }
        return new ScanProgress(
                progress.pass().number(),
                progress.pass().attempt(),
                progress.safeStep(),
                resend.ranges().stream()
                        .map(range -> new ScanProgress.Stretch(range.from(), range.to()))
                        .toList(),
                counters,
                elapsedNs);
    }

    /** The pass with which a new planner goes on. */
    public static Pass restore(ScanProgress saved, PassPlanner planner) {
        return planner.resume(
                saved.pass(),
                saved.safeStep(),
                saved.resend().stream()
                        .map(stretch -> new Stretches.Range(stretch.from(), stretch.to()))
                        .toList());
    }
}
