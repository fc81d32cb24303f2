package hayate.service;

import hayate.service.db.ServiceDatabase;
import hayate.service.db.ServiceProbe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * In which order probes are sent to a port: first those that name the port, whatever their rarity, then all others up to the
 * intensity, then, in case the service becomes known, the rarer ones. A foreign file is followed in its order, as its authors
 * mean it; of our own the commoner probes go first. One is shared by all inquiries about a port. Immutable.
 */
final class ProbeOrder {
    private static final String TLS_SERVICE = "ssl";

    private final List<ServiceProbe> probes = new ArrayList<>();
    private final int likely;
    private final int usual;

    ProbeOrder(ServiceDatabase database, int port, boolean tls, int intensity) {
        List<ServiceProbe> all = database.tcpProbes().stream()
                .filter(probe -> !tls || !isTls(probe))
                .toList();
        Comparator<ServiceProbe> common = Comparator.comparingInt(probe -> database.isForeign() ? 0 : probe.rarity());
        all.stream()
                .filter(probe -> likes(probe, port, tls))
                .sorted(Comparator.comparing(probe -> !isTls(probe)))
                .forEach(probes::add);
        likely = probes.size();
        all.stream()
                .filter(probe -> !likes(probe, port, tls) && probe.rarity() <= intensity)
                .sorted(common)
                .forEach(probes::add);
        usual = probes.size();
        all.stream()
                .filter(probe -> !likes(probe, port, tls) && probe.rarity() > intensity)
                .forEach(probes::add);
    }

    private static boolean likes(ServiceProbe probe, int port, boolean tls) {
        return probe.likesPort(port, tls) || tls && probe.likesPort(port, false);
    }

    private static boolean isTls(ServiceProbe probe) {
        return probe.knows(TLS_SERVICE)
                && (probe.name().startsWith("TLS") || probe.name().startsWith("SSL"));
    }

    int size() {
        return probes.size();
    }

    ServiceProbe at(int order) {
        return probes.get(order);
    }

    /** Whether a probe names the port. */
    boolean isLikely(int order) {
        return order < likely;
    }

    /** Whether a probe is sent to a service that is not known yet. */
    boolean isUsual(int order) {
        return order < usual;
    }
}
