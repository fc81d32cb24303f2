package hayate.service;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which port is asked next, so that no host and no /24 has more than its share of conversations at once. A port whose host or
 * network is full waits with it, and what comes behind goes on; every step takes constant time. Owned by the scanner's
 * thread.
 */
final class Admission {
    /** Hosts that are remembered after their last port is done. */
    private static final int REMEMBERED_MAX = 100_000;
    /** Ports of a host that gave way and still count nothing, for each of its places. */
    private static final int LINGERING_PER_PLACE = 4;

    private final int perHostMax;
    private final int perNetMax;
    private final ArrayDeque<ServiceTarget> arrived = new ArrayDeque<>();
    private final ArrayDeque<Host> ready = new ArrayDeque<>();
    private final Map<InetAddress, Host> hosts = new HashMap<>();
    private final Map<Integer, Net> nets = new HashMap<>();
    private final RunMemory run = new RunMemory();
    private final Map<InetAddress, HostMemory> memories = new LinkedHashMap<>();

    /** A host with ports that are being asked or wait. */
    private static final class Host {
        final InetAddress address;
        final Net net;
        final ArrayDeque<ServiceTarget> waiting = new ArrayDeque<>(2);
        int busy;
        /** Of those that are busy, the ones that gave way. */
        int lingering;

        boolean queued;

        Host(InetAddress address, Net net) {
            this.address = address;
            this.net = net;
        }
    }

    /** A /24. */
    private static final class Net {
        final int prefix;
        final ArrayDeque<Host> held = new ArrayDeque<>(2);
        int busy;
        int hosts;

        Net(int prefix) {
            this.prefix = prefix;
        }
    }

    Admission(int perHostMax, int perNetMax) {
        this.perHostMax = perHostMax;
        this.perNetMax = perNetMax;
    }

    void add(ServiceTarget target) {
        arrived.add(target);
    }

    /** Whether any port may be waiting that could be asked now. */
    boolean isWaiting() {
        return !ready.isEmpty() || !arrived.isEmpty();
    }

    /** The next port that may be asked now. */
    Optional<ServiceTarget> next() {
        while (true) {
            Optional<ServiceTarget> started = ready.isEmpty() ? fromArrived() : start(ready.poll());
            if (started.isPresent() || (ready.isEmpty() && arrived.isEmpty())) {
                return started;
            }
        }
    }

    private Optional<ServiceTarget> fromArrived() {
        ServiceTarget target = arrived.poll();
        if (target == null) {
            return Optional.empty();
        }
        Host host = hosts.computeIfAbsent(target.address(), this::host);
        host.waiting.add(target);
        return host.queued ? Optional.empty() : start(host);
    }

    private Host host(InetAddress address) {
        byte[] octets = address.getAddress();
        int prefix = (octets[0] & 0xFF) << 16 | (octets[1] & 0xFF) << 8 | octets[2] & 0xFF;
        Net net = nets.computeIfAbsent(prefix, Net::new);
        net.hosts++;
        return new Host(address, net);
    }

    private Optional<ServiceTarget> start(Host host) {
        host.queued = false;
        if (host.waiting.isEmpty() || isFull(host, perHostMax)) {
            return Optional.empty();
        }
        if (host.net.busy >= perNetMax) {
            host.queued = true;
            host.net.held.add(host);
            return Optional.empty();
        }
        host.busy++;
        host.net.busy++;
        ServiceTarget target = host.waiting.poll();
        queue(host);
        return Optional.of(target);
    }

    private void queue(Host host) {
        if (!host.queued && !host.waiting.isEmpty() && !isFull(host, perHostMax)) {
            host.queued = true;
            ready.add(host);
        }
    }

    /** A port that was started is done. */
    void done(ServiceTarget target) {
        Host host = hosts.get(target.address());
        leaveNet(host.net);
        host.busy--;
        queue(host);
        if (host.busy == 0 && host.waiting.isEmpty() && !host.queued) {
            hosts.remove(host.address);
            host.net.hosts--;
            if (host.net.hosts == 0) {
                nets.remove(host.net.prefix);
            }
        }
    }

    /**
     * A port that goes on being asked gives up its place in its /24, and that in its host as long as no more than {@value
     * #LINGERING_PER_PLACE} times as many as it has places have done so.
     */
    void giveWay(ServiceTarget target) {
        Host host = hosts.get(target.address());
        leaveNet(host.net);
        host.lingering++;
        queue(host);
    }

    private static boolean isFull(Host host, int perHostMax) {
        return host.busy - Math.min(host.lingering, LINGERING_PER_PLACE * perHostMax) >= perHostMax;
    }

    private void leaveNet(Net net) {
        net.busy--;
        Host held = net.held.poll();
        if (held != null) {
            ready.add(held);
        }
    }

    /** A port that gave way is done. */
    void doneAfterGivingWay(ServiceTarget target) {
        Host host = hosts.get(target.address());
        host.net.busy++;
        host.lingering--;
        done(target);
    }

    /** What is known of a host; the eldest are forgotten. */
    HostMemory memory(InetAddress address) {
        HostMemory memory = memories.get(address);
        if (memory == null) {
            memory = new HostMemory(run);
            memories.put(address, memory);
            if (memories.size() > REMEMBERED_MAX) {
                memories.remove(memories.keySet().iterator().next());
            }
        }
        return memory;
    }
}
