package hayate.report;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.output.JsonSchema;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JsonReportWriterTest {
    @Test
    void shouldWriteWhatTheSchemaSaysWhateverTheHostsSay() throws IOException {
        JsonSchema schema = JsonSchema.ofFindings();
        for (long seed = 0; seed < 200; seed++) {
            HostReport hostile = ReportSamples.hostile(new SplittableRandom(seed));
            String text = ReportSamples.write(
                    out -> new JsonReportWriter(
                            out, ReportSamples.PLAIN.withVerbosity(1, 0), port -> port.state() == PortState.OPEN),
                    ReportSamples.HEADER,
                    hostile,
                    ReportSamples.rich(),
                    ReportSamples.host("10.0.3.9", HostReport.Presence.DOWN, "no-response", List.of()));
            List<String> lines = text.lines().toList();
            assertThat(lines).hasSize(10);
            for (String line : lines) {
                assertThat(schema.violations(line))
                        .as("seed %d: %s", seed, line)
                        .isEmpty();
                assertThat(line.chars()).allMatch(c -> c >= 0x20 && c < 0x7F);
            }
        }
    }
}
