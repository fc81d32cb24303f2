package hayate.report;

import static hayate.report.ReportText.html;

import hayate.report.ReportComparison.Change;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One self-contained page about a result: what was scanned, which services there are, a map of ports by hosts, what changed,
 * and every host with its open ports. It loads nothing, and forbids itself to; a filter box hides what does not match.
 */
final class HtmlReport {
    private static final int MAP_PORTS_MAX = 60;
    private static final int MAP_HOSTS_MAX = 256;
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>@TITLE@</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
            h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
            table { border-collapse: collapse; } th, td { padding: .15rem .6rem; text-align: left; vertical-align: top; }
            tbody tr:nth-child(odd) { background: #8881; }
            .scroll { overflow-x: auto; } .map td { padding: 0 .3rem; text-align: center; } .map th { font-weight: 500; }
            .open { color: #1a7f37; font-weight: 600; } .shut, .vanished { color: #cf222e; } .opened, .appeared { color: #1a7f37; }
            input { font: inherit; padding: .3rem .5rem; width: 20rem; max-width: 100%; } .muted { opacity: .65; }
            </style></head><body>
            <h1>@TITLE@</h1>
            """;
    private static final String SCRIPT = """
            <script>
            const box = document.getElementById('filter');
            box.addEventListener('input', () => {
              const wanted = box.value.toLowerCase();
              document.querySelectorAll('[data-row]').forEach(row => {
                row.hidden = !row.textContent.toLowerCase().includes(wanted);
              });
            });
            </script></body></html>
            """;

    private final StringBuilder page = new StringBuilder();
    private final RunHeader header;
    private final List<HostReport> hosts;

    HtmlReport(RunHeader header, List<HostReport> hosts) {
        this.header = header;
        this.hosts = hosts;
    }

    /** The page; {@code changes} is null if nothing was compared. */
    String write(List<Change> changes) {
        String title = "Scan of " + ReportTime.minute(header.startNs(), ZoneId.systemDefault());
        page.append(HEAD.replace("@TITLE@", html(title)));
        summary();
        if (changes != null) {
            changes(changes);
        }
        services();
        map();
        hosts();
        return page.append(SCRIPT).toString();
    }

    private static List<PortReport> open(HostReport host) {
        return host.ports().stream()
                .filter(port -> port.state() == PortState.OPEN)
                .toList();
    }

    private void summary() {
        long up = hosts.stream().filter(HostReport::isUp).count();
        long ports = hosts.stream().mapToLong(host -> open(host).size()).sum();
        page.append("<p>")
                .append(up)
                .append(up == 1 ? " host up, " : " hosts up, ")
                .append(ports);
        page.append(ports == 1 ? " open port." : " open ports.").append("</p>\n<p class=\"muted\"><code>");
        page.append(html(header.arguments())).append("</code></p>\n");
        page.append(
                "<p><label>Filter <input id=\"filter\" type=\"search\" placeholder=\"address, name, service\"></label></p>\n");
    }

    private void changes(List<Change> changes) {
        page.append("<h2>Changes since last time</h2>\n");
        if (changes.isEmpty()) {
            page.append("<p>None.</p>\n");
            return;
        }
        page.append("<div class=\"scroll\"><table><tbody>\n");
        for (Change change : changes) {
            page.append("<tr data-row><td class=\"")
                    .append(change.kind().label())
                    .append("\">");
            page.append(change.kind().label()).append("</td>");
            cell(change.address());
            cell(change.port());
            cell(change.before());
            cell(change.after());
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n");
    }

    private void cell(String text) {
        page.append("<td>").append(html(text)).append("</td>");
    }

    private void services() {
        Map<String, Integer> counts = new TreeMap<>();
        hosts.forEach(host -> open(host).forEach(port -> counts.merge(serviceOf(port), 1, Integer::sum)));
        page.append("<h2>Services</h2>\n<div class=\"scroll\"><table><tbody>\n");
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(entry -> {
                    page.append("<tr data-row>");
                    cell(entry.getKey());
                    page.append("<td>").append(entry.getValue()).append("</td></tr>\n");
                });
        page.append("</tbody></table></div>\n");
    }

    private static String serviceOf(PortReport port) {
        return port.service()
                .map(service -> String.join(" ", service.name(), service.product(), service.version())
                        .strip())
                .filter(name -> !name.isEmpty())
                .orElse("unknown");
    }

    /** The ports that most hosts have open, against the first hosts that have any. */
    private void map() {
        Map<Integer, Integer> counts = new TreeMap<>();
        hosts.forEach(host -> open(host).forEach(port -> counts.merge(port.port(), 1, Integer::sum)));
        List<Integer> ports = new ArrayList<>(counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                .limit(MAP_PORTS_MAX)
                .map(Map.Entry::getKey)
                .sorted()
                .toList());
        if (ports.isEmpty()) {
            return;
        }
        page.append("<h2>Map</h2>\n<div class=\"scroll\"><table class=\"map\"><thead><tr><th></th>");
        ports.forEach(port -> page.append("<th>").append(port).append("</th>"));
        page.append("</tr></thead><tbody>\n");
        hosts.stream()
                .filter(host -> !open(host).isEmpty())
                .limit(MAP_HOSTS_MAX)
                .forEach(host -> {
                    page.append("<tr data-row><th>")
                            .append(html(host.address()))
                            .append("</th>");
                    List<Integer> has =
                            open(host).stream().map(PortReport::port).toList();
                    ports.forEach(port -> page.append(has.contains(port) ? "<td class=\"open\">●</td>" : "<td></td>"));
                    page.append("</tr>\n");
                });
        page.append("</tbody></table></div>\n");
    }

    private void hosts() {
        page.append(
                "<h2>Hosts</h2>\n<div class=\"scroll\"><table><thead><tr><th>Host</th><th>Port</th><th>Service</th>");
        page.append("<th>More</th></tr></thead><tbody>\n");
        for (HostReport host : hosts) {
            if (!host.isUp()) {
                continue;
            }
            List<PortReport> open = open(host);
            String name =
                    host.address() + HostNames.preferred(host).map(n -> " " + n).orElse("");
            if (open.isEmpty()) {
                page.append("<tr data-row>");
                cell(name);
                page.append("<td colspan=\"3\" class=\"muted\">no open port</td></tr>\n");
            }
            for (PortReport port : open) {
                page.append("<tr data-row>");
                cell(name);
                cell(port.port() + "/" + port.protocol());
                cell(serviceOf(port));
                cell(more(port));
                page.append("</tr>\n");
            }
        }
        page.append("</tbody></table></div>\n");
    }

    private static String more(PortReport port) {
        List<String> parts = new ArrayList<>();
        port.service()
                .map(ServiceReport::extraInfo)
                .filter(info -> !info.isEmpty())
                .ifPresent(parts::add);
        port.scripts()
                .forEach(
                        script -> parts.add(script.id() + ": " + script.output().replace('\n', ' ')));
        return String.join("; ", parts);
    }
}
