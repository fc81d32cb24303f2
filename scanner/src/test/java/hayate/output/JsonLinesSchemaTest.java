package hayate.output;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.output.OutputConfig.Format;
import hayate.result.Finding;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Holds the findings against the schema in docs. */
class JsonLinesSchemaTest {
    private final JsonSchema schema;

    JsonLinesSchemaTest() throws IOException {
        schema = JsonSchema.ofFindings();
    }

    @Test
    void shouldWriteWhatTheSchemaSaysAndLoseNothing() {
        SplittableRandom random = new SplittableRandom(7);
        TextBuffer buffer = new TextBuffer(4096);
        for (int i = 0; i < 5_000; i++) {
            Finding finding = Samples.random(random, i);
            Samples.format(Format.JSON).record(buffer, finding, i);
            String line = Samples.text(buffer);
            assertThat(schema.violations(line)).as(line).isEmpty();
            assertThat(schema.violations(line, "finding")).as(line).isEmpty();
            Map<?, ?> values = (Map<?, ?>) JsonSchema.parse(line);
            assertThat(values.get("address")).isEqualTo(dotted(finding.address));
            assertThat(values.get("port")).isEqualTo((long) finding.port);
            assertThat(values.get("state")).isEqualTo(finding.state.label());
            assertThat(values.get("reason")).isEqualTo(finding.reason.label());
            assertThat(values.get("ttl")).isEqualTo((long) finding.ttl);
            assertThat(values.get("attempt")).isEqualTo((long) finding.attempt);
            assertThat(values.containsKey("rtt_ms")).isEqualTo(finding.rttUs >= 0);
            if (finding.rttUs >= 0) {
                assertThat(Math.round(((Number) values.get("rtt_ms")).doubleValue() * 1000))
                        .isEqualTo(finding.rttUs);
            }
            boolean other = finding.responder != finding.address;
            assertThat(values.get("responder")).isEqualTo(other ? dotted(finding.responder) : null);
        }
    }

    @Test
    void shouldFindViolations() {
        String line = "{\"address\":\"10.0.0.1\",\"port\":70000,\"state\":\"ajar\",\"new\":1}";
        assertThat(schema.violations(line, "finding"))
                .contains("port too large", "state not in enum", "new is unknown", "ttl is missing");
        assertThat(schema.violations(line)).isNotEmpty();
    }

    private static String dotted(int a) {
        return (a >>> 24) + "." + (a >>> 16 & 255) + "." + (a >>> 8 & 255) + "." + (a & 255);
    }
}
