package hayate.service.db;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    private final Set<String> services = new HashSet<>();
    private final BitSet ports = new BitSet();
    private final BitSet tlsPorts = new BitSet();
    private final List<ServiceProbe> fallbacks = new ArrayList<>();
    int rarity = RARITY_DEFAULT;
    long waitMs = WAIT_DEFAULT_MS;
    long tcpWrappedMs = WRAPPED_DEFAULT_MS;
    /** Its place among the TCP probes of its database, 0 for the one that sends nothing. */
    int number;

    List<String> fallbackNames = List.of();

    private volatile GramIndex index;

    ServiceProbe(String name, boolean tcp, byte[] payload) {
        this.name = name;
        this.tcp = tcp;
        this.payload = payload;
    }

    void add(MatchLine line) {
        lines.add(line);
        services.add(line.service());
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

    /** Its place among the TCP probes of its database, from 1; 0 for the one that sends nothing. */
    public int number() {
        return number;
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

    /** Whether it has a line for a service. */
    public boolean knows(String service) {
        return services.contains(service);
    }

    /**
     * What an answer means. Lines are tried in the file's order, and of each probe only the first that matches counts: of this
     * probe, then of its fallbacks, until a hard one is found; else it is the first soft one. Takes bounded time, whatever the
     * answer holds.
     */
    public Optional<ServiceMatch> match(byte[] answer, int lengthBytes, StepBudget budget) {
        return match(new BoundedText(answer, lengthBytes, budget), new AnswerGrams(answer, lengthBytes));
    }

    /** The same by asking every pattern: what the prefilter is measured against. */
    Optional<ServiceMatch> matchWithoutPrefilter(byte[] answer, int lengthBytes, StepBudget budget) {
        return match(new BoundedText(answer, lengthBytes, budget), AnswerGrams.ALL);
    }

    private Optional<ServiceMatch> match(BoundedText text, AnswerGrams grams) {
        Optional<ServiceMatch> soft = Optional.empty();
        for (int i = -1; i < fallbacks.size(); i++) {
            Optional<ServiceMatch> found = (i < 0 ? this : fallbacks.get(i)).first(text, grams);
            if (found.isPresent() && !found.get().soft()) {
                soft = found;
                break;
            }
            soft = soft.isPresent() ? soft : found;
        }
        text.settle();
        return soft;
    }

    private Optional<ServiceMatch> first(BoundedText text, AnswerGrams grams) {
        GramIndex known = index();
        for (int i = known.next(0, grams); i >= 0; i = known.next(i + 1, grams)) {
            Optional<ServiceMatch> match = lines.get(i).match(text);
            if (match.isPresent()) {
                return match;
            }
        }
        return Optional.empty();
    }

    /** Made when the probe is first answered. */
    private GramIndex index() {
        if (index == null) {
            index = new GramIndex(lines);
        }
        return index;
    }
}
