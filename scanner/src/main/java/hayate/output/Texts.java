package hayate.output;

/** Text that came from outside, made harmless for terminals and line formats. */
public final class Texts {
    private Texts() {}

    /**
     * The text with every control character (C0, DEL, C1), line and paragraph separator, bidirectional override and lone
     * surrogate written as {@code \xNN} or {@code \\uNNNN}: none can move a cursor, end a line or reorder what is read.
     */
    public static String escapeControls(String text) {
        int i = 0;
        while (i < text.length() && isHarmless(text, i)) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isHarmless(text, i)) {
                escaped.append(c);
            } else {
                escaped.append(c <= 0xFF ? String.format("\\x%02x", (int) c) : String.format("\\u%04x", (int) c));
            }
        }
        return escaped.toString();
    }

    private static boolean isHarmless(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
