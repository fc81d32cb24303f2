package hayate.report;

import static hayate.report.ReportText.html;

import java.io.IOException;
import java.io.Writer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which ports are open where. A row is an address as long as there are few, else a network: whenever there are more than
 * {@value #ROWS_MAX} rows their prefix is shortened, so that any number of hosts takes no more.
 */
final class PageMap {
    private static final int ROWS_MAX = 256;
    private static final int COLUMNS_MAX = 40;
    private static final int PORTS_MAX = 4_096;
    private static final int BITS_STEP = 4;
    private static final int HEATS = 5;

    /** One row: how many hosts have each port open. */
    private static final class Row {
        private final Map<String, Integer> open = new HashMap<>();
        private int hosts;

        private void add(Row other) {
            hosts += other.hosts;
            other.open.forEach((port, count) -> open.merge(port, count, Integer::sum));
        }
    }

    private final TreeMap<Long, Row> rows = new TreeMap<>();
    private final Map<String, Integer> ports = new HashMap<>();
    private final Row others = new Row();
    private int hiddenBits;

    /** Takes a host with open ports. */
    void add(String address, List<String> open) {
        if (open.isEmpty()) {
            return;
        }
        long number = AddressOrder.ipv4(address);
        Row row = number < 0 ? others : rows.computeIfAbsent(number >>> hiddenBits, key -> new Row());
        row.hosts++;
        for (String port : open) {
            if (ports.size() < PORTS_MAX || ports.containsKey(port)) {
                ports.merge(port, 1, Integer::sum);
                row.open.merge(port, 1, Integer::sum);
            }
        }
        while (rows.size() > ROWS_MAX) {
            fold();
        }
    }

    private void fold() {
        hiddenBits += BITS_STEP;
        TreeMap<Long, Row> folded = new TreeMap<>();
        rows.forEach((key, row) ->
                folded.computeIfAbsent(key >>> BITS_STEP, shorter -> new Row()).add(row));
        rows.clear();
        rows.putAll(folded);
    }

    void write(Writer page) throws IOException {
        if (ports.isEmpty()) {
            return;
        }
        List<String> columns = ports.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(COLUMNS_MAX)
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparingInt((String port) -> Integer.parseInt(port.substring(0, port.indexOf('/'))))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        page.append("<section id=\"map\"><h2>Ports × ")
                .append(hiddenBits == 0 ? "hosts" : "networks")
                .append("</h2>\n<p class=\"soft\">")
                .append(hiddenBits == 0 ? "Who has a port open" : "How many hosts have a port open")
                .append(ports.size() > COLUMNS_MAX ? ", for the " + COLUMNS_MAX + " most frequent ports" : "")
                .append(".</p>\n<div class=\"scroll\"><table class=\"map\"><thead><tr><th></th>");
        for (String port : columns) {
            page.append("<th scope=\"col\"><span>")
                    .append(html(shortened(port)))
                    .append("</span></th>");
        }
        page.append("</tr></thead><tbody>\n");
        for (Map.Entry<Long, Row> row : rows.entrySet()) {
            write(page, label(row.getKey()), pick(row.getKey()), row.getValue(), columns);
        }
        if (others.hosts > 0) {
            write(page, "IPv6", "", others, columns);
        }
        page.append("</tbody></table></div></section>\n");
    }

    private static String shortened(String port) {
        return port.endsWith("/tcp") ? port.substring(0, port.length() - "/tcp".length()) : port;
    }

    private String label(long key) {
        String network = AddressOrder.dotted(key << hiddenBits);
        return hiddenBits == 0 ? network : network + "/" + (Integer.SIZE - hiddenBits);
    }

    /** What the filter box looks for to show this row's hosts: only whole octets can be looked for. */
    private String pick(long key) {
        String[] octets = AddressOrder.dotted(key << hiddenBits).split("\\.", -1);
        int whole = (Integer.SIZE - hiddenBits) / Byte.SIZE;
        String prefix = String.join(".", List.of(octets).subList(0, whole));
        return whole == octets.length || whole == 0 ? prefix : prefix + ".";
    }

    private static void write(Writer page, String label, String pick, Row row, List<String> columns)
            throws IOException {
        page.append("<tr><th scope=\"row\">").append(html(label)).append("</th>");
        for (String port : columns) {
            int count = row.open.getOrDefault(port, 0);
            if (count == 0) {
                page.append("<td></td>");
                continue;
            }
            int heat = (int) Math.ceil(HEATS * (double) count / row.hosts);
            page.append("<td class=\"h").append(String.valueOf(heat)).append("\"><button class=\"pick\" data-pick=\"");
            page.append(html((pick + " " + port).strip())).append("\" title=\"");
            page.append(html(label + " " + port + ": " + count + " of " + row.hosts));
            page.append("\">")
                    .append(row.hosts == 1 ? "●" : String.valueOf(count))
                    .append("</button></td>");
        }
        page.append("</tr>\n");
    }
}
