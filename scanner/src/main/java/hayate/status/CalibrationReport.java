package hayate.status;

import static hayate.status.Quantities.count;

import hayate.output.JsonWriter;
import hayate.rate.CalibrationResult;
import hayate.rate.CalibrationStep;
import hayate.rate.CalibrationStep.Reading;
import hayate.rate.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a calibration says to people and to programs: the steps, the limit with its interval, and what to scan with. */
public final class CalibrationReport {
    private static final double LOSS_WORTH_A_RETRY = 0.005;
    private static final double HOSTS_MAY_LIMIT = 50;
    private static final double CAP_NORMAL = Template.NORMAL.capProbesPerSecond();

    private CalibrationReport() {}

    /** One line for a step. */
    public static String line(Reading reading) {
        CalibrationStep step = reading.step();
        return String.format(
                Locale.ROOT,
                "%-8s %,12.0f/s %,12.0f/s %,10d %,10d %8.2f%%%s",
                step.purpose().name().toLowerCase(Locale.ROOT),
                step.rate(),
                reading.sentPerSecond(),
                reading.sent(),
                reading.answered(),
                100 * (1 - reading.share()),
                reading.localLoss() ? "  lost on this machine" : "");
    }

    /** The report for people. */
    public static List<String> text(CalibrationEvidence evidence) {
        CalibrationResult result = evidence.result();
        List<String> lines = new ArrayList<>();
        lines.add("asked " + count(evidence.asked()) + " targets: " + count(evidence.closed()) + " closed, "
                + count(evidence.open()) + " open; measured by " + count(evidence.targets())
                + (evidence.usesClosed() ? " closed" : " open") + " ports of " + count(evidence.hosts()) + " hosts, "
                + evidence.network());
        lines.add("step          told/s       sent/s       sent   answered   unanswered");
        result.readings().forEach(reading -> lines.add(line(reading)));
        lines.add(String.format(
                Locale.ROOT, "sent %,d probes in %.1f s; %s", result.probes(), result.seconds(), result.ended()));
        limit(result, lines);
        remarks(evidence, lines);
        recommendation(result, lines);
        return lines;
    }

    private static void limit(CalibrationResult result, List<String> lines) {
        if (result.limit().isPresent()) {
            CalibrationResult.Limit limit = result.limit().get();
            lines.add(String.format(
                    Locale.ROOT,
                    "limit: %,.0f probes/s (95 %%: %,.0f to %,.0f), as answered in %d windows while %,.0f/s were sent",
                    limit.rate(),
                    limit.low(),
                    limit.high(),
                    limit.windows().size(),
                    limit.asked()));
        } else {
            lines.add(String.format(Locale.ROOT, "limit: not met up to %,.0f probes/s", result.cleanRate()));
        }
        result.held()
                .ifPresent(held -> lines.add(String.format(
                        Locale.ROOT,
                        "held: %,.0f/s for %.1f s, %.2f %% unanswered",
                        held.sentPerSecond(),
                        held.seconds(),
                        100 * (1 - held.share()))));
        lines.add(String.format(Locale.ROOT, "unanswered at rates below the limit: %.2f %%", 100 * result.baseLoss()));
    }

    private static void remarks(CalibrationEvidence evidence, List<String> lines) {
        CalibrationResult result = evidence.result();
        double reached = result.limit().map(CalibrationResult.Limit::rate).orElse(result.cleanRate());
        double perHost = reached / Math.max(1, evidence.hosts());
        if (result.limit().isPresent() && perHost >= HOSTS_MAY_LIMIT) {
            lines.add(String.format(
                    Locale.ROOT,
                    "note: at the limit each host was asked %.0f times a second, so it may be the hosts' own limit of"
                            + " resets: more hosts tell more",
                    perHost));
        } else if (result.limit().isEmpty() && reached >= evidence.hosts() * evidence.perHostRate() * 0.99) {
            lines.add(String.format(
                    Locale.ROOT,
                    "note: no host is asked more than %.0f times a second: name more hosts to go further",
                    evidence.perHostRate()));
        }
        if (!evidence.usesClosed()) {
            lines.add("note: measured by open ports: each answer costs a reset of this host, and connections left"
                    + " half-open answer again, so closed ports would measure better");
        }
    }

    private static void recommendation(CalibrationResult result, List<String> lines) {
        double rate = result.recommendedRate();
        if (rate <= 0) {
            lines.add("recommended: nothing, for nothing was kept up without loss");
            return;
        }
        lines.add("recommended: " + options(result));
    }

    /** The options to scan with. */
    static String options(CalibrationResult result) {
        String fixed = String.format(Locale.ROOT, "--rate %.0f", result.recommendedRate());
        String loop = result.recommendedRate() <= CAP_NORMAL
                ? "-T3"
                : "-T" + result.recommendedTemplate().ordinal();
        String retries = result.baseLoss() >= LOSS_WORTH_A_RETRY ? " --retries 1" : "";
        return fixed + retries + ", or " + loop
                + String.format(
                        Locale.ROOT,
                        " --max-rate %.0f",
                        result.limit().map(CalibrationResult.Limit::high).orElse(result.recommendedRate()))
                + " to follow the path";
    }

    /** The report for programs. */
    public static String json(CalibrationEvidence evidence) {
        CalibrationResult result = evidence.result();
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("asked", evidence.asked());
        root.put("closed", evidence.closed());
        root.put("open", evidence.open());
        root.put("measured_by", evidence.usesClosed() ? "closed" : "open");
        root.put("targets", evidence.targets());
        root.put("hosts", evidence.hosts());
        root.put("per_host_probes_per_second_max", evidence.perHostRate());
        root.put("network", evidence.network());
        root.put("probes", result.probes());
        root.put("seconds", result.seconds());
        root.put("ended", result.ended());
        root.put("unanswered_below_limit", result.baseLoss());
        root.put("clean_probes_per_second", result.cleanRate());
        root.put("limit", result.limit().map(CalibrationReport::limit).orElse(null));
        root.put("held", result.held().map(CalibrationReport::reading).orElse(null));
        root.put(
                "steps",
                result.readings().stream().map(CalibrationReport::reading).toList());
        root.put("recommended_probes_per_second", result.recommendedRate());
        root.put("recommended_template", "T" + result.recommendedTemplate().ordinal());
        root.put("recommended_options", result.recommendedRate() > 0 ? options(result) : null);
        return JsonWriter.toJson(root);
    }

    private static Map<String, Object> limit(CalibrationResult.Limit limit) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("probes_per_second", limit.rate());
        map.put("low", limit.low());
        map.put("high", limit.high());
        map.put("sent_per_second", limit.asked());
        map.put("windows", limit.windows());
        return map;
    }

    private static Map<String, Object> reading(Reading reading) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("purpose", reading.step().purpose().name().toLowerCase(Locale.ROOT));
        map.put("told_per_second", reading.step().rate());
        map.put("sent_per_second", reading.sentPerSecond());
        map.put("seconds", reading.seconds());
        map.put("sent", reading.sent());
        map.put("answered", reading.answered());
        map.put("lost_on_this_machine", reading.localLoss());
        return map;
    }
}
