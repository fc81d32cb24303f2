package hayate.service.db;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;

/**
 * A text with {@code $1} to {@code $9}, {@code $P(n)} (printable characters only), {@code $SUBST(n,"a","b")} (literal
 * replacement) and {@code $I(n,">")} (an unsigned number, big-endian, or little-endian with {@code <}) in it.
 */
final class VersionField {
    private static final int NUMBER_BYTES_MAX = 8;

    private final String template;
    private final int lengthMax;
    private final boolean cpe;

    VersionField(String template, int lengthMax, boolean cpe) {
        this.template = template;
        this.lengthMax = lengthMax;
        this.cpe = cpe;
    }

    /** The text for a match; empty if it is empty, too long or a substitution fails. */
    Optional<String> fill(MatchResult match) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            int dollar = template.indexOf('$', at);
            if (dollar < 0 || dollar + 1 == template.length()) {
                text.append(template, at, template.length());
                break;
            }
            text.append(template, at, dollar);
            Part part = part(dollar, match);
            if (part == null) {
                return Optional.empty();
            }
            text.append(cpe ? escapeCpe(part.text()) : part.text());
            at = part.end();
        }
        String trimmed = trim(printable(text));
        return trimmed.isEmpty() || trimmed.length() > lengthMax ? Optional.empty() : Optional.of(trimmed);
    }

    private record Part(String text, int end) {}

    private Part part(int dollar, MatchResult match) {
        char next = template.charAt(dollar + 1);
        if (next >= '1' && next <= '9') {
            return new Part(group(match, next - '0'), dollar + 2);
        }
        int open = template.indexOf('(', dollar);
        int close = open < 0 ? -1 : closing(open);
        if (close < 0) {
            return null;
        }
        String name = template.substring(dollar + 1, open);
        String inside = template.substring(open + 1, close);
        int number = inside.isEmpty() ? 0 : inside.charAt(0) - '0';
        if (number < 1 || number > 9) {
            return null;
        }
        String value = group(match, number);
        String text = switch (name) {
            case "P" -> printableOnly(value);
            case "SUBST" -> substitute(inside, value);
            case "I" -> number(inside, value);
            default -> null;
        };
        return text == null ? null : new Part(text, close + 1);
    }

    private int closing(int open) {
        boolean quoted = false;
        for (int i = open + 1; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ')' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static String group(MatchResult match, int number) {
        String value = number <= match.groupCount() ? match.group(number) : null;
        return value == null ? "" : value;
    }

    private static String printableOnly(String value) {
        StringBuilder kept = new StringBuilder();
        value.chars().filter(c -> c >= ' ' && c < 0x7F).forEach(c -> kept.append((char) c));
        return kept.toString();
    }

    private static String substitute(String inside, String value) {
        String[] quoted = inside.split("\"", -1);
        return quoted.length < 5 ? null : value.replace(quoted[1], quoted[3]);
    }

    private static String number(String inside, String value) {
        if (value.isEmpty() || value.length() > NUMBER_BYTES_MAX) {
            return null;
        }
        boolean little = inside.contains("<");
        long number = 0;
        for (int i = 0; i < value.length(); i++) {
            number = number << 8 | value.charAt(little ? value.length() - 1 - i : i) & 0xFF;
        }
        return Long.toUnsignedString(number);
    }

    private static String escapeCpe(String value) {
        StringBuilder escaped = new StringBuilder();
        for (char c : value.toLowerCase(Locale.ROOT).toCharArray()) {
            if (c == ' ') {
                escaped.append('_');
            } else if (Character.isLetterOrDigit(c) && c < 0x7F || "-._~".indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append(String.format("%%%02X", (int) c));
            }
        }
        return escaped.toString();
    }

    private static String printable(CharSequence text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(c -> safe.append(c >= ' ' && c < 0x7F ? (char) c : '.'));
        return safe.toString();
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (end > start && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == ',')) {
            end--;
        }
        while (start < end && (text.charAt(start) == ' ' || text.charAt(start) == ',')) {
            start++;
        }
        return text.substring(start, end);
    }
}
