package hayate.service.db;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** One probe: what is sent, where it is likely to be answered, and what answers mean. Immutable once its file is read. */
public final class ServiceProbe {
    private static final long NS_PER_MS = 1_000_000L;
    private static final int RARITY_DEFAULT = 5;
    private static final long WAIT_DEFAULT_MS = 5_000;
    private static final long WRAPPED_DEFAULT_MS = 2_000;

    private final String name;
    private final boolean tcp;
    private final byte[] payload;
    private final List<MatchLine> lines = new ArrayList<>();
    private final BitSet ports = new BitSet();
    private final BitSet tlsPorts = new BitSet();
    private final List<ServiceProbe> fallbacks = new ArrayList<>();
    int rarity = RARITY_DEFAULT;
    long waitMs = WAIT_DEFAULT_MS;
    long tcpWrappedMs = WRAPPED_DEFAULT_MS;
    List<String> fallbackNames = List.of();

    ServiceProbe(String name, boolean tcp, byte[] payload) {
        this.name = name;
        this.tcp = tcp;
        this.payload = payload;
    }

    void add(MatchLine line) {
        lines.add(line);
    }

    void addFallback(ServiceProbe probe) {
        fallbacks.add(probe);
    }

    void setPorts(BitSet newPorts, boolean tls) {
        (tls ? tlsPorts : ports).or(newPorts);
    }

    List<MatchLine> lines() {
        return lines;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Whether it goes over TCP, not UDP. */
    public boolean isTcp() {
        return tcp;
    }

    /** Whether nothing is sent: the service speaks first. */
    public boolean isNull() {
        return tcp && payload.length == 0;
    }

    /** What is sent. */
    public byte[] payload() {
        return payload.clone();
    }

    /** How long an answer is waited for. */
    public long waitNs() {
        return waitMs * NS_PER_MS;
    }

    /** A connection that is closed sooner, without a byte, is guarded by a wrapper. */
    public long tcpWrappedNs() {
        return tcpWrappedMs * NS_PER_MS;
    }

    /** 1 for what answers often, 9 for what hardly anything answers. */
    public int rarity() {
        return rarity;
    }

    /** Whether services that answer it are usual on a port. */
    public boolean likesPort(int port, boolean tls) {
        return (tls ? tlsPorts : ports).get(port);
    }

    /** Whether it, or a fallback, has a line for a service. */
    public boolean knows(String service) {
        return lines.stream().anyMatch(line -> line.service().equals(service));
    }

    /**
     * What an answer means: the first line that matches, of this probe, then of its fallbacks; a hard match is preferred.
     * Takes bounded time, whatever the answer holds.
     */
    public Optional<ServiceMatch> match(byte[] answer, int lengthBytes) {
        BoundedText text = new BoundedText(answer, lengthBytes);
        Optional<ServiceMatch> soft = Optional.empty();
        for (ServiceProbe probe : withFallbacks()) {
            for (MatchLine line : probe.lines) {
                if (line.isSoft() && soft.isPresent()) {
                    continue;
                }
                Optional<ServiceMatch> match = line.match(text);
                if (match.isPresent() && !line.isSoft()) {
                    return match;
                }
                soft = match.isPresent() ? match : soft;
            }
        }
        return soft;
    }

    private List<ServiceProbe> withFallbacks() {
        List<ServiceProbe> all = new ArrayList<>();
        all.add(this);
        all.addAll(fallbacks);
        return all;
    }
}
