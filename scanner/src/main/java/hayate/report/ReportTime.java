package hayate.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Times and durations as reports tell them. */
final class ReportTime {
    static final long NS_PER_SECOND = 1_000_000_000L;
    private static final DateTimeFormatter CTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);
    private static final DateTimeFormatter CTIME_READ =
            DateTimeFormatter.ofPattern("EEE MMM [ ]d HH:mm:ss yyyy", Locale.ROOT);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm zzz", Locale.ROOT);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", Locale.ROOT);

    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private ReportTime() {}

    /** In UTC as ISO 8601 has it, with microseconds. */
    static String iso(long epochNs) {
        return ISO.format(at(epochNs, ZoneOffset.UTC));
    }

    /** As C's ctime: {@code Tue Nov 24 10:54:07 2026}. */
    static String ctime(long epochNs, ZoneId zone) {
        return CTIME.format(at(epochNs, zone));
    }

    /** {@code 2026-11-24 10:54 UTC}. */
    static String minute(long epochNs, ZoneId zone) {
        return MINUTE.format(at(epochNs, zone));
    }

    /** {@code 2026-11-24 10:54:07 UTC}. */
    static String second(long epochNs, ZoneId zone) {
        return SECOND.format(at(epochNs, zone));
    }

    static long epochSeconds(long epochNs) {
        return Math.floorDiv(epochNs, NS_PER_SECOND);
    }

    /** Nanoseconds of a text of seconds since the epoch, 0 if it is none. */
    static long ofEpochSeconds(String text) {
        try {
            return Math.multiplyExact(Math.max(0, Long.parseLong(text)), NS_PER_SECOND);
        } catch (ArithmeticException | NumberFormatException e) {
            return 0;
        }
    }

    /** The instant of a ctime text in the local zone, which is what programs write; 0 if it is none. */
    static long ofCtime(String text) {
        try {
            return LocalDateTime.parse(text, CTIME_READ)
                            .atZone(ZoneId.systemDefault())
                            .toEpochSecond()
                    * NS_PER_SECOND;
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    /** Seconds with two decimals. */
    static String elapsed(long durationNs) {
        return String.format(Locale.ROOT, "%.2f", durationNs / 1e9);
    }

    /** Seconds with two significant digits and without exponent: {@code 0.0010}, {@code 1.2}, {@code 120}. */
    static String latency(long durationUs) {
        BigDecimal rounded = BigDecimal.valueOf(durationUs, 6).round(new MathContext(2));
        int decimals = Math.max(0, 2 - (rounded.precision() - rounded.scale()));
        return rounded.setScale(decimals).toPlainString();
    }

    /** How a run ended: {@code 2 IP addresses (1 host up) scanned in 0.05 seconds}. */
    static String total(RunFooter footer) {
        return footer.total() + (footer.total() == 1 ? " IP address (" : " IP addresses (") + footer.up()
                + (footer.up() == 1 ? " host up) scanned in " : " hosts up) scanned in ")
                + elapsed(footer.elapsedNs()) + " seconds";
    }

    private static ZonedDateTime at(long epochNs, ZoneId zone) {
        return Instant.ofEpochSecond(epochSeconds(epochNs), Math.floorMod(epochNs, NS_PER_SECOND))
                .atZone(zone);
    }
}
