package hayate.plan;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The TCP ports that a list in the form of {@code services(5)} names, such as {@code /etc/services}: a line is
 * {@code name port/protocol aliases… # comment}. Where a decimal fraction stands in the place of the first alias, it is
 * how often the port was found open, as in nmap's list. Lines of other protocols, and lines that are no such line, are
 * passed over.
 */
final class ServicesFile {
    private static final String TCP = "/tcp";

    private ServicesFile() {}

    /**
     * A line of the list.
     *
     * @param names its name, and its aliases
     * @param frequency how often it was found open, 0 to 1; 0 if the line does not say
     */
    record Entry(List<String> names, int port, double frequency) {
        String name() {
            return names.get(0);
        }
    }

    /** The entries in the order of the file. */
    static List<Entry> read(Path file) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int comment = line.indexOf('#');
                String[] words = (comment < 0 ? line : line.substring(0, comment))
                        .strip()
                        .split("\\s+");
                if (words.length > 1 && words[1].endsWith(TCP)) {
                    addEntry(words, entries);
                }
            }
        }
        return entries;
    }

    private static void addEntry(String[] words, List<Entry> entries) {
        int port = Words.number(words[1], 0, words[1].length() - TCP.length(), PortSet.PORTS_MAX - 1);
        if (port < 0) {
            return;
        }
        double frequency = words.length > 2 ? frequency(words[2]) : 0;
        List<String> names = new ArrayList<>();
        names.add(words[0]);
        names.addAll(List.of(words).subList(frequency > 0 ? 3 : 2, words.length));
        entries.add(new Entry(names, port, frequency));
    }

    /** {@code 0.484143}; 0 if a word is no such number. */
    private static double frequency(String word) {
        int point = word.indexOf('.');
        if (point < 1
                || !word.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))
                || word.lastIndexOf('.') != point) {
            return 0;
        }
        return Double.parseDouble(word);
    }
}
