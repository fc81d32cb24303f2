package hayate.lab;

import hayate.lab.BenchMeasurement.Sample;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What the rounds of a benchmark came to: medians, and each measurement's share of the C loop in the same round. */
final class BenchReport {
    private final Map<String, List<Sample>> samples;

    /** @param samples for each measurement one sample a round, in the order of the rounds */
    BenchReport(Map<String, List<Sample>> samples) {
        this.samples = new LinkedHashMap<>(samples);
    }

    /** Prints the table. */
    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%n%-28s %12s %6s %14s %6s %6s %8s %24s%n",
                "median of rounds",
                "packets/s",
                "of C",
                "per CPU second",
                "of C",
                "failed",
                "arrived",
                "batch gap us 50/99/99.9%");
        samples.forEach((name, runs) -> row(out, name, runs));
    }

    private void row(PrintStream out, String name, List<Sample> runs) {
        Histogram gaps = gaps(runs);
        out.printf(
                Locale.ROOT,
                "%-28s %,12.0f %6s %,14.0f %6s %6d %8s %24s%n",
                name,
                median(runs, Sample::packetsPerSecond),
                text(shareOfC(runs, Sample::packetsPerSecond)),
                median(runs, Sample::packetsPerCpuSecond),
                text(shareOfC(runs, Sample::packetsPerCpuSecond)),
                runs.stream().mapToLong(Sample::failed).sum(),
                arrived(runs),
                gaps == null
                        ? "-"
                        : String.format(
                                Locale.ROOT,
                                "%.0f / %.0f / %.0f",
                                gaps.getValueAtPercentile(50) / 1e3,
                                gaps.getValueAtPercentile(99) / 1e3,
                                gaps.getValueAtPercentile(99.9) / 1e3));
    }

    private static String text(double share) {
        return share > 0 ? String.format(Locale.ROOT, "%.2f", share) : "-";
    }

    private static double median(List<Sample> runs, ToDoubleFunction<Sample> rate) {
        return median(runs.stream().mapToDouble(rate).toArray());
    }

    /** The far kernel's count as a share of ours; the loop in C ends with up to a ring of packets uncounted. */
    private static String arrived(List<Sample> runs) {
        long sent = 0;
        long arrived = 0;
        for (Sample run : runs) {
            if (run.arrived() < 0) {
                return "-";
            }
            sent += run.packets();
            arrived += run.arrived();
        }
        return sent == 0 ? "-" : String.format(Locale.ROOT, "%.2f%%", 100.0 * arrived / sent);
    }

    /** Writes the same as one JSON object. */
    void write(Path file) throws IOException {
        try (JsonGenerator json = new JsonFactory()
                .createGenerator(ObjectWriteContext.empty(), Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            json.writeStartObject();
            json.writeName("measurements").writeStartArray();
            samples.forEach((name, runs) -> write(json, name, runs));
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void write(JsonGenerator json, String name, List<Sample> runs) {
        json.writeStartObject();
        json.writeStringProperty("name", name);
        json.writeName("packets_per_second").writeStartArray();
        runs.forEach(run -> json.writeNumber(run.packetsPerSecond()));
        json.writeEndArray();
        json.writeNumberProperty("median_packets_per_second", median(runs, Sample::packetsPerSecond));
        json.writeNumberProperty("median_packets_per_cpu_second", median(runs, Sample::packetsPerCpuSecond));
        double share = shareOfC(runs, Sample::packetsPerSecond);
        if (share > 0) {
            json.writeNumberProperty("share_of_c", share);
            json.writeNumberProperty("cpu_share_of_c", shareOfC(runs, Sample::packetsPerCpuSecond));
        }
        json.writeNumberProperty(
                "failed", runs.stream().mapToLong(Sample::failed).sum());
        if (runs.get(0).arrived() >= 0) {
            json.writeNumberProperty(
                    "sent", runs.stream().mapToLong(Sample::packets).sum());
            json.writeNumberProperty(
                    "arrived", runs.stream().mapToLong(Sample::arrived).sum());
        }
        Histogram gaps = gaps(runs);
        if (gaps != null) {
            json.writeNumberProperty("gap_p50_ns", gaps.getValueAtPercentile(50));
            json.writeNumberProperty("gap_p99_ns", gaps.getValueAtPercentile(99));
            json.writeNumberProperty("gap_p999_ns", gaps.getValueAtPercentile(99.9));
        }
        json.writeEndObject();
    }

    /** The median of the rounds' ratios, or 0 where there is no C loop. */
    private double shareOfC(List<Sample> runs, ToDoubleFunction<Sample> rate) {
        List<Sample> ceiling = samples.get(CLoopMeasurement.NAME);
        if (ceiling == null) {
            return 0;
        }
        double[] ratios = new double[Math.min(runs.size(), ceiling.size())];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = rate.applyAsDouble(runs.get(round)) / rate.applyAsDouble(ceiling.get(round));
        }
        return median(ratios);
    }

    private static Histogram gaps(List<Sample> runs) {
        Histogram all = null;
        for (Sample run : runs) {
            if (run.gapsNs() != null) {
                if (all == null) {
                    all = run.gapsNs().copy();
                } else {
                    all.add(run.gapsNs());
                }
            }
        }
        return all;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
