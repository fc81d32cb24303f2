package hayate.scan;

import hayate.plan.PortTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.function.IntFunction;

/** The usual service of a TCP port: from our own table, else from the system's {@code /etc/services} (services(5)). */
final class ServiceNames implements IntFunction<String> {
    private static final Path SYSTEM = Path.of("/etc/services");
    private static final String TCP = "/tcp";
    private static final int PORT_DIGITS_MAX = 5;
    private static final int NONE = -1;

    private final PortTable table = PortTable.builtIn();
    private Map<Integer, String> system;

    @Override
    public String apply(int port) {
        String name = table.nameOf(port);
        if (!name.isEmpty()) {
            return name;
        }
        if (system == null) {
            system = read();
        }
        return system.getOrDefault(port, "");
    }

    private static Map<Integer, String> read() {
        Map<Integer, String> names = new HashMap<>();
        if (!Files.isReadable(SYSTEM)) {
            return names;
        }
        try (BufferedReader lines = Files.newBufferedReader(SYSTEM, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int comment = line.indexOf('#');
                StringTokenizer fields = new StringTokenizer(comment < 0 ? line : line.substring(0, comment));
                if (fields.countTokens() > 1) {
                    String name = fields.nextToken();
                    int port = tcpPort(fields.nextToken());
                    if (port >= 0) {
                        names.putIfAbsent(port, name);
                    }
                }
            }
        } catch (IOException e) {
            System.getLogger(ServiceNames.class.getName()).log(System.Logger.Level.DEBUG, "cannot read " + SYSTEM, e);
        }
        return names;
    }

    /** The port in a text like {@code 80/tcp}, {@link #NONE} if it is none of TCP. */
    private static int tcpPort(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash > PORT_DIGITS_MAX || !text.endsWith(TCP) || slash + TCP.length() != text.length()) {
            return NONE;
        }
        int port = 0;
        for (int i = 0; i < slash; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return NONE;
            }
            port = 10 * port + digit - '0';
        }
        return port;
    }
}
