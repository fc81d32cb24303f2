package hayate.service.db;

/**
 * Turns a Perl-style pattern of a service-probes file into one that {@link java.util.regex} reads the same: {@code \0} with up
 * to two octal digits becomes {@code \xHH}; braces that are no quantifier, and {@code [} and {@code &&} inside a class, are
 * escaped.
 */
final class Rewriter {
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
            if (c == '\\') {
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
            char c = pattern.charAt(at);
            if (c == '\\') {
                escape();
            } else if (c == '[' || c == '&' && pattern.startsWith("&&", at)) {
                out.append('\\').append(c);
                at++;
            } else {
                out.append(c);
                at++;
            }
        }
        if (at < pattern.length()) {
            out.append(']');
            at++;
        }
    }
}
