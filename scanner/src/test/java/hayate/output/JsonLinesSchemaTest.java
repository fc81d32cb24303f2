package hayate.output;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.output.OutputConfig.Format;
import hayate.result.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Holds the JSON lines against the schema in docs, with as much of JSON Schema as that schema uses. */
class JsonLinesSchemaTest {
    private final Map<String, Object> schema;

    JsonLinesSchemaTest() throws IOException {
        schema = JsonTree.parse(Files.readAllBytes(schemaFile()));
    }

    private static Path schemaFile() {
        Path here = Path.of("").toAbsolutePath();
        Path docs = here.resolve("docs");
        return (Files.isDirectory(docs) ? docs : here.resolveSibling("docs")).resolve("finding.schema.json");
    }

    @Test
    void shouldWriteWhatTheSchemaSaysAndLoseNothing() {
        SplittableRandom random = new SplittableRandom(7);
        TextBuffer buffer = new TextBuffer(4096);
        for (int i = 0; i < 5_000; i++) {
            Finding finding = Samples.random(random, i);
            Samples.format(Format.JSON).record(buffer, finding, i);
            String line = Samples.text(buffer);
            Map<String, String> values = new java.util.LinkedHashMap<>();
            assertThat(violations(line, values)).as(line).isEmpty();
            assertThat(values.get("address")).isEqualTo(dotted(finding.address));
            assertThat(values.get("port")).isEqualTo(String.valueOf(finding.port));
            assertThat(values.get("state")).isEqualTo(finding.state.label());
            assertThat(values.get("reason")).isEqualTo(finding.reason.label());
            assertThat(values.get("ttl")).isEqualTo(String.valueOf(finding.ttl));
            assertThat(values.get("attempt")).isEqualTo(String.valueOf(finding.attempt));
            assertThat(values.containsKey("rtt_ms")).isEqualTo(finding.rttUs >= 0);
            if (finding.rttUs >= 0) {
                assertThat(Math.round(Double.parseDouble(values.get("rtt_ms")) * 1000))
                        .isEqualTo(finding.rttUs);
            }
            boolean other = finding.responder != finding.address;
            assertThat(values.get("responder")).isEqualTo(other ? dotted(finding.responder) : null);
        }
    }

    @Test
    void shouldFindViolations() {
        assertThat(violations(
                        "{\"address\":\"10.0.0.1\",\"port\":70000,\"state\":\"ajar\",\"new\":1}",
                        new java.util.HashMap<>()))
                .contains("port too large", "state not in enum", "new is unknown", "ttl is missing");
    }

    private static String dotted(int a) {
        return (a >>> 24) + "." + (a >>> 16 & 255) + "." + (a >>> 8 & 255) + "." + (a & 255);
    }

    private List<String> violations(String line, Map<String, String> values) {
        List<String> found = new ArrayList<>();
        JsonTree.Node properties = new JsonTree.Node(schema).node("properties");
        JsonFactory factory = JsonFactory.builder().build();
        try (JsonParser parser =
                factory.createParser(ObjectReadContext.empty(), line.getBytes(StandardCharsets.UTF_8))) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                values.put(name, parser.getString());
                if (properties.members().containsKey(name)) {
                    check(found, name, properties.node(name), token, parser.getString());
                } else {
                    found.add(name + " is unknown");
                }
            }
            assertThat(parser.nextToken()).isNull();
        }
        for (String required : new JsonTree.Node(schema).texts("required")) {
            if (!values.containsKey(required)) {
                found.add(required + " is missing");
            }
        }
        return found;
    }

    private static void check(List<String> found, String name, JsonTree.Node rule, JsonToken token, String value) {
        boolean typed = switch (rule.text("type")) {
            case "string" -> token == JsonToken.VALUE_STRING;
            case "integer" -> token == JsonToken.VALUE_NUMBER_INT;
            case "number" -> token.isNumeric();
            default -> false;
        };
        if (!typed) {
            found.add(name + " has the wrong type");
            return;
        }
        if (rule.members().containsKey("enum") && !rule.texts("enum").contains(value)) {
            found.add(name + " not in enum");
        }
        if (rule.members().containsKey("pattern")
                && !Pattern.compile(rule.text("pattern")).matcher(value).find()) {
            found.add(name + " does not match");
        }
        if (rule.members().containsKey("minimum") && Double.parseDouble(value) < rule.number("minimum")) {
            found.add(name + " too small");
        }
        if (rule.members().containsKey("maximum") && Double.parseDouble(value) > rule.number("maximum")) {
            found.add(name + " too large");
        }
    }
}
