package hayate.scan;

import hayate.plan.PortTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** The usual service of a TCP port: from our own table, else from the system's {@code /etc/services} (services(5)). */
final class ServiceNames implements IntFunction<String> {
    private static final Path SYSTEM = Path.of("/etc/services");

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
        try (Stream<String> lines = Files.lines(SYSTEM, StandardCharsets.ISO_8859_1)) {
            lines.map(line -> line.split("#", 2)[0].trim().split("\\s+"))
                    .filter(fields -> fields.length > 1 && fields[1].matches("\\d{1,5}/tcp"))
                    .forEach(fields -> names.putIfAbsent(
                            Integer.parseInt(fields[1].substring(0, fields[1].indexOf('/'))), fields[0]));
        } catch (IOException e) {
            System.getLogger(ServiceNames.class.getName()).log(System.Logger.Level.DEBUG, "cannot read " + SYSTEM, e);
        }
        return names;
    }
}
