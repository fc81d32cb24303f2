package hayate.scan;

import hayate.output.RunRecord;
import hayate.plan.SendingOrder;
import hayate.verify.VerifyCounter;
import hayate.verify.VerifyCounters;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes the run record ({@code --metadata}) of a scan that has ended. */
final class RunRecords {
    private static final double MS_PER_US = 1e-3;
    private static final double US_PER_NS = 1e-3;

    private final ScanConfig config;
    private final SendingOrder order;
    private final StatusView view;

    RunRecords(ScanConfig config, SendingOrder order, StatusView view) {
        this.config = config;
        this.order = order;
        this.view = view;
    }

    /**
     * How a scan ended.
     *
     * @param end the conductor's last word
     * @param total this run's counters
     * @param engine for the counters of its stages
     * @param unrepaired steps lost on this machine for good
     * @param exitCode what the process ends with
     * @param network backends and interfaces
     * @param endedNs nanoseconds since the epoch
     * @param elapsedNs over all runs of this scan
     */
    record Outcome(
            Conductor.Progress end,
            Measurements total,
            Engine engine,
            long unrepaired,
            int exitCode,
            String network,
            long endedNs,
            long elapsedNs) {}

    void write(Path path, RunRecord record, Outcome outcome) {
        Measurements m = outcome.total();
        Carried totals = view.totals(outcome.end());
        double seconds = Math.max(1e-9, outcome.elapsedNs() / 1e9);
        record.time("ended", outcome.endedNs())
                .put("elapsed_seconds", seconds)
                .put("exit_status", outcome.exitCode())
                .put("complete", outcome.exitCode() == Scan.DONE)
                .put("network", outcome.network())
                .put("targets", order.length())
                .put("template", config.rate().template().name().toLowerCase(Locale.ROOT))
                .put("rate_limit_probes_per_second", limit())
                .put("rate_mean_probes_per_second", totals.probes() / seconds)
                .put("passes", outcome.end().pass().number() + 1)
                .put("sent", totals.probes())
                .put("failed", totals.failedSends())
                .put("send_retries", m.sendRetries())
                .put("resent", totals.stepsSentAgain())
                .put("unrepaired", outcome.unrepaired())
                .put("unreachable", m.unreachable())
                .put("received", m.received())
                .put("receive_dropped", totals.receiveDrops())
                .put("device_dropped", m.deviceDrops())
                .put("device_receive_dropped", m.deviceReceiveDrops())
                .put("open", m.open())
                .put("closed", m.closed())
                .put("filtered", m.filtered())
                .put("silent", order.length() - m.answered())
                .put("coverage", view.coverage(outcome.end(), outcome.unrepaired()))
                .put("path", path(outcome.engine()))
                .put("received_by_kind", byKind(outcome.engine().verifyCounters()))
                .percentiles("rtt_ms", m.roundTripsUs(), MS_PER_US)
                .percentiles("send_gap_us", outcome.engine().sendGapsNs(), US_PER_NS)
                .write(path);
    }

    /** What was learned of the path; empty where nothing was. */
    private static Map<String, Object> path(Engine engine) {
        Map<String, Object> map = new LinkedHashMap<>();
        engine.coverage().ifPresent(coverage -> {
            map.put("coverage", coverage.share());
            map.put("coverage_low", coverage.low());
            map.put("coverage_high", coverage.high());
            map.put("loss_per_attempt", coverage.pathLoss());
        });
        engine.closedLoop().ifPresent(loop -> {
            double limit = loop.controller().limit();
            if (!Double.isNaN(limit)) {
                map.put("limit_probes_per_second", limit);
            }
            double rate = loop.controller().rate();
            map.put("rate_probes_per_second", Double.isInfinite(rate) ? "none" : rate);
            map.put("judged", loop.controller().hadSignal());
            map.put("unjudged_seconds", loop.unjudgedNs() / 1e9);
            map.put("safe_rate_probes_per_second", loop.controller().safeRate());
        });
        return map;
    }

    private Object limit() {
        double rate = config.rate().probesPerSecond();
        return Double.isInfinite(rate) ? "none" : rate;
    }

    private static Map<String, Object> byKind(VerifyCounters counters) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (VerifyCounter counter : VerifyCounter.values()) {
            map.put(counter.label().replace('-', '_'), counters.get(counter));
        }
        return map;
    }
}
