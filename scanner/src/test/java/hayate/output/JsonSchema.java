package hayate.output;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** As much of JSON Schema as {@code docs/finding.schema.json} uses; a word of it that is not known here is an error. */
public final class JsonSchema {
    private static final List<String> KNOWN = List.of(
            "$schema",
            "$id",
            "$defs",
            "$ref",
            "title",
            "description",
            "oneOf",
            "type",
            "enum",
            "pattern",
            "minimum",
            "maximum",
            "required",
            "properties",
            "additionalProperties",
            "items");

    private final Map<?, ?> root;

    private JsonSchema(Map<?, ?> root) {
        this.root = root;
    }

    /** The schema in docs. */
    public static JsonSchema ofFindings() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path docs = here.resolve("docs");
        Path file = (Files.isDirectory(docs) ? docs : here.resolveSibling("docs")).resolve("finding.schema.json");
        return new JsonSchema((Map<?, ?>) parse(Files.readString(file)));
    }

    /** A JSON text as maps, lists, strings, longs, doubles and booleans. */
    public static Object parse(String json) {
        JsonFactory factory = JsonFactory.builder().build();
        try (JsonParser parser =
                factory.createParser(ObjectReadContext.empty(), json.getBytes(StandardCharsets.UTF_8))) {
            parser.nextToken();
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more than one value: " + json);
            }
            return value;
        }
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (object.put(name, value(parser)) != null) {
                        throw new IllegalArgumentException("twice: " + name);
                    }
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> parser.currentToken() == JsonToken.VALUE_TRUE;
        };
    }

    /** What is wrong with a line, by the whole schema. */
    public List<String> violations(String line) {
        return violations(root, parse(line), "line");
    }

    /** What is wrong with a line that is of one kind. */
    public List<String> violations(String line, String kind) {
        return violations((Map<?, ?>) ((Map<?, ?>) root.get("$defs")).get(kind), parse(line), kind);
    }

    private List<String> violations(Map<?, ?> rule, Object value, String name) {
        List<String> found = new ArrayList<>();
        for (Object word : rule.keySet()) {
            if (!KNOWN.contains(word)) {
                throw new IllegalArgumentException("the schema says " + word);
            }
        }
        if (rule.get("$ref") instanceof String to) {
            Map<?, ?> definition = (Map<?, ?>) ((Map<?, ?>) root.get("$defs")).get(to.substring("#/$defs/".length()));
            found.addAll(violations(definition, value, name));
        }
        if (rule.get("oneOf") instanceof List<?> choices) {
            List<List<String>> all = new ArrayList<>();
            choices.forEach(choice -> all.add(violations((Map<?, ?>) choice, value, name)));
            if (all.stream().filter(List::isEmpty).count() != 1) {
                found.add(name + " is not one of the choices: " + all);
            }
        }
        if (rule.get("type") instanceof String type && !isOf(type, value)) {
            found.add(name + " has the wrong type");
            return found;
        }
        checkValue(rule, value, name, found);
        if (value instanceof Map<?, ?> object) {
            checkObject(rule, object, found);
        } else if (value instanceof List<?> array && rule.get("items") instanceof Map<?, ?> items) {
            array.forEach(element -> found.addAll(violations(items, element, name)));
        }
        return found;
    }

    private static boolean isOf(String type, Object value) {
        return switch (type) {
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Long;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            case "array" -> value instanceof List;
            case "object" -> value instanceof Map;
            default -> throw new IllegalArgumentException("the schema says type " + type);
        };
    }

    private static void checkValue(Map<?, ?> rule, Object value, String name, List<String> found) {
        if (rule.get("enum") instanceof List<?> allowed && !allowed.contains(value)) {
            found.add(name + " not in enum");
        }
        if (rule.get("pattern") instanceof String pattern
                && !Pattern.compile(pattern).matcher((String) value).find()) {
            found.add(name + " does not match");
        }
        if (rule.get("minimum") instanceof Long minimum && ((Number) value).doubleValue() < minimum) {
            found.add(name + " too small");
        }
        if (rule.get("maximum") instanceof Long maximum && ((Number) value).doubleValue() > maximum) {
            found.add(name + " too large");
        }
    }

    private void checkObject(Map<?, ?> rule, Map<?, ?> object, List<String> found) {
        if (rule.get("properties") instanceof Map<?, ?> properties) {
            object.forEach((key, member) -> {
                if (properties.get(key) instanceof Map<?, ?> property) {
                    found.addAll(violations(property, member, (String) key));
                } else {
                    found.add(key + " is unknown");
                }
            });
        }
        if (rule.get("required") instanceof List<?> required) {
            required.stream().filter(key -> !object.containsKey(key)).forEach(key -> found.add(key + " is missing"));
        }
    }
}
