package hayate.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammars of option values. Each method refuses with the option, what it wants, and the token. */
final class Values {
    /** No rate above it means anything: a thousand million packets a second. */
    static final double RATE_MAX = 1e9;
    /** One probe in about three hours. */
    static final double RATE_MIN = 0.0001;
    /** The longest time an option takes. */
    static final long TIME_MAX_NS = 24L * 3600 * 1_000_000_000;

    private static final Pattern RATE = Pattern.compile("(\\d{1,15}(?:\\.\\d{0,9})?|\\.\\d{1,9})([kKmMgG]?)");
    private static final Pattern TIME = Pattern.compile("(\\d{1,12}(?:\\.\\d{0,9})?|\\.\\d{1,9})(ms|s|m|h)?");
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{1,2}([:-][0-9a-fA-F]{1,2}){5}");
    private static final Pattern ADDRESS = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    private Values() {}

    /** A whole decimal number within bounds. */
    static int integer(CliOption option, String token, int min, int max) {
        if (token.matches("\\d{1,9}")) {
            int value = Integer.parseInt(token);
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw bad(option, token);
    }

    /** A seed: a signed 64-bit number, decimal or 0x hexadecimal. */
    static long seed(String token) {
        try {
            return token.startsWith("0x") ? Long.parseUnsignedLong(token.substring(2), 16) : Long.parseLong(token);
        } catch (NumberFormatException e) {
            throw bad(CliOption.SEED, token);
        }
    }

    /** Probes per second: a decimal number above 0, with k, m or g for thousands, millions, thousand millions. */
    static double rate(CliOption option, String token) {
        Matcher matcher = RATE.matcher(token);
        if (!matcher.matches()) {
            throw bad(option, token);
        }
        double factor = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 1e3;
            case "m" -> 1e6;
            case "g" -> 1e9;
            default -> 1;
        };
        double rate = Double.parseDouble(matcher.group(1)) * factor;
        if (rate < RATE_MIN || rate > RATE_MAX) {
            throw new UsageException(
                    option.primaryName() + " wants from 0.0001 to 1g probes per second, not " + Quote.token(token));
        }
        return rate;
    }

    /** A time in nmap's grammar: a decimal number with ms, s, m or h; seconds without a unit. */
    static long timeNs(CliOption option, String token, long minNs) {
        Matcher matcher = TIME.matcher(token);
        if (!matcher.matches()) {
            throw bad(option, token);
        }
        double unitNs = switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
            case "ms" -> 1e6;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> 1e9;
        };
        double timeNs = Double.parseDouble(matcher.group(1)) * unitNs;
        if (timeNs < minNs || timeNs > TIME_MAX_NS) {
            throw bad(option, token);
        }
        return Math.round(timeNs);
    }

    /** A 48-bit unicast MAC address, colons or hyphens between its six hexadecimal octets. */
    static long mac(CliOption option, String token) {
        if (!MAC.matcher(token).matches()) {
            throw bad(option, token);
        }
        long mac = 0;
        for (String octet : token.split("[:-]")) {
            mac = mac << 8 | Integer.parseInt(octet, 16);
        }
        boolean group = (mac >>> 40 & 1) == 1;
        if (mac == 0 || group) {
            throw bad(option, token);
        }
        return mac;
    }

    /** An IPv4 address of a single host, first octet most significant. */
    static int address(CliOption option, String token) {
        Matcher matcher = ADDRESS.matcher(token);
        if (!matcher.matches()) {
            throw bad(option, token);
        }
        int address = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(matcher.group(i));
            if (octet > 255) {
                throw bad(option, token);
            }
            address = address << 8 | octet;
        }
        int first = address >>> 24;
        if (first == 0 || first >= 224) {
            throw bad(option, token);
        }
        return address;
    }

    /** One word of several, whatever its case; its place in the list. */
    static int word(CliOption option, String token, String... words) {
        for (int i = 0; i < words.length; i++) {
            if (words[i].equalsIgnoreCase(token)) {
                return i;
            }
        }
        throw bad(option, token);
    }

    static UsageException bad(CliOption option, String token) {
        return UsageException.badValue(option.primaryName(), option.accepted(), token);
    }
}
