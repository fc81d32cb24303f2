package hayate.service.db;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a file in the service-probes grammar: {@code Exclude}, {@code Probe}, and below each probe {@code ports sslports rarity
 * totalwaitms tcpwrappedms fallback match softmatch}. Lines that begin with {@code #} are comments.
 */
final class ProbeFileReader {
    private static final int PORT_MAX = 0xFFFF;
    private static final int FIELD_MAX = 80;
    private static final int INFO_MAX = 256;
    private static final int SHORT_MAX = 32;

    private final String source;
    private final List<ServiceProbe> probes = new ArrayList<>();
    private final BitSet excluded = new BitSet();
    private int lineNumber;

    ProbeFileReader(String source) {
        this.source = source;
    }

    ServiceDatabase read(BufferedReader in) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            lineNumber++;
            if (!line.isBlank() && line.charAt(0) != '#') {
                directive(line);
            }
        }
        linkFallbacks();
        return new ServiceDatabase(probes, excluded);
    }

    private void directive(String line) {
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1).trim();
        switch (word) {
            case "Exclude" -> exclude(rest);
            case "Probe" -> probes.add(probe(rest));
            case "match", "softmatch" -> current().add(match(rest, word.equals("softmatch")));
            case "ports" -> current().setPorts(ports(rest), false);
            case "sslports" -> current().setPorts(ports(rest), true);
            case "rarity" -> current().rarity = number(rest, 1, 9);
            case "totalwaitms" -> current().waitMs = number(rest, 100, 300_000);
            case "tcpwrappedms" -> current().tcpWrappedMs = number(rest, 100, 300_000);
            case "fallback" -> current().fallbackNames = List.of(rest.split(","));
            default -> throw bad("unknown word '" + word + "'");
        }
    }

    private ServiceProbe current() {
        if (probes.isEmpty()) {
            throw bad("comes before the first Probe");
        }
        return probes.get(probes.size() - 1);
    }

    private void exclude(String rest) {
        for (String item : rest.split(",")) {
            String bare = item.trim().replaceFirst("^[TU]:", "");
            if (!item.trim().startsWith("U:")) {
                excluded.or(ports(bare));
            }
        }
    }

    private ServiceProbe probe(String rest) {
        String[] words = rest.split(" ", 3);
        if (words.length < 3 || !words[0].matches("TCP|UDP") || words[2].length() < 3 || words[2].charAt(0) != 'q') {
            throw bad("wants: Probe TCP|UDP NAME q|payload|");
        }
        char delimiter = words[2].charAt(1);
        int end = words[2].indexOf(delimiter, 2);
        if (end < 0) {
            throw bad("the payload has no end");
        }
        return new ServiceProbe(words[1], words[0].equals("TCP"), unescape(words[2].substring(2, end)));
    }

    private byte[] unescape(String text) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                bytes.append(c);
                continue;
            }
            if (++i == text.length()) {
                throw bad("a backslash at the end of the payload");
            }
            char escape = text.charAt(i);
            switch (escape) {
                case '0' -> bytes.append('\0');
                case 'a' -> bytes.append((char) 7);
                case 'b' -> bytes.append('\b');
                case 'f' -> bytes.append('\f');
                case 'n' -> bytes.append('\n');
                case 'r' -> bytes.append('\r');
                case 't' -> bytes.append('\t');
                case 'v' -> bytes.append((char) 11);
                case 'x' -> {
                    if (i + 2 >= text.length() || !text.substring(i + 1, i + 3).matches("[0-9A-Fa-f]{2}")) {
                        throw bad("\\x wants two hexadecimal digits");
                    }
                    bytes.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> bytes.append(escape);
            }
        }
        return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private MatchLine match(String rest, boolean soft) {
        int space = rest.indexOf(' ');
        String after = space < 0 ? "" : rest.substring(space + 1).trim();
        if (after.length() < 3 || after.charAt(0) != 'm') {
            throw bad("wants: match SERVICE m|pattern|");
        }
        int end = after.indexOf(after.charAt(1), 2);
        if (end < 0) {
            throw bad("the pattern has no end");
        }
        int at = end + 1;
        int flags = 0;
        while (at < after.length() && after.charAt(at) != ' ') {
            flags |= switch (after.charAt(at)) {
                case 'i' -> Pattern.CASE_INSENSITIVE;
                case 's' -> Pattern.DOTALL;
                default -> throw bad("unknown flag '" + after.charAt(at) + "'");
            };
            at++;
        }
        Map<Character, VersionField> fields = new HashMap<>();
        List<VersionField> cpes = new ArrayList<>();
        fields(after.substring(at), fields, cpes);
        String regex = Rewriter.rewrite(after.substring(2, end));
        return new MatchLine(soft, rest.substring(0, space), regex, flags, fields, cpes);
    }

    private void fields(String text, Map<Character, VersionField> fields, List<VersionField> cpes) {
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) == ' ' || text.charAt(at) == '\t') {
                at++;
                continue;
            }
            boolean cpe = text.startsWith("cpe:", at);
            int open = cpe ? at + 4 : at + 1;
            if (open >= text.length()) {
                throw bad("a field without a value");
            }
            int close = text.indexOf(text.charAt(open), open + 1);
            if (close < 0) {
                throw bad("the field " + text.charAt(at) + " has no end");
            }
            String value = text.substring(open + 1, close);
            if (cpe) {
                cpes.add(new VersionField("cpe:/" + value, FIELD_MAX, true));
            } else {
                fields.put(text.charAt(at), new VersionField(value, lengthMax(text.charAt(at)), false));
            }
            at = close + 1;
            while (at < text.length() && text.charAt(at) != ' ') {
                at++;
            }
        }
    }

    private int lengthMax(char field) {
        return switch (field) {
            case 'p', 'v', 'h' -> FIELD_MAX;
            case 'i' -> INFO_MAX;
            case 'o', 'd' -> SHORT_MAX;
            default -> throw bad("unknown field '" + field + "'");
        };
    }

    private BitSet ports(String list) {
        BitSet ports = new BitSet();
        for (String item : list.split(",")) {
            String[] ends = item.trim().split("-", 2);
            int first = number(ends[0], 0, PORT_MAX);
            int last = ends.length == 1 ? first : number(ends[1], first, PORT_MAX);
            ports.set(first, last + 1);
        }
        return ports;
    }

    private int number(String text, int min, int max) {
        if (!text.trim().matches("\\d{1,6}")) {
            throw bad("'" + text.trim() + "' is no number from " + min + " to " + max);
        }
        int number = Integer.parseInt(text.trim());
        if (number < min || number > max) {
            throw bad("'" + text.trim() + "' is no number from " + min + " to " + max);
        }
        return number;
    }

    /** A probe's own fallbacks, then the banners: what a service says unasked it may also say when asked. */
    private void linkFallbacks() {
        for (ServiceProbe probe : probes) {
            for (String name : probe.fallbackNames) {
                probe.addFallback(named(name.trim(), probe.isTcp()));
            }
            if (probe.isTcp() && !probe.isNull()) {
                probes.stream().filter(ServiceProbe::isNull).findFirst().ifPresent(probe::addFallback);
            }
        }
    }

    /** A probe by its name, of the same protocol if there is one. */
    private ServiceProbe named(String name, boolean tcp) {
        return probes.stream()
                .filter(probe -> probe.name().equals(name))
                .min(Comparator.comparing(probe -> probe.isTcp() != tcp))
                .orElseThrow(() -> new ProbeFileException(source + ": fallback to '" + name + "', which is no probe"));
    }

    private ProbeFileException bad(String what) {
        return new ProbeFileException(source + ":" + lineNumber + ": " + what);
    }
}
