package hayate.lab;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.lab.BenchMeasurement.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {
    @TempDir
    Path folder;

    @Test
    void shouldTakeTheMedianOfOddAndEvenCounts() {
        assertThat(BenchReport.median(new double[] {5})).isEqualTo(5);
        assertThat(BenchReport.median(new double[] {9, 1, 5})).isEqualTo(5);
        assertThat(BenchReport.median(new double[] {9, 1, 5, 2})).isEqualTo(3.5);
    }

    /** Share of C: 0.5, 0.75 and 1 in the three rounds, whose median is not the ratio of the medians, 2/3. */
    @Test
    void shouldReportTheMedianOfTheRoundsRatios() throws IOException {
        Map<String, List<Sample>> samples = new TreeMap<>();
        samples.put(CLoopMeasurement.NAME, List.of(sample(100), sample(400), sample(300)));
        samples.put("xdp", List.of(sample(50), sample(300), sample(300)));
        BenchReport report = new BenchReport(samples);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).containsPattern("xdp +300 +0.75 +600 +0.75 +0 +-");
        Path file = folder.resolve("bench.json");
        report.write(file);
        assertThat(Files.readString(file)).contains("\"share_of_c\":0.75").contains("\"name\":\"xdp\"");
    }

    private static Sample sample(long packetsPerSecond) {
        return new Sample(packetsPerSecond, 1_000_000_000L, 500_000_000L, 0, null);
    }
}
