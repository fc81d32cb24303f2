package hayate.report;

import static hayate.report.ReportText.html;

import java.io.IOException;
import java.io.Writer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One host on the page. */
final class PageHost {
    private static final int EVIDENCE_LENGTH_MAX = 600;

    private PageHost() {}

    /** The open ports of a host. */
    static List<PortReport> open(HostReport host) {
        return host.ports().stream()
                .filter(port -> port.state() == PortState.OPEN)
                .toList();
    }

    /** @param changes what changed since last time */
    static void write(Writer page, HostReport host, Optional<PageChanges> changes) throws IOException {
        List<PortReport> open = open(host);
        page.append("<article tabindex=\"-1\" data-address=\"")
                .append(String.valueOf(Math.max(0, AddressOrder.ipv4(host.address()))))
                .append("\" data-ports=\"")
                .append(String.valueOf(open.size()))
                .append("\"><h3>")
                .append(html(host.address()))
                .append("</h3>");
        mark(page, changes.isPresent() && changes.get().isNew(host.address()));
        String names =
                host.names().stream().map(HostReport.HostName::name).distinct().collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            page.append(" <span class=\"names\">").append(html(names)).append("</span>");
        }
        page.append(" <span class=\"soft\">").append(html(about(host))).append("</span>\n");
        if (!open.isEmpty()) {
            page.append("<table><tbody>");
            for (PortReport port : open) {
                port(page, host, port, changes);
            }
            page.append("</tbody></table>");
        }
        page.append("</article>\n");
    }

    private static void mark(Writer page, boolean isNew) throws IOException {
        if (isNew) {
            page.append(" <span class=\"new\">new</span>");
        }
    }

    private static String about(HostReport host) {
        StringBuilder about = new StringBuilder();
        Map<PortState, Integer> counts = new EnumMap<>(PortState.class);
        host.ports().forEach(port -> counts.merge(port.state(), 1, Integer::sum));
        if (!counts.containsKey(PortState.OPEN)) {
            about.append("· no open port ");
        }
        counts.remove(PortState.OPEN);
        counts.forEach((state, count) -> about.append("· ")
                .append(count)
                .append(' ')
                .append(state.label())
                .append(' '));
        host.mac().ifPresent(mac -> about.append("· ").append(mac).append(' '));
        host.vendor().ifPresent(vendor -> about.append('(').append(vendor).append(") "));
        if (host.timedOut()) {
            about.append("· given up before its end ");
        }
        return about.toString().strip();
    }

    private static void port(Writer page, HostReport host, PortReport port, Optional<PageChanges> changes)
            throws IOException {
        String name = port.port() + "/" + port.protocol();
        page.append("<tr><td class=\"port\">").append(html(name));
        mark(page, changes.isPresent() && changes.get().isNew(host.address() + " " + name));
        page.append("</td><td class=\"service\">").append(html(ServiceText.name(port, true)));
        page.append("</td><td>").append(html(ServiceText.version(port)));
        if (!port.scripts().isEmpty()) {
            page.append("<div class=\"more\">");
            String separator = "";
            for (ScriptReport script : port.scripts()) {
                page.append(separator).append(html(script.id())).append(": ");
                page.append(evidence(script.output()));
                separator = "\n";
            }
            page.append("</div>");
        }
        page.append("</td></tr>\n");
    }

    /** Lines stay lines; each is made harmless for itself. */
    private static String evidence(String output) {
        String text =
                output.length() <= EVIDENCE_LENGTH_MAX ? output : output.substring(0, EVIDENCE_LENGTH_MAX) + "...";
        return text.lines().map(ReportText::html).collect(Collectors.joining("\n"));
    }
}
