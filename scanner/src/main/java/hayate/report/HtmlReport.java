package hayate.report;

import static hayate.report.ReportText.html;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One self-contained page about a result: what was scanned, what changed, which services there are, a map of ports, and every
 * host with its open ports. It loads nothing and runs nothing but its own script, which the page's policy names by its hash;
 * without the script it is all there, unfiltered. Hosts go to a temporary file while the totals above them are counted, so
 * that memory does not grow with their number.
 */
final class HtmlReport {
    private static final int SERVICES_MAX = 20_000;
    private static final int SERVICES_SHOWN_MAX = 120;
    private static final String OTHERS = "others";

    private final Map<String, Integer> services = new HashMap<>();
    private final PageMap map = new PageMap();
    private final Optional<PageChanges> changes;
    private long up;
    private long withOpen;
    private long openPorts;

    /** @param changes what changed since last time, absent if nothing was compared */
    HtmlReport(Optional<PageChanges> changes) {
        this.changes = changes;
    }

    /** Reads all hosts and writes the page. */
    void write(ReportReader reader, OutputStream out) throws IOException {
        Path hosts = Files.createTempFile("hayate-report", ".part");
        try {
            RunHeader header = reader.header();
            try (Writer page = Files.newBufferedWriter(hosts)) {
                reader.forEachHost(host -> add(page, host));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            Writer page = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
            head(page, header, reader);
            if (changes.isPresent()) {
                changes.get().write(page);
            }
            services(page);
            map.write(page);
            page.append("<section id=\"hosts\"><h2>Hosts</h2>\n<div id=\"list\">");
            page.flush();
            Files.copy(hosts, out);
            page.append("</div></section>\n</main>\n<script>")
                    .append(resource("page.js"))
                    .append("</script></body></html>\n");
            page.flush();
        } finally {
            Files.deleteIfExists(hosts);
        }
    }

    private void add(Writer page, HostReport host) {
        if (!host.isUp()) {
            return;
        }
        List<PortReport> open = PageHost.open(host);
        up++;
        withOpen += open.isEmpty() ? 0 : 1;
        openPorts += open.size();
        open.forEach(port -> count(serviceOf(port)));
        map.add(
                host.address(),
                open.stream().map(port -> port.port() + "/" + port.protocol()).toList());
        try {
            PageHost.write(page, host, changes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void count(String service) {
        boolean room = services.size() < SERVICES_MAX || services.containsKey(service);
        services.merge(room ? service : OTHERS, 1, Integer::sum);
    }

    private static String serviceOf(PortReport port) {
        String service = (ServiceText.name(port, false) + " " + ServiceText.version(port)).strip();
        return service.isEmpty() ? ServiceText.UNKNOWN : service;
    }

    private void head(Writer page, RunHeader header, ReportReader reader) throws IOException {
        String style = resource("page.css");
        String title = header.startNs() == 0
                ? "Scan"
                : "Scan of " + ReportTime.minute(header.startNs(), ZoneId.systemDefault());
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '")
                .append(hash(style))
                .append("'; script-src '")
                .append(hash(resource("page.js")))
                .append("'; base-uri 'none'; form-action 'none'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(html(title))
                .append("</title>\n<style>")
                .append(style)
                .append("</style></head><body>\n<header><h1>")
                .append(html(title))
                .append("</h1>\n");
        if (!header.arguments().isEmpty()) {
            page.append("<code class=\"command\">")
                    .append(html(header.arguments()))
                    .append("</code>\n");
        }
        if (reader.isTruncated()) {
            page.append("<p class=\"vanished\">The file was cut off: this is what it held until then.</p>\n");
        }
        facts(page, reader.footer());
        page.append("</header>\n<div class=\"bar\"><div><nav>");
        changes.ifPresent(list -> link(page, "changes", "Changes"));
        link(page, "services", "Services");
        if (withOpen > 0) {
            link(page, "map", "Map");
        }
        link(page, "hosts", "Hosts");
        page.append("</nav><input id=\"filter\" type=\"search\" aria-label=\"Filter\" autocomplete=\"off\" ")
                .append("placeholder=\"Filter: 10.0.3. 22/tcp nginx   ( / )\">")
                .append("<label>by <select id=\"order\"><option value=\"address\">address</option>")
                .append("<option value=\"ports\">open ports</option></select></label>")
                .append("<span id=\"shown\" class=\"soft\" role=\"status\"></span></div></div>\n<main>\n");
    }

    private static void link(Writer page, String to, String text) {
        try {
            page.append("<a href=\"#").append(to).append("\">").append(text).append("</a>");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void facts(Writer page, Optional<RunFooter> footer) throws IOException {
        page.append("<ul class=\"facts\">");
        fact(page, up, up == 1 ? "host up" : "hosts up");
        if (footer.isPresent() && footer.get().total() > up) {
            fact(page, footer.get().total(), "addresses asked");
        }
        fact(page, withOpen, withOpen == 1 ? "host with open ports" : "hosts with open ports");
        fact(page, openPorts, openPorts == 1 ? "open port" : "open ports");
        if (changes.isPresent()) {
            fact(page, changes.get().count(), changes.get().count() == 1 ? "change" : "changes");
        }
        page.append("</ul>\n");
    }

    private static void fact(Writer page, long number, String label) throws IOException {
        page.append("<li><b>")
                .append(String.valueOf(number))
                .append("</b> ")
                .append(label)
                .append("</li>");
    }

    private void services(Writer page) throws IOException {
        page.append("<section id=\"services\"><h2>Services</h2>\n");
        if (services.isEmpty()) {
            page.append("<p>No open port.</p></section>\n");
            return;
        }
        page.append("<div class=\"columns\"><table><tbody>\n");
        List<Map.Entry<String, Integer>> shown = services.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(SERVICES_SHOWN_MAX)
                .toList();
        for (Map.Entry<String, Integer> service : shown) {
            page.append("<tr><td class=\"n\">").append(String.valueOf(service.getValue()));
            page.append("</td><td><button class=\"pick\" data-pick=\"")
                    .append(html(service.getKey()))
                    .append("\">");
            page.append(html(service.getKey())).append("</button></td></tr>\n");
        }
        page.append("</tbody></table></div>");
        int more = services.size() - shown.size();
        page.append(more > 0 ? "<p class=\"soft\">and " + more + " kinds more</p>" : "")
                .append("</section>\n");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("this build lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
