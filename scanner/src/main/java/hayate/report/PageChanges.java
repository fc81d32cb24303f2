package hayate.report;

import static hayate.report.ReportText.html;

import hayate.report.ReportComparison.Change;
import hayate.report.ReportComparison.Kind;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What changed since last time, on the page. The ports of a host that came or went stand in its own row. */
final class PageChanges {
    private static final int ROWS_MAX = 2_000;
    private static final int NEWS_MAX = 200_000;
    private static final int PORTS_TOLD_MAX = 12;

    /** One row: a change, and the open ports of a host that came or went. */
    private record Row(Change change, List<String> ports) {}

    private final List<Row> rows = new ArrayList<>();
    private final Set<String> news = new HashSet<>();
    private Row host;
    private long count;
    private long hidden;

    /** Takes the next change, in order of the hosts. */
    void add(Change change) {
        Kind kind = change.kind();
        boolean ofHost = kind == Kind.APPEARED || kind == Kind.VANISHED;
        if ((ofHost || kind == Kind.OPENED) && news.size() < NEWS_MAX && kind != Kind.VANISHED) {
            news.add(change.port().isEmpty() ? change.address() : change.address() + " " + change.port());
        }
        if (!ofHost && host != null && host.change.address().equals(change.address())) {
            if (host.ports.size() <= PORTS_TOLD_MAX) {
                host.ports.add(change.port());
            }
            return;
        }
        count++;
        Row row = new Row(change, new ArrayList<>(0));
        host = ofHost ? row : null;
        if (rows.size() < ROWS_MAX) {
            rows.add(row);
        } else {
            hidden++;
        }
    }

    /** Hosts that came or went, and changes at the ports of others. */
    long count() {
        return count;
    }

    /** Whether an address, or {@code address port/protocol}, was not there last time. */
    boolean isNew(String place) {
        return news.contains(place);
    }

    void write(Writer page) throws IOException {
        page.append("<section id=\"changes\"><h2>Changes since last time</h2>\n");
        if (rows.isEmpty()) {
            page.append("<p>None.</p></section>\n");
            return;
        }
        page.append(
                        "<div class=\"scroll tall\" tabindex=\"0\"><table class=\"changes\"><thead><tr><th>What</th><th>Host</th>")
                .append("<th>Port</th><th>Was</th><th>Is</th></tr></thead><tbody>\n");
        for (Row row : rows) {
            Change change = row.change;
            String ports = ports(row.ports);
            page.append("<tr data-row><td class=\"")
                    .append(change.kind().label())
                    .append("\">");
            page.append(change.kind().label()).append("</td>");
            cell(page, change.address());
            cell(page, change.port());
            cell(page, change.kind() == Kind.VANISHED ? ports : change.before());
            cell(page, change.kind() == Kind.APPEARED ? ports : change.after());
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>");
        page.append(hidden > 0 ? "<p class=\"soft\">and " + hidden + " more: hayate diff lists them all</p>" : "")
                .append("</section>\n");
    }

    private static String ports(List<String> ports) {
        if (ports.isEmpty()) {
            return "no open port";
        }
        boolean all = ports.size() <= PORTS_TOLD_MAX;
        return "open: " + String.join(" ", all ? ports : ports.subList(0, PORTS_TOLD_MAX)) + (all ? "" : " and more");
    }

    private static void cell(Writer page, String text) throws IOException {
        page.append("<td>").append(html(text)).append("</td>");
    }
}
