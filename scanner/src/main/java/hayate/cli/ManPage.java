package hayate.cli;

import hayate.scan.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The manual page in the macros of man(7), made from the same texts as {@code --help} and {@code hayate help}:
 * {@code hayate man | man -l -}.
 */
final class ManPage {
    private static final String OPTION_TEXT_BEGINS = "TARGETS";

    private ManPage() {}

    /** The page. */
    static String text() {
        StringBuilder page = new StringBuilder();
        page.append(".\\\" Made by: hayate man\n.TH HAYATE 1 \"\" \"hayate ")
                .append(Version.NUMBER)
                .append("\" \"User Commands\"\n.SH NAME\n")
                .append("hayate \\- finds hosts, open ports and services of networks you may scan\n")
                .append(".SH SYNOPSIS\n.nf\n");
        usageLines().forEach(line -> page.append(literal(line)).append('\n'));
        page.append(".fi\n.SH DESCRIPTION\n")
                .append(literal("Options may follow targets; values may be attached or not: -p22,80, -p 22,80,"
                        + " --rate=10k, --rate 10k. One dash does for two and two for one. Scan only networks that are"
                        + " yours or whose owner has agreed."))
                .append('\n');
        page.append(".SH OPTIONS\n");
        OptionHelp.sections().forEach(section -> appendOptions(page, section));
        appendOtherNames(page);
        for (String topic : HelpText.TOPICS) {
            appendTopic(page, topic);
        }
        return page.append(".SH SEE ALSO\n.BR nmap (1),\n.BR masscan (8),\n.BR zmap (1)\n")
                .toString();
    }

    private static List<String> usageLines() {
        List<String> lines = new ArrayList<>();
        for (String line : HelpText.usage().split("\n")) {
            if (line.startsWith(OPTION_TEXT_BEGINS)) {
                break;
            }
            if (line.startsWith("usage: ") || line.startsWith("       hayate")) {
                lines.add(line.substring("usage: ".length()));
            }
        }
        return lines;
    }

    private static void appendOptions(StringBuilder page, OptionHelp.Section section) {
        page.append(".SS ").append(literal(capitalized(section.title()))).append('\n');
        for (OptionHelp.Entry entry : section.entries()) {
            page.append(".TP\n.B ")
                    .append(literal(entry.usage()))
                    .append('\n')
                    .append(literal(entry.text()))
                    .append('\n');
        }
    }

    private static void appendOtherNames(StringBuilder page) {
        page.append(".SS Other names for the same\n.nf\n");
        for (CliOption option : CliOption.values()) {
            if (option.names().size() > 1) {
                page.append(literal(String.join(", ", option.names()))).append('\n');
            }
        }
        page.append(".fi\n");
    }

    /** A topic's text as it stands, since its lines are laid out by hand. */
    private static void appendTopic(StringBuilder page, String topic) {
        String[] lines = HelpText.topic(topic).split("\n");
        page.append(".SH ").append(literal(lines[0])).append("\n.nf\n");
        for (int i = 1; i < lines.length; i++) {
            if (i > 1 || !lines[i].isEmpty()) {
                page.append(literal(lines[i])).append('\n');
            }
        }
        page.append(".fi\n");
    }

    private static String capitalized(String title) {
        return title.charAt(0) + title.substring(1).toLowerCase(Locale.ROOT);
    }

    /** Text that no macro or escape is read into. */
    private static String literal(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
