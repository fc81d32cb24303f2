package hayate.service.db;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/** All probes of a file, in its order. */
public final class ServiceDatabase {
    private static final String RESOURCE = "/hayate/service/service-probes";

    private final List<ServiceProbe> tcpProbes;
    private final ServiceProbe nullProbe;
    private final BitSet excluded;
    private boolean foreign;

    ServiceDatabase(List<ServiceProbe> probes, BitSet excluded) {
        this.tcpProbes = probes.stream()
                .filter(probe -> probe.isTcp() && !probe.isNull())
                .toList();
        this.nullProbe = probes.stream()
                .filter(ServiceProbe::isNull)
                .findFirst()
                .orElseGet(() -> new ServiceProbe("NULL", true, new byte[0]));
        this.excluded = excluded;
        for (int i = 0; i < tcpProbes.size(); i++) {
            tcpProbes.get(i).number = i + 1;
        }
    }

    /** The one that comes with hayate. */
    public static ServiceDatabase builtIn() {
        InputStream resource = ServiceDatabase.class.getResourceAsStream(RESOURCE);
        if (resource == null) {
            throw new IllegalStateException("no resource " + RESOURCE);
        }
        try (InputStream in = resource) {
            return read(in, "built-in service-probes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One that the user points at.
     *
     * @throws ProbeFileException if it is not in the grammar
     */
    public static ServiceDatabase of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            ServiceDatabase database = read(in, file.toString());
            database.foreign = true;
            return database;
        }
    }

    static ServiceDatabase read(InputStream in, String name) throws IOException {
        return new ProbeFileReader(name)
                .read(new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1)));
    }

    /** Whether the user pointed at it, so that its order is its authors'. */
    public boolean isForeign() {
        return foreign;
    }

    /** The probe that sends nothing. */
    public ServiceProbe nullProbe() {
        return nullProbe;
    }

    /** The TCP probes that send something, in the file's order. */
    public List<ServiceProbe> tcpProbes() {
        return tcpProbes;
    }

    /** Whether a port is not to be asked: printers print whatever they are sent. */
    public boolean isExcluded(int port) {
        return excluded.get(port);
    }
}
