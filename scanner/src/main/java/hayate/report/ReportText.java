package hayate.report;

import java.util.Locale;

/** Text from outside, made harmless for the format that it is put into. */
final class ReportText {
    private ReportText() {}

    /**
     * The text with controls, separators of lines and paragraphs, bidirectional overrides and lone surrogates written as
     * {@code \xNN} or {@code \\uNNNN}: none can move a cursor, end a line or reorder what is read.
     */
    static String line(String text) {
        StringBuilder line = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (isHarmless(c)) {
                if (line != null) {
                    line.appendCodePoint(c);
                }
            } else {
                line = line == null ? new StringBuilder(text.substring(0, i)) : line;
                line.append(escape(c));
            }
            i += Character.charCount(c);
        }
        return line == null ? text : line.toString();
    }

    /** {@link #line} of a field whose separators are slashes and tabs: a slash becomes a bar, as nmap has it. */
    static String grepable(String text) {
        return line(text).replace('/', '|');
    }

    /**
     * XML 1.0 text for content and double-quoted attributes, in ASCII. Characters that XML cannot hold, escaped or not,
     * become {@code \xNN} text (XML 1.0, section 2.2); the second of two hyphens is escaped so that it may stand in a
     * comment too.
     */
    static String xml(String text) {
        StringBuilder xml = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean afterHyphen = i > 0 && text.charAt(i - 1) == '-';
            appendXml(xml, c, afterHyphen);
            i += Character.charCount(c);
        }
        return xml.toString();
    }

    private static void appendXml(StringBuilder xml, int c, boolean afterHyphen) {
        switch (c) {
            case '<' -> xml.append("&lt;");
            case '>' -> xml.append("&gt;");
            case '&' -> xml.append("&amp;");
            case '"' -> xml.append("&quot;");
            case '\'' -> xml.append("&apos;");
            case '-' -> xml.append(afterHyphen ? "&#45;" : "-");
            case '\t', '\n', '\r' ->
                xml.append("&#x").append(Integer.toHexString(c)).append(';');
            default -> {
                if (c >= 0x20 && c < 0x7F) {
                    xml.append((char) c);
                } else if (c < 0x20 || isSurrogate(c) || c == 0xFFFE || c == 0xFFFF) {
                    xml.append(escape(c));
                } else {
                    xml.append("&#x").append(Integer.toHexString(c)).append(';');
                }
            }
        }
    }

    /** HTML text for content and double-quoted attributes. */
    static String html(String text) {
        StringBuilder html = new StringBuilder(text.length() + 16);
        line(text).codePoints().forEach(c -> {
            switch (c) {
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '&' -> html.append("&amp;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.appendCodePoint(c);
            }
        });
        return html.toString();
    }

    /** A JSON string in ASCII, with its quotes (RFC 8259). */
    static String json(String text) {
        StringBuilder json = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c >= 0x20 && c < 0x7F) {
                json.append(c);
            } else {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return json.append('"').toString();
    }

    /** A CSV field (RFC 4180); what a spreadsheet would take for a formula is led by an apostrophe. */
    static String csv(String text) {
        String line = line(text);
        boolean formula = !line.isEmpty() && "=+-@".indexOf(line.charAt(0)) >= 0;
        String field = formula ? "'" + line : line;
        boolean quoted = field.chars().anyMatch(c -> c == '"' || c == ',' || c == '\'');
        return quoted ? '"' + field.replace("\"", "\"\"") + '"' : field;
    }

    private static boolean isHarmless(int c) {
        if (c >= 0x20 && c < 0x7F) {
            return true;
        }
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    private static String escape(int c) {
        return String.format(Locale.ROOT, c <= 0xFF ? "\\x%02x" : "\\u%04x", c);
    }
}
