package hayate.plan;

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
import java.util.List;
import java.util.Locale;

/**
 * The TCP ports we know: how likely each is to be open, and what usually listens there. Comes from the resource
 * {@code tcp-ports.txt}, whose header tells where it comes from. Immutable; read when first used.
 */
public final class PortTable {
    private static final String RESOURCE = "tcp-ports.txt";
    private static final Path SYSTEM_SERVICES = Path.of("/etc/services");

    private final int[] ranked;
    private final String[] names;
    private final BitSet known = new BitSet(PortSet.PORTS_MAX);
    private final Path systemServices;

    private PortTable(List<String> lines, Path systemServices) {
        this.systemServices = systemServices;
        this.names = new String[PortSet.PORTS_MAX];
        int[] ports = new int[lines.size()];
        int count = 0;
        for (String line : lines) {
            int space = line.indexOf(' ');
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            int port = Words.number(line, 0, space, PortSet.PORTS_MAX - 1);
            names[port] = line.substring(space + 1);
            known.set(port);
            ports[count++] = port;
        }
        this.ranked = Arrays.copyOf(ports, count);
    }

    /** Reads lazily, because a scan of given port numbers does not need it. */
    private static final class BuiltIn {
        private static final PortTable TABLE = new PortTable(resourceLines(), SYSTEM_SERVICES);
    }

    /** The table that comes with hayate. */
    public static PortTable builtIn() {
        return BuiltIn.TABLE;
    }

    /** What usually listens on a port 0..65535, or an empty string. */
    public String nameOf(int port) {
        return names[port] == null ? "" : names[port];
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
        BitSet found = new BitSet(PortSet.PORTS_MAX);
        for (int port : ranked) {
            if (matches(pattern, names[port])) {
                found.set(port);
            }
        }
        return found.isEmpty() ? namedBySystem(pattern) : found;
    }

    /** Lines are {@code name port/protocol aliases… # comment}, as services(5) says. */
    private BitSet namedBySystem(String pattern) {
        BitSet found = new BitSet(PortSet.PORTS_MAX);
        if (!Files.isReadable(systemServices)) {
            return found;
        }
        try (BufferedReader reader = Files.newBufferedReader(systemServices, StandardCharsets.ISO_8859_1)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                addIfNamed(line, pattern, found);
            }
        } catch (IOException e) {
            throw new PlanException("cannot read " + systemServices + ": " + e.getMessage(), e);
        }
        return found;
    }

    private static void addIfNamed(String line, String pattern, BitSet found) {
        int comment = line.indexOf('#');
        String[] words =
                (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+");
        if (words.length < 2 || !words[1].endsWith("/tcp")) {
            return;
        }
        int port = Words.number(words[1], 0, words[1].length() - 4, PortSet.PORTS_MAX - 1);
        for (int i = 0; i < words.length && port >= 0; i++) {
            if (i != 1 && matches(pattern, words[i].toLowerCase(Locale.ROOT))) {
                found.set(port);
            }
        }
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

    private static List<String> resourceLines() {
        List<String> lines = new ArrayList<>(2000);
        try (InputStream in = PortTable.class.getResourceAsStream(RESOURCE);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + RESOURCE, e);
        }
        return lines;
    }
}
