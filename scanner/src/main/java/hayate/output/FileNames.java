package hayate.output;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * File names with nmap's time patterns: {@code %H %M %S %m %d %y %Y}, {@code %T} (HHMMSS), {@code %R} (HHMM),
 * {@code %D} (mmddyy), {@code %F} (YYYY-MM-DD), {@code %%}; {@code %x} for another x is that character.
 */
public final class FileNames {
    private FileNames() {}

    /** The name with its patterns replaced by {@code time}. */
    public static String expand(String pattern, LocalDateTime time) {
        StringBuilder name = new StringBuilder(pattern.length() + 16);
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%' && i + 1 < pattern.length()) {
                i++;
                name.append(replacement(pattern.charAt(i), time));
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    private static String replacement(char letter, LocalDateTime time) {
        String format = switch (letter) {
            case 'Y' -> "uuuu";
            case 'y' -> "uu";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'H' -> "HH";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'T' -> "HHmmss";
            case 'R' -> "HHmm";
            case 'D' -> "MMdduu";
            case 'F' -> "uuuu-MM-dd";
            default -> "";
        };
        return format.isEmpty()
                ? String.valueOf(letter)
                : DateTimeFormatter.ofPattern(format, Locale.ROOT).format(time);
    }
}
