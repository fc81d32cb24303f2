package hayate.report;

import java.time.DateTimeException;
import java.time.Instant;
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

    /** A number from 0 on, 0 if absent. */
    long count(String name) {
        return has(name) ? Math.max(0, as(Long.class, name)) : 0;
    }

    /** Milliseconds with decimals as whole microseconds, 0 if absent. */
    long micros(String name) {
        return has(name) ? Math.max(0, Math.round(as(Number.class, name).doubleValue() * 1000)) : 0;
    }

    boolean flag(String name) {
        return has(name) && as(Boolean.class, name);
    }

    /** A time in ISO 8601 as nanoseconds since the epoch, 0 if absent. */
    long timeNs(String name) {
        if (!has(name)) {
            return 0;
        }
        try {
            Instant time = Instant.parse(text(name));
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), ReportTime.NS_PER_SECOND), time.getNano());
        } catch (ArithmeticException | DateTimeException e) {
            throw new IllegalArgumentException(name + " is not in ISO 8601", e);
        }
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
        if (!has(name)) {
            return objects;
        }
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
