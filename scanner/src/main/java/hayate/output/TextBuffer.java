package hayate.output;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Encodes text into a reused byte buffer without allocating: numbers, IPv4 addresses, times, and strings that are
 * trusted to be ASCII. The buffer is always in writing mode; {@link #bytes()} gives it out for draining. Owned by one
 * thread.
 */
final class TextBuffer {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int SECONDS_OF_DAY = 86_400;
    private static final String HEX = "0123456789abcdef";

    private final ByteBuffer bytes;

    TextBuffer(int capacityBytes) {
        this.bytes = ByteBuffer.allocateDirect(capacityBytes);
    }

    ByteBuffer bytes() {
        return bytes;
    }

    int lengthBytes() {
        return bytes.position();
    }

    int remainingBytes() {
        return bytes.remaining();
    }

    void clear() {
        bytes.clear();
    }

    TextBuffer character(char c) {
        bytes.put((byte) c);
        return this;
    }

    /** A constant of ours: ASCII without control characters except where meant. */
    TextBuffer ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            bytes.put((byte) text.charAt(i));
        }
        return this;
    }

    /**
     * Text from elsewhere as UTF-8, control characters escaped as {@code \xNN}. Allocates; not for records.
     */
    TextBuffer untrusted(String text) {
        for (byte b : Texts.escapeControls(text).getBytes(StandardCharsets.UTF_8)) {
            bytes.put(b);
        }
        return this;
    }

    /** A service name inside a grepable record: printable ASCII, {@code /} and {@code ,} become {@code |}. */
    TextBuffer field(String text, int lengthMax) {
        int length = Math.min(text.length(), lengthMax);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean separator = c == '/' || c == ',';
            bytes.put((byte) (separator ? '|' : c > ' ' && c < 0x7F ? c : '?'));
        }
        return this;
    }

    /** A number that is not negative. */
    TextBuffer number(long value) {
        long divisor = 1;
        while (value / divisor >= 10) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            bytes.put((byte) ('0' + value / divisor % 10));
        }
        return this;
    }

    /** Exactly {@code digits} decimal digits, leading zeros included. */
    TextBuffer padded(long value, int digits) {
        long divisor = 1;
        for (int i = 1; i < digits; i++) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            bytes.put((byte) ('0' + value / divisor % 10));
        }
        return this;
    }

    /** Microseconds as milliseconds: {@code 0.41}, {@code 12.3}, {@code 250}: at most three significant digits or whole. */
    TextBuffer shortMillis(int us) {
        if (us < 9_995) {
            int hundredths = (us + 5) / 10;
            return number(hundredths / 100).character('.').padded(hundredths % 100, 2);
        }
        if (us < 99_950) {
            int tenths = (us + 50) / 100;
            return number(tenths / 10).character('.').number(tenths % 10);
        }
        return number((us + 500L) / 1000);
    }

    /** Microseconds as milliseconds with three decimals: nothing is lost. */
    TextBuffer millis(int us) {
        return number(us / 1000).character('.').padded(us % 1000, 3);
    }

    /** A dotted IPv4 address. */
    TextBuffer address(int address) {
        number(address >>> 24).character('.').number(address >>> 16 & 0xFF).character('.');
        return number(address >>> 8 & 0xFF).character('.').number(address & 0xFF);
    }

    /** {@code 2026-11-22T09:08:07.123456Z} (ISO 8601, UTC); times before the epoch are written as the epoch. */
    TextBuffer isoMicros(long epochNs) {
        long ns = Math.max(0, epochNs);
        long seconds = ns / SECOND_NS;
        date(seconds / SECONDS_OF_DAY);
        int ofDay = (int) (seconds % SECONDS_OF_DAY);
        character('T')
                .padded(ofDay / 3600, 2)
                .character(':')
                .padded(ofDay / 60 % 60, 2)
                .character(':');
        return padded(ofDay % 60, 2)
                .character('.')
                .padded(ns % SECOND_NS / 1000, 6)
                .character('Z');
    }

    /** A character as a JSON string would carry it. */
    static void escapeJson(StringBuilder to, char c) {
        switch (c) {
            case '"' -> to.append("\\\"");
            case '\\' -> to.append("\\\\");
            case '\n' -> to.append("\\n");
            case '\t' -> to.append("\\t");
            default -> {
                if (c < 0x20 || (c >= 0x7F && c < 0xA0) || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
                    to.append("\\u").append(HEX.charAt(c >> 12)).append(HEX.charAt(c >> 8 & 15));
                    to.append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
                } else {
                    to.append(c);
                }
            }
        }
    }

    /**
     * The civil date of a day count since 1970-01-01, by Howard Hinnant's days-to-civil derivation: years start in March,
     * so that the leap day is the last of its year and months follow {@code (153 m + 2) / 5}.
     */
    private void date(long epochDay) {
        long shifted = epochDay + 719_468;
        long era = shifted / 146_097;
        long dayOfEra = shifted % 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long month = (5 * dayOfYear + 2) / 153;
        long day = dayOfYear - (153 * month + 2) / 5 + 1;
        long civilMonth = month < 10 ? month + 3 : month - 9;
        long year = yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0);
        padded(year, 4).character('-').padded(civilMonth, 2).character('-').padded(day, 2);
    }
}
