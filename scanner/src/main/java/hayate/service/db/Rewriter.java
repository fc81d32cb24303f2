package hayate.service.db;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a Perl-style pattern of a service-probes file into one that {@link java.util.regex} reads the same: {@code \0} with up
 * to two octal digits becomes {@code \xHH}; braces that are no quantifier, and {@code [} and {@code &&} inside a class, are
 * escaped; {@code [:alpha:]} and its like inside a class become {@code \p{Alpha}}; {@code \b} and {@code \B} are spelled out,
 * because before JDK 19 they take a byte such as 0xFE for a letter where {@code \w} does not.
 */
final class Rewriter {
    static final String WORD_BOUNDARY = "(?:(?<!\\w)(?=\\w)|(?<=\\w)(?!\\w))";
    static final String NO_WORD_BOUNDARY = "(?:(?<!\\w)(?!\\w)|(?<=\\w)(?=\\w))";

    private static final Pattern POSIX_CLASS = Pattern.compile("\\[:(\\^?)([a-z]+):\\]");
    private static final Map<String, String> JAVA_CLASSES = Map.ofEntries(
            Map.entry("alnum", "p{Alnum}"),
            Map.entry("alpha", "p{Alpha}"),
            Map.entry("ascii", "p{ASCII}"),
            Map.entry("blank", "p{Blank}"),
            Map.entry("cntrl", "p{Cntrl}"),
            Map.entry("digit", "d"),
            Map.entry("graph", "p{Graph}"),
            Map.entry("lower", "p{Lower}"),
            Map.entry("print", "p{Print}"),
            Map.entry("punct", "p{Punct}"),
            Map.entry("space", "s"),
            Map.entry("upper", "p{Upper}"),
            Map.entry("word", "w"),
            Map.entry("xdigit", "p{XDigit}"));

    private final String pattern;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private Rewriter(String pattern) {
        this.pattern = pattern;
    }

    static String rewrite(String pattern) {
        return new Rewriter(pattern).run();
    }

    private String run() {
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (pattern.startsWith("\\b", at) || pattern.startsWith("\\B", at)) {
                out.append(pattern.charAt(at + 1) == 'b' ? WORD_BOUNDARY : NO_WORD_BOUNDARY);
                at += 2;
            } else if (c == '\\') {
                escape();
            } else if (c == '[') {
                characterClass();
            } else if (c == '{' && !isQuantifier() || c == '}') {
                out.append('\\').append(c);
                at++;
            } else if (c == '{') {
                int end = pattern.indexOf('}', at) + 1;
                out.append(pattern, at, end);
                at = end;
            } else {
                out.append(c);
                at++;
            }
        }
        return out.toString();
    }

    private void escape() {
        if (at + 1 < pattern.length() && pattern.charAt(at + 1) == '0') {
            int end = at + 2;
            int value = 0;
            while (end < pattern.length() && end < at + 4 && isOctal(pattern.charAt(end))) {
                value = value * 8 + pattern.charAt(end) - '0';
                end++;
            }
            out.append(String.format("\\x%02x", value));
            at = end;
            return;
        }
        int end = Math.min(pattern.length(), at + 2);
        out.append(pattern, at, end);
        at = end;
    }

    private static boolean isOctal(char c) {
        return c >= '0' && c <= '7';
    }

    private boolean isQuantifier() {
        return pattern.substring(at).matches("(?s)\\{\\d+(,\\d*)?\\}.*");
    }

    private void characterClass() {
        out.append('[');
        at++;
        if (at < pattern.length() && pattern.charAt(at) == '^') {
            out.append('^');
            at++;
        }
        if (at < pattern.length() && pattern.charAt(at) == ']') {
            out.append("\\]");
            at++;
        }
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            classMember(pattern.charAt(at));
        }
        if (at < pattern.length()) {
            out.append(']');
            at++;
        }
    }

    private void classMember(char c) {
        if (pattern.startsWith("\\b", at)) {
            out.append("\\x08");
            at += 2;
        } else if (c == '\\') {
            escape();
        } else if (c != '[' || !posixClass()) {
            out.append(c == '[' || pattern.startsWith("&&", at) ? "\\" : "").append(c);
            at++;
        }
    }

    /** Whether a class such as {@code [:alpha:]} that we know begins here; it is then written. */
    private boolean posixClass() {
        Matcher name = POSIX_CLASS.matcher(pattern).region(at, pattern.length());
        if (!name.lookingAt() || !JAVA_CLASSES.containsKey(name.group(2))) {
            return false;
        }
        String java = JAVA_CLASSES.get(name.group(2));
        boolean negated = !name.group(1).isEmpty();
        out.append('\\').append(negated ? Character.toUpperCase(java.charAt(0)) + java.substring(1) : java);
        at = name.end();
        return true;
    }
}
