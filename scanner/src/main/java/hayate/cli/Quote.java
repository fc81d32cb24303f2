package hayate.cli;

import java.util.List;

/** Shows what somebody typed: on one line, whatever it holds, and not endlessly. */
final class Quote {
    private static final int LENGTH_MAX = 80;
    private static final String SHELL_SAFE =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%^";

    private Quote() {}

    /** The token in single quotes, control characters as escapes, cut after 80 characters. */
    static String token(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('\'');
        int end = Math.min(text.length(), LENGTH_MAX);
        for (int i = 0; i < end; i++) {
            appendVisible(quoted, text.charAt(i));
        }
        return quoted.append(end < text.length() ? "..." : "").append('\'').toString();
    }

    /** A message of unknown origin on one line. */
    static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                line.append(' ');
            } else {
                appendVisible(line, c);
            }
        }
        return line.toString();
    }

    /** The arguments as a POSIX shell would have to be given them. */
    static String shellLine(List<String> arguments) {
        StringBuilder line = new StringBuilder();
        for (String argument : arguments) {
            line.append(line.length() == 0 ? "" : " ").append(shellWord(argument));
        }
        return line.toString();
    }

    private static String shellWord(String word) {
        boolean safe = !word.isEmpty() && word.chars().allMatch(c -> SHELL_SAFE.indexOf(c) >= 0);
        return safe ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static void appendVisible(StringBuilder out, char c) {
        if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
            out.append(String.format("\\u%04x", (int) c));
        } else {
            out.append(c);
        }
    }
}
