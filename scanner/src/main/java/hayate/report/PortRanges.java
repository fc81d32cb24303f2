package hayate.report;

import java.util.ArrayList;
import java.util.List;

/** Port lists as ranges: {@code 22,80,8000-8100}. */
final class PortRanges {
    static final int PORT_MAX = 65_535;
    private static final int RANGES_MAX = 65_536;

    private PortRanges() {}

    /** Ascending ports as text. */
    static String toText(List<Integer> ports) {
        StringBuilder text = new StringBuilder();
        int first = 0;
        while (first < ports.size()) {
            int last = first;
            while (last + 1 < ports.size() && ports.get(last + 1) == ports.get(last) + 1) {
                last++;
            }
            text.append(text.isEmpty() ? "" : ",").append(ports.get(first));
            if (last > first) {
                text.append('-').append(ports.get(last));
            }
            first = last + 1;
        }
        return text.toString();
    }

    /**
     * The ports of a text.
     *
     * @throws IllegalArgumentException if it is not a list of ranges of ports, each above the one before it
     */
    static List<Integer> ofText(String text) {
        List<Integer> ports = new ArrayList<>();
        if (text.isEmpty()) {
            return ports;
        }
        int next = 0;
        for (String range : text.split(",", RANGES_MAX)) {
            int dash = range.indexOf('-');
            int first = port(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : port(range.substring(dash + 1));
            if (first < next || last < first) {
                throw new IllegalArgumentException("ports out of order");
            }
            for (int port = first; port <= last; port++) {
                ports.add(port);
            }
            next = last + 1;
        }
        return ports;
    }

    /**
     * A port's number.
     *
     * @throws IllegalArgumentException if it is none
     */
    static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("not a port");
        }
        return port;
    }
}
