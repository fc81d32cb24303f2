package hayate.plan;

import hayate.plan.ServicesFile.Entry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The TCP ports we know: how likely each is to be open, and what usually listens there. The built-in one comes from the
 * resource {@code tcp-ports.txt}, whose header tells where that comes from; what it does not know is looked for in the
 * machine's own list, {@code /etc/services}. Read when first used; of its threads each may use it.
 */
public final class PortTable {
    private static final String RESOURCE = "tcp-ports.txt";
    private static final Path SYSTEM_SERVICES = Path.of("/etc/services");
    /** How nmap's list says that nobody knows what a port is for. */
    private static final String NO_NAME = "unknown";

    private final Names own;
    private final int[] ranked;
    private final BitSet known = new BitSet(PortSet.PORTS_MAX);
    private final Supplier<Names> others;

    /**
     * A table.
     *
     * @param entries the ports, the likeliest to be open first; of two lines for a port the first counts
     * @param others where names are looked for that these do not have
     */
    private PortTable(List<Entry> entries, Supplier<Names> others) {
        this.own = new Names(entries);
        this.others = others;
        int[] ports = new int[entries.size()];
        int count = 0;
        for (Entry entry : entries) {
            if (!known.get(entry.port())) {
                known.set(entry.port());
                ports[count++] = entry.port();
            }
        }
        this.ranked = Arrays.copyOf(ports, count);
    }

    /** Lines of a list, and its names by port. */
    private static final class Names {
        private static final Names NONE = new Names(List.of());

        private final List<Entry> entries;
        private final String[] byPort = new String[PortSet.PORTS_MAX];

        Names(List<Entry> entries) {
            this.entries = entries;
            for (Entry entry : entries) {
                if (byPort[entry.port()] == null) {
                    byPort[entry.port()] = entry.name();
                }
            }
        }

        /** The name of the first line for a port, empty if there is none. */
        String of(int port) {
            return byPort[port] == null ? "" : byPort[port];
        }
    }

    /** Reads lazily, because a scan of given port numbers does not need it. */
    private static final class BuiltIn {
        private static final PortTable TABLE = new PortTable(resource(), new SystemServices());
    }

    /** The table that comes with hayate. */
    public static PortTable builtIn() {
        return BuiltIn.TABLE;
    }

    /**
     * The table of a list of services that the user names; nothing else is looked up then.
     *
     * @param file in the form of {@code services(5)}, or nmap's with the frequencies after the ports: the ports that have
     *     one come first, most frequent first, then the others as they stand
     * @throws PlanException if it cannot be read or names no TCP port
     */
    static PortTable of(Path file) {
        List<Entry> entries;
        try {
            entries = new ArrayList<>(ServicesFile.read(file));
        } catch (IOException e) {
            throw new PlanException("cannot read the list of services " + file + ": " + e.getMessage(), e);
        }
        if (entries.isEmpty()) {
            throw new PlanException("the list of services " + Words.quote(file.toString())
                    + " names no TCP port; its lines are: name port/tcp");
        }
        entries.sort(Comparator.comparingDouble(Entry::frequency).reversed());
        return new PortTable(entries, () -> Names.NONE);
    }

    /** What usually listens on a port 0..65535, or an empty string. */
    public String nameOf(int port) {
        String name = own.of(port);
        return name.isEmpty() ? others.get().of(port) : name.equals(NO_NAME) ? "" : name;
    }

    /** All ports of the table, the likeliest to be open first; a fresh array. */
    public int[] ranked() {
        return ranked.clone();
    }

    /** The ports that the table knows. */
    BitSet known() {
        return known;
    }

    /** The {@code count} likeliest ports among some, or all of them that the table knows if these are fewer. */
    BitSet likeliest(int count, BitSet among) {
        BitSet result = new BitSet(PortSet.PORTS_MAX);
        int taken = 0;
        for (int i = 0; i < ranked.length && taken < count; i++) {
            if (among.get(ranked[i])) {
                result.set(ranked[i]);
                taken++;
            }
        }
        return result;
    }

    /**
     * The ports whose name a word is, or matches as a pattern with {@code *} and {@code ?}. What this table does not
     * know is looked for in the machine's list of services, {@code /etc/services}: so a name that we know means the
     * same ports on every machine.
     */
    BitSet named(String word) {
        String pattern = word.toLowerCase(Locale.ROOT);
        BitSet found = named(pattern, own.entries);
        return found.isEmpty() ? named(pattern, others.get().entries) : found;
    }

    private static BitSet named(String pattern, List<Entry> among) {
        BitSet found = new BitSet(PortSet.PORTS_MAX);
        for (Entry entry : among) {
            if (entry.names().stream().anyMatch(name -> matches(pattern, name.toLowerCase(Locale.ROOT)))) {
                found.set(entry.port());
            }
        }
        return found;
    }

    /** Greedy matching that goes back to the last star only: linear in practice, quadratic at worst. */
    private static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int starAt = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                starAt = n;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++starAt;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    private static List<Entry> resource() {
        List<Entry> entries = new ArrayList<>(2000);
        try (InputStream in = PortTable.class.getResourceAsStream(RESOURCE);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int space = line.indexOf(' ');
                if (!line.isEmpty() && line.charAt(0) != '#') {
                    int port = Words.number(line, 0, space, PortSet.PORTS_MAX - 1);
                    entries.add(new Entry(List.of(line.substring(space + 1)), port, 0));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + RESOURCE, e);
        }
        return entries;
    }

    /** The machine's list: read once, when first needed; empty where there is none or it cannot be read. */
    private static final class SystemServices implements Supplier<Names> {
        private Names names;

        @Override
        public synchronized Names get() {
            if (names == null) {
                names = new Names(read());
            }
            return names;
        }

        private static List<Entry> read() {
            try {
                return Files.isReadable(SYSTEM_SERVICES) ? ServicesFile.read(SYSTEM_SERVICES) : List.of();
            } catch (IOException e) {
                System.getLogger(PortTable.class.getName())
                        .log(System.Logger.Level.DEBUG, "cannot read " + SYSTEM_SERVICES, e);
                return List.of();
            }
        }
    }
}
