package hayate.plan;

import java.util.BitSet;
import java.util.List;

/**
 * Reads a list of ports in nmap's grammar: items separated by commas, each {@code n}, {@code n-m}, {@code n-} (to
 * 65535), {@code -m} (from 1), {@code -} (1 to 65535), a service name, or a pattern of names with {@code *} and
 * {@code ?}; {@code T:} before an item says TCP, which is all there is so far; {@code [...]} keeps of its items the
 * ports that the table knows. Port 0 is meant only where it is written.
 */
final class PortParser {
    private static final int PORT_MAX = PortSet.PORTS_MAX - 1;
    private static final int NAME_LENGTH_MAX = 127;
    private static final int SPEC_LENGTH_MAX = 1 << 20;

    private final String spec;
    private final String option;
    private final PortTable table;
    private final List<String> notices;
    private final BitSet ports = new BitSet(PortSet.PORTS_MAX);
    private int repeatedPort = -1;
    private int repeatedCount;

    /**
     * A parser for one list.
     *
     * @param option where the list was given, for messages
     * @param notices gets a line if ports are given twice
     */
    PortParser(String spec, String option, PortTable table, List<String> notices) {
        this.spec = spec;
        this.option = option;
        this.table = table;
        this.notices = notices;
    }

    /**
     * The ports of the list.
     *
     * @throws PlanException if it is not in the grammar
     */
    BitSet parse() {
        if (spec.length() > SPEC_LENGTH_MAX) {
            throw new PlanException(option + ": a list of more than " + SPEC_LENGTH_MAX + " characters");
        }
        int at = 0;
        while (at <= spec.length()) {
            at = skipSpaces(at);
            at = at < spec.length() && spec.charAt(at) == '[' ? parseKnownOnly(at) : parseItem(at);
        }
        if (repeatedCount > 0) {
            notices.add(option + ": " + repeatedPort
                    + (repeatedCount == 1 ? " is given" : " and " + (repeatedCount - 1) + " more are given")
                    + " more than once");
        }
        return ports;
    }

    /** Parses {@code [items]} from {@code at} and returns where the next item begins. */
    private int parseKnownOnly(int at) {
        int close = spec.indexOf(']', at);
        String inner = close < 0 ? "" : spec.substring(at + 1, close);
        int end = close < 0 ? -1 : skipSpaces(close + 1);
        if (close < 0 || inner.indexOf('[') >= 0 || end < spec.length() && spec.charAt(end) != ',') {
            throw refusal(spec.substring(at), "want [ports] with one pair of brackets, followed by a comma or nothing");
        }
        BitSet known = new PortParser(inner, option, table, notices).parse();
        known.and(table.known());
        add(known);
        return end + 1;
    }

    /** Parses the item from {@code at} to the next comma and returns where the next item begins. */
    private int parseItem(int at) {
        int comma = spec.indexOf(',', at);
        int end = comma < 0 ? spec.length() : comma;
        String item = spec.substring(at, end).strip();
        add(portsOf(withoutProtocol(item)));
        return end + 1;
    }

    private String withoutProtocol(String item) {
        if (item.length() < 2 || item.charAt(1) != ':') {
            return item;
        }
        return switch (item.charAt(0)) {
            case 'T' -> item.substring(2).strip();
            case 'U', 'S', 'P' -> throw refusal(item, "only TCP ports are available yet, with or without T:");
            default -> throw refusal(item, "want T: before TCP ports, in upper case");
        };
    }

    private BitSet portsOf(String item) {
        if (item.isEmpty()) {
            throw refusal(spec, "an item is missing; " + accepted());
        }
        return isRange(item) ? rangeOf(item) : named(item);
    }

    private static boolean isRange(String item) {
        for (int i = 0; i < item.length(); i++) {
            char c = item.charAt(i);
            if (!(c >= '0' && c <= '9') && c != '-' && c != ' ') {
                return false;
            }
        }
        return true;
    }

    private BitSet rangeOf(String item) {
        int dash = item.indexOf('-');
        String left = dash < 0 ? item : item.substring(0, dash).strip();
        String right = dash < 0 ? left : item.substring(dash + 1).strip();
        int first = left.isEmpty() ? 1 : Words.number(left, 0, left.length(), PORT_MAX);
        int last = right.isEmpty() ? PORT_MAX : Words.number(right, 0, right.length(), PORT_MAX);
        if (first < 0 || last < 0) {
            throw refusal(item, "ports are 0 to 65535; " + accepted());
        }
        if (first > last) {
            throw refusal(item, "the range runs backward");
        }
        BitSet range = new BitSet(PortSet.PORTS_MAX);
        range.set(first, last + 1);
        return range;
    }

    private BitSet named(String item) {
        if (item.length() > NAME_LENGTH_MAX) {
            throw refusal(item, "a service name has at most " + NAME_LENGTH_MAX + " characters");
        }
        BitSet found = table.named(item);
        if (found.isEmpty()) {
            throw refusal(item, "no port and no known service name; " + accepted());
        }
        return found;
    }

    private void add(BitSet more) {
        if (ports.intersects(more)) {
            BitSet repeated = (BitSet) ports.clone();
            repeated.and(more);
            repeatedPort = repeatedCount == 0 ? repeated.nextSetBit(0) : repeatedPort;
            repeatedCount += repeated.cardinality();
        }
        ports.or(more);
    }

    private int skipSpaces(int from) {
        int at = from;
        while (at < spec.length() && spec.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private PlanException refusal(String item, String reason) {
        return new PlanException(option + " " + Words.quote(item) + ": " + reason);
    }

    private static String accepted() {
        return "give numbers, ranges (1-1024, 8000-, -), or service names (ssh, http*), separated by commas";
    }
}
