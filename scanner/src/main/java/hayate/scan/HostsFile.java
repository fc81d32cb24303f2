package hayate.scan;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The names that this machine itself gives to addresses, hosts(5): asked before DNS, as resolvers do. */
final class HostsFile {
    private static final Path SYSTEM = Path.of("/etc/hosts");
    private static final int NAME_LENGTH_MAX = 255;
    private static final long FILE_LENGTH_MAX_BYTES = 16 << 20;

    private HostsFile() {}

    /** The first name of each IPv4 address in the system's file; nothing if there is none. */
    static Map<Integer, String> read() {
        return read(SYSTEM);
    }

    static Map<Integer, String> read(Path file) {
        Map<Integer, String> names = new HashMap<>();
        try {
            if (Files.size(file) > FILE_LENGTH_MAX_BYTES) {
                return names;
            }
            try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    add(line, names);
                }
            }
        } catch (IOException e) {
            System.getLogger(HostsFile.class.getName()).log(System.Logger.Level.DEBUG, "cannot read " + file, e);
        }
        return names;
    }

    private static void add(String line, Map<Integer, String> names) {
        int comment = line.indexOf('#');
        String[] words =
                (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+");
        if (words.length > 1
                && words[0].matches("\\d{1,3}(\\.\\d{1,3}){3}")
                && words[1].length() <= NAME_LENGTH_MAX
                && words[1].matches("[!-~]+")) {
            address(words[0], names, words[1]);
        }
    }

    private static void address(String dotted, Map<Integer, String> names, String name) {
        int address = 0;
        for (String octet : dotted.split("\\.")) {
            int value = Integer.parseInt(octet);
            if (value > 0xFF) {
                return;
            }
            address = address << 8 | value;
        }
        names.putIfAbsent(address, name);
    }
}
