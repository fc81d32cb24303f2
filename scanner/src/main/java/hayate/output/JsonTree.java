package hayate.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Reads small JSON files of our own into maps, lists, strings, longs and booleans; anything else is refused. */
final class JsonTree {
    private static final int DEPTH_MAX = 16;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonTree() {}

    /**
     * The one object that {@code json} is.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static Map<String, Object> parse(byte[] json) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            Map<String, Object> object = object(parser);
            require(parser.nextToken() == null);
            return object;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not valid JSON", e);
        }
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static List<Object> array(JsonParser parser) {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    private static Object value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        require(token != null);
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw new IllegalArgumentException("unexpected " + token);
        };
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("not one JSON object");
        }
    }

    /** A view on an object that knows what types its members must have. */
    record Node(Map<String, Object> members) {
        String text(String name) {
            return as(String.class, name);
        }

        long number(String name) {
            return as(Long.class, name);
        }

        int smallNumber(String name) {
            long value = number(name);
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(name + " is out of range");
            }
            return (int) value;
        }

        /** A number that is not negative. */
        long count(String name) {
            long value = number(name);
            if (value < 0) {
                throw new IllegalArgumentException(name + " is negative");
            }
            return value;
        }

        boolean flag(String name) {
            return as(Boolean.class, name);
        }

        Node node(String name) {
            return of(members.get(name), name);
        }

        List<?> list(String name) {
            return as(List.class, name);
        }

        List<String> texts(String name) {
            return list(name).stream()
                    .map(element -> cast(String.class, element, name))
                    .toList();
        }

        List<Node> nodes(String name) {
            return list(name).stream().map(element -> of(element, name)).toList();
        }

        /** All members as lists of text. */
        Map<String, List<String>> textLists() {
            Map<String, List<String>> lists = new LinkedHashMap<>();
            members.keySet().forEach(name -> lists.put(name, texts(name)));
            return lists;
        }

        Map<String, Long> counts(String name) {
            Map<String, Long> counts = new LinkedHashMap<>();
            node(name).members.forEach((key, value) -> counts.put(key, cast(Long.class, value, key)));
            return counts;
        }

        private static Node of(Object value, String name) {
            Map<String, Object> members = new LinkedHashMap<>();
            Map<?, ?> object = cast(Map.class, value, name);
            object.forEach((key, member) -> members.put((String) key, member));
            return new Node(members);
        }

        private <T> T as(Class<T> type, String name) {
            return cast(type, members.get(name), name);
        }

        private static <T> T cast(Class<T> type, Object value, String name) {
            if (!type.isInstance(value)) {
                throw new IllegalArgumentException(name + " is missing or of another type");
            }
            return type.cast(value);
        }
    }
}
