package hayate.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON object whose members are asked for by type; {@link IllegalArgumentException} says which one has another. */
record JsonFields(Map<String, Object> members) {
    private static final int SMALL_MAX = 255;

    boolean has(String name) {
        return members.get(name) != null;
    }

    String text(String name) {
        return as(String.class, name);
    }

    String text(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    int number(String name, int max) {
        long value = as(Long.class, name);
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(name + " is out of range");
        }
        return (int) value;
    }

    /** A number to 255, 0 if absent. */
    int small(String name) {
        return has(name) ? number(name, SMALL_MAX) : 0;
    }

    double decimal(String name, double otherwise) {
        return has(name) ? as(Number.class, name).doubleValue() : otherwise;
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (has(name)) {
            for (Object element : as(List.class, name)) {
                texts.add(cast(String.class, element, name));
            }
        }
        return texts;
    }

    Optional<JsonFields> object(String name) {
        return has(name) ? Optional.of(fields(members.get(name), name)) : Optional.empty();
    }

    List<JsonFields> objects(String name) {
        List<JsonFields> objects = new ArrayList<>();
        for (Object element : as(List.class, name)) {
            objects.add(fields(element, name));
        }
        return objects;
    }

    private static JsonFields fields(Object value, String name) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Map<?, ?> object = cast(Map.class, value, name);
        object.forEach((key, member) -> fields.put((String) key, member));
        return new JsonFields(fields);
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
