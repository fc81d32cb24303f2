package hayate.plan;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Words of the user as error messages show them. */
final class Words {
    private static final int SHOWN_LENGTH_MAX = 60;

    private Words() {}

    /** A word in quotes, cut if long, with whatever could confuse a terminal replaced. */
    static String quote(CharSequence word) {
        StringBuilder text = new StringBuilder("'");
        for (int i = 0; i < Math.min(word.length(), SHOWN_LENGTH_MAX); i++) {
            char c = word.charAt(i);
            text.append(c >= ' ' && c < 0x7F ? c : '?');
        }
        return text.append(word.length() > SHOWN_LENGTH_MAX ? "…'" : "'").toString();
    }

    /** The bytes of a word in quotes. */
    static String quote(byte[] bytes, int from, int to) {
        return quote(text(bytes, from, to));
    }

    /** The bytes of a word as characters, one each. */
    static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** A count with thousands separated by commas. */
    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /**
     * The decimal number that the characters from {@code from} to {@code to} are, or -1 if they are not one, or one
     * above {@code max}.
     */
    static int number(CharSequence word, int from, int to, int max) {
        long value = from < to ? 0 : -1;
        for (int i = from; i < to && value >= 0; i++) {
            char c = word.charAt(i);
            value = c >= '0' && c <= '9' ? value * 10 + (c - '0') : -1;
            value = value > max ? -1 : value;
        }
        return (int) value;
    }
}
