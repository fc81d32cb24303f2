package hayate.output;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes a tree of maps, lists, strings, numbers, booleans and nulls as indented JSON (RFC 8259). For small files such as
 * the checkpoint and the run record; findings have their own encoder. A number that JSON cannot say (NaN, infinity)
 * becomes null.
 */
public final class JsonWriter {
    private final StringBuilder out = new StringBuilder(1024);

    private JsonWriter() {}

    /** The tree as text, ending with a newline. */
    public static String toJson(Object tree) {
        JsonWriter writer = new JsonWriter();
        writer.value(tree, 0);
        return writer.out.append('\n').toString();
    }

    private void value(Object value, int depth) {
        if (value instanceof Map<?, ?> map) {
            object(map, depth);
        } else if (value instanceof List<?> list) {
            array(list, depth);
        } else if (value instanceof Double number && !Double.isFinite(number)) {
            out.append("null");
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            string(value.toString());
        }
    }

    private void object(Map<?, ?> map, int depth) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            newLine(depth + 1);
            string(String.valueOf(entry.getKey()));
            out.append(": ");
            value(entry.getValue(), depth + 1);
            separator = ",";
        }
        if (!map.isEmpty()) {
            newLine(depth);
        }
        out.append('}');
    }

    private void array(List<?> list, int depth) {
        out.append('[');
        Iterator<?> elements = list.iterator();
        while (elements.hasNext()) {
            value(elements.next(), depth);
            if (elements.hasNext()) {
                out.append(", ");
            }
        }
        out.append(']');
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            TextBuffer.escapeJson(out, text.charAt(i));
        }
        out.append('"');
    }

    private void newLine(int depth) {
        out.append('\n').append("  ".repeat(depth));
    }
}
