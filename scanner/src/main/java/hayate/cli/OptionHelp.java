package hayate.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code --help} says of each option, taken apart: the one text from which the man page and the completions of the
 * shells are made too. Its options are those of {@link CliOption}, neither more nor fewer (a test says so).
 */
final class OptionHelp {
    private static final Pattern TITLE = Pattern.compile("([A-Z][A-Z' ]+?)(?:  \\(hayate help ([a-z-]+)\\))?");
    private static final String ENTRY_BEGINS = "  -";
    private static final int TEXT_COLUMN = 28;
    private static final Pattern CONTINUATION = Pattern.compile(" {20,}(\\S.*)");
    private static final Pattern NAME = Pattern.compile("(?<![\\w-])--?[a-zA-Z][\\w-]*");

    /**
     * A group of options.
     *
     * @param title such as {@code TARGETS}
     * @param topic the help topic that tells more, or empty
     */
    record Section(String title, String topic, List<Entry> entries) {}

    /**
     * One entry.
     *
     * @param usage the left column: names and values
     * @param text what it does, on one line
     */
    record Entry(String usage, String text) {
        /** The names that it explains. */
        List<String> names() {
            return OptionHelp.names(usage);
        }
    }

    private OptionHelp() {}

    /** Every group that has options, in the order of the help. */
    static List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        for (String line : HelpText.usage().split("\n", -1)) {
            Matcher title = TITLE.matcher(line);
            if (title.matches()) {
                String topic = title.group(2) == null ? "" : title.group(2);
                sections.add(new Section(title.group(1), topic, new ArrayList<>()));
            } else if (!sections.isEmpty()) {
                addLine(line, sections.get(sections.size() - 1).entries());
            }
        }
        sections.removeIf(section -> section.entries().isEmpty());
        return sections;
    }

    private static void addLine(String line, List<Entry> entries) {
        Matcher continuation = CONTINUATION.matcher(line);
        if (continuation.matches() && !entries.isEmpty()) {
            Entry last = entries.remove(entries.size() - 1);
            entries.add(new Entry(last.usage(), (last.text() + " " + continuation.group(1)).strip()));
        } else if (line.startsWith(ENTRY_BEGINS)) {
            boolean isWide = line.length() < TEXT_COLUMN || line.charAt(TEXT_COLUMN - 1) != ' ';
            int column = isWide ? line.length() : TEXT_COLUMN;
            entries.add(new Entry(line.substring(0, column).strip(), line.substring(column)));
        }
    }

    /** What the help says of an option: of its main name, wherever that stands. */
    static String textOf(CliOption option, List<Section> sections) {
        return sections.stream()
                .flatMap(section -> section.entries().stream())
                .filter(entry -> entry.names().contains(option.primaryName()))
                .map(Entry::text)
                .findFirst()
                .orElse("");
    }

    /** Every name of an option that stands in a text. */
    static List<String> names(String text) {
        return NAME.matcher(text).results().map(result -> result.group()).toList();
    }
}
