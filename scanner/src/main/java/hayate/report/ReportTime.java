package hayate.report;

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
    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private ReportTime() {}

    /** In UTC as ISO 8601 has it, with microseconds. */
    static String iso(long epochNs) {
        return Iso.FORMAT.format(at(epochNs, ZoneOffset.UTC));
    }

    /** As C's ctime: {@code Tue Nov 24 10:54:07 2026}. Written by hand: a formatter first loads the names of all languages. */
    static String ctime(long epochNs, ZoneId zone) {
        ZonedDateTime time = at(epochNs, zone);
        int day = time.getDayOfMonth();
        return DAYS[time.getDayOfWeek().getValue() - 1] + " " + MONTHS[time.getMonthValue() - 1]
                + (day < 10 ? "  " : " ")
                + day + " " + twoDigits(time.getHour()) + ":" + twoDigits(time.getMinute()) + ":"
                + twoDigits(time.getSecond()) + " " + time.getYear();
    }

    /** {@code 2026-11-24 10:54 UTC}. */
    static String minute(long epochNs, ZoneId zone) {
        ZonedDateTime time = at(epochNs, zone);
        return minute(time) + " " + zoneName(time);
    }

    /** {@code 2026-11-24 10:54:07 UTC}. */
    static String second(long epochNs, ZoneId zone) {
        ZonedDateTime time = at(epochNs, zone);
        return minute(time) + ":" + twoDigits(time.getSecond()) + " " + zoneName(time);
    }

    private static String minute(ZonedDateTime time) {
        return time.toLocalDate() + " " + twoDigits(time.getHour()) + ":" + twoDigits(time.getMinute());
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : String.valueOf(number);
    }

    /** {@code UTC}, or the distance from it: the short names of zones are not unique. */
    private static String zoneName(ZonedDateTime time) {
        return time.getOffset().getTotalSeconds() == 0
                ? "UTC"
                : time.getOffset().getId();
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
            return LocalDateTime.parse(text, CtimeReader.FORMAT)
                            .atZone(ZoneId.systemDefault())
                            .toEpochSecond()
                    * NS_PER_SECOND;
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    /** Seconds with two decimals. */
    static String elapsed(long durationNs) {
        long hundredths = (durationNs + 5_000_000) / 10_000_000;
        return hundredths / 100 + "." + twoDigits((int) (hundredths % 100));
    }

    /** Seconds with two significant digits and without exponent: {@code 0.0010}, {@code 1.2}, {@code 120}. */
    static String latency(long durationUs) {
        if (durationUs < 10) {
            return decimal(durationUs * 10, 7);
        }
        long unit = 1;
        int decimals = 6;
        while (durationUs / unit >= 100) {
            unit *= 10;
            decimals--;
        }
        long rounded = (durationUs + unit / 2) / unit;
        if (rounded == 100) {
            rounded = 10;
            unit *= 10;
            decimals--;
        }
        return decimals > 0 ? decimal(rounded, decimals) : String.valueOf(rounded * unit / 1_000_000);
    }

    private static String decimal(long digits, int decimals) {
        String text =
                "0".repeat(Math.max(0, decimals + 1 - String.valueOf(digits).length())) + digits;
        int point = text.length() - decimals;
        return text.substring(0, point) + "." + text.substring(point);
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

    /** Loaded only where JSON is written. */
    private static final class Iso {
        private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                        "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC);
    }

    /** Loaded only where an old report is read. */
    private static final class CtimeReader {
        private static final DateTimeFormatter FORMAT =
                DateTimeFormatter.ofPattern("EEE MMM [ ]d HH:mm:ss yyyy", Locale.ROOT);
    }
}
