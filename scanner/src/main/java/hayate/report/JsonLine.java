package hayate.report;

import static hayate.report.ReportText.json;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A JSON object on one line while it is built; members that say nothing are left out. */
final class JsonLine {
    private final StringBuilder text = new StringBuilder(200).append('{');

    /** A member whose value is JSON already. */
    JsonLine raw(String name, String value) {
        text.append(text.length() == 1 ? "\"" : ",\"")
                .append(name)
                .append("\":")
                .append(value);
        return this;
    }

    JsonLine text(String name, String value) {
        return value.isEmpty() ? this : raw(name, json(value));
    }

    JsonLine number(String name, long value) {
        return raw(name, Long.toString(value));
    }

    /** Microseconds as milliseconds. */
    JsonLine millis(String name, long us) {
        return raw(name, us / 1000 + (us % 1000 == 0 ? "" : String.format(".%03d", us % 1000)));
    }

    /** A time in UTC, left out if it is not known. */
    JsonLine time(String name, long epochNs) {
        return epochNs <= 0 ? this : raw(name, '"' + ReportTime.iso(epochNs) + '"');
    }

    JsonLine texts(String name, Collection<String> values) {
        return values.isEmpty()
                ? this
                : raw(name, values.stream().map(ReportText::json).collect(Collectors.joining(",", "[", "]")));
    }

    JsonLine objects(String name, List<JsonLine> values) {
        return values.isEmpty()
                ? this
                : raw(name, values.stream().map(JsonLine::toString).collect(Collectors.joining(",", "[", "]")));
    }

    boolean isEmpty() {
        return text.length() == 1;
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
