package hayate.lab;

import hayate.plan.Target;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What there is to find in the demonstration's world, known exactly because the firewall is written from it: a few
 * thousand targets of each kind, drawn at random from a seed; whatever is not listed is dropped without a word.
 */
final class Truth {
    /** How many open targets each served port has. */
    static final Map<Integer, Integer> OPEN_BY_PORT = openByPort();

    private static final int CLOSED = 500;
    private static final int PROHIBITED = 250;
    private static final int NETWORK = 0x0A00_0000;
    private static final int ADDRESSES = 1 << 16;

    private final Set<Long> open = new LinkedHashSet<>();
    private final Set<Long> closed = new LinkedHashSet<>();
    private final Set<Long> prohibited = new LinkedHashSet<>();

    /** Draws a truth; the same seed gives the same. */
    Truth(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        OPEN_BY_PORT.forEach((port, count) -> draw(random, port, count, open));
        OPEN_BY_PORT.keySet().forEach(port -> {
            draw(random, port, CLOSED / OPEN_BY_PORT.size(), closed);
            draw(random, port, PROHIBITED / OPEN_BY_PORT.size(), prohibited);
        });
    }

    private static Map<Integer, Integer> openByPort() {
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        counts.put(22, 400);
        counts.put(25, 120);
        counts.put(53, 80);
        counts.put(80, 700);
        counts.put(443, 600);
        counts.put(8080, 200);
        return counts;
    }

    private void draw(SplittableRandom random, int port, int count, Set<Long> into) {
        int wanted = into.size() + count;
        while (into.size() < wanted) {
            long target = Target.of(NETWORK + random.nextInt(ADDRESSES), port);
            if (!open.contains(target) && !closed.contains(target) && !prohibited.contains(target)) {
                into.add(target);
            }
        }
    }

    /** Targets that accept a connection. */
    Set<Long> open() {
        return open;
    }

    /** Targets that answer with a reset. */
    Set<Long> closed() {
        return closed;
    }

    /** Targets whose firewall says so (ICMP type 3, code 13). */
    Set<Long> prohibited() {
        return prohibited;
    }

    /**
     * The firewall, as nftables rules for the far namespace. What is dropped is dropped where it arrives, at the
     * device, so that the kernel's work does not become the measure of the scanner.
     */
    String rules() {
        return """
                table netdev hayate {
                    counter arrived { }
                    set known { type ipv4_addr . inet_service; elements = { %s, %s, %s } }
                    chain ingress {
                        type filter hook ingress device %s priority 0; policy accept;
                        ip protocol tcp tcp flags & (syn | ack) == syn counter name arrived
                        ip protocol tcp ip daddr . tcp dport @known accept
                        ip protocol tcp drop
                    }
                }
                table ip hayate {
                    set closed { type ipv4_addr . inet_service; elements = { %s } }
                    set prohibited { type ipv4_addr . inet_service; elements = { %s } }
                    chain input {
                        type filter hook input priority 0; policy accept;
                        ip daddr . tcp dport @closed reject with tcp reset
                        ip daddr . tcp dport @prohibited reject with icmp type admin-prohibited
                    }
                }
                """.formatted(
                        elements(open),
                        elements(closed),
                        elements(prohibited),
                        World.FAR_DEVICE,
                        elements(closed),
                        elements(prohibited));
    }

    private static String elements(Set<Long> targets) {
        StringBuilder text = new StringBuilder();
        for (long target : targets) {
            text.append(text.length() == 0 ? "" : ", ")
                    .append(dotted(Target.address(target)))
                    .append(" . ")
                    .append(Target.port(target));
        }
        return text.toString();
    }

    static String dotted(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xFF) + "." + (address >>> 8 & 0xFF) + "." + (address & 0xFF);
    }
}
