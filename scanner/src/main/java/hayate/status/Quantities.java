package hayate.status;

import java.util.Locale;

/** Numbers and times for people. */
final class Quantities {
    private static final long SECOND_NS = 1_000_000_000L;

    private Quantities() {}

    /** {@code 950}, {@code 12.3k}, {@code 1.57M}: at most three significant digits. */
    static String rate(double value) {
        if (value < 10 && value != Math.rint(value)) {
            return String.format(Locale.ROOT, value < 1 ? "%.2f" : "%.1f", value);
        }
        if (value < 999.5) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return value < 999_500
                ? scaled(value / 1e3, "k")
                : value < 999_500_000 ? scaled(value / 1e6, "M") : scaled(value / 1e9, "G");
    }

    private static String scaled(double value, String unit) {
        String format = value < 9.995 ? "%.2f%s" : value < 99.95 ? "%.1f%s" : "%.0f%s";
        return String.format(Locale.ROOT, format, value, unit);
    }

    /** {@code 1,234,567}. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** {@code 7s}, {@code 4m07s}, {@code 3h02m}, {@code 2d05h}: what is left, rounded up to whole seconds. */
    static String remaining(long ns) {
        long seconds = (Math.max(0, ns) + SECOND_NS - 1) / SECOND_NS;
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
        }
        return seconds < 86_400
                ? String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60)
                : String.format(Locale.ROOT, "%dd%02dh", seconds / 86_400, seconds / 3600 % 24);
    }

    /** {@code 0.42 s} below a minute, then as {@link #remaining}. */
    static String elapsed(long ns) {
        return ns < 60 * SECOND_NS ? String.format(Locale.ROOT, "%.2f s", ns / 1e9) : remaining(ns);
    }

    /** Share of a whole in percent, never 100 before it is. */
    static String percent(long part, long whole) {
        if (whole <= 0 || part >= whole) {
            return "100%";
        }
        return String.format(Locale.ROOT, "%.1f%%", Math.min(99.9, 100.0 * part / whole));
    }
}
