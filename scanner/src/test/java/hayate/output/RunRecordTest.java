package hayate.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class RunRecordTest {
    @TempDir
    Path folder;

    @Test
    void shouldRecordARunAsJson() throws IOException {
        Histogram rtt = new Histogram(1, 10_000_000, 3);
        for (int us = 1; us <= 1000; us++) {
            rtt.recordValue(us);
        }
        Path file = folder.resolve("run.json");
        RunRecord.requireWritable(file);
        new RunRecord(Samples.identity(65536))
                .percentiles("rtt_ms", rtt, 1e-3)
                .percentiles("send_gap_us", new Histogram(2), 1)
                .put("counters", Map.of("sent", 65536L))
                .put("coverage", Double.NaN)
                .put("exit_status", 0)
                .write(file);
        Map<String, String> values = scalars(java.nio.file.Files.readAllBytes(file));
        assertThat(values)
                .containsEntry("version", "0.1.0")
                .containsEntry("seed", "-7")
                .containsEntry("shard", "2/3")
                .containsEntry("started", "2014-01-22T08:41:04.123456789Z")
                .containsEntry("p50", "0.5")
                .containsEntry("p99_9", "0.999")
                .containsEntry("max", "1.0")
                .containsEntry("sent", "65536")
                .containsEntry("coverage", "null");
        assertThat(java.nio.file.Files.readString(file)).doesNotContain("\u001b");
    }

    @Test
    void shouldRefuseAFolderThatCannotBeWrittenBeforeTheScan() {
        assertThatThrownBy(() -> RunRecord.requireWritable(folder.resolve("no/run.json")))
                .isInstanceOf(OutputException.class);
        assertThatThrownBy(() -> RunRecord.requireWritable(folder)).isInstanceOf(OutputException.class);
    }

    @Test
    void shouldReadBackWhatItWrites() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("text", "a\"b\\c\n\t\u0000\u001b\u0085\u2028 é 😀");
        tree.put("list", List.of(1L, "x", true, List.of(), Map.of()));
        tree.put("least", Long.MIN_VALUE);
        assertThat(JsonTree.parse(JsonWriter.toJson(tree).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(tree);
    }

    private static Map<String, String> scalars(byte[] json) {
        Map<String, String> values = new LinkedHashMap<>();
        try (JsonParser parser = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue() && parser.currentName() != null) {
                    values.put(parser.currentName(), parser.getString());
                }
            }
        }
        return values;
    }
}
