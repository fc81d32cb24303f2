package hayate.scan;

import hayate.output.ScanProgress;
import java.util.Map;

/**
 * Totals that a resumed scan goes on counting from.
 *
 * @param probes probes sent
 * @param failedSends probes that a device refused
 * @param receiveDrops packets the kernel's ring had no room for
 * @param stepsSentAgain steps that repairs walked
 * @param elapsedNs time spent
 */
record Carried(long probes, long failedSends, long receiveDrops, long stepsSentAgain, long elapsedNs) {
    /** Of a scan that begins. */
    static final Carried NOTHING = new Carried(0, 0, 0, 0, 0);

    private static final String PROBES = "probes";
    private static final String FAILED = "failed";
    private static final String DROPPED = "receive_dropped";
    private static final String RESENT = "resent";

    /** What a checkpoint tells. */
    static Carried of(ScanProgress saved) {
        Map<String, Long> counters = saved.counters();
        return new Carried(
                counters.getOrDefault(PROBES, 0L),
                counters.getOrDefault(FAILED, 0L),
                counters.getOrDefault(DROPPED, 0L),
                counters.getOrDefault(RESENT, 0L),
                saved.elapsedNs());
    }

    /** The totals with what this run has added. */
    Carried plus(Conductor.Progress progress) {
        Measurements m = progress.measurements();
        return new Carried(
                probes + m.probes(),
                failedSends + m.failedSends(),
                receiveDrops + m.receiveDrops(),
                stepsSentAgain + progress.stepsSentAgain(),
                elapsedNs);
    }

    /** As a checkpoint keeps them. */
    Map<String, Long> counters() {
        return Map.of(PROBES, probes, FAILED, failedSends, DROPPED, receiveDrops, RESENT, stepsSentAgain);
    }
}
