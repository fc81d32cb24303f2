package hayate.send;

import hayate.net.Errno;
import hayate.net.NativeException;
import hayate.net.netlink.LinkInfo;
import hayate.net.netlink.Neighbour;
import hayate.net.netlink.RoutingKernel;
import hayate.plan.Addresses;
import hayate.work.Clock;
import hayate.work.IdleStrategy;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds the MACs of gateways in the kernel's neighbour table, and makes the kernel ask where it does not know or is not
 * sure. An entry that the kernel only remembers is asked for at its old MAC first; where that fails, as after a change of
 * router, everybody is asked. A gateway that answers costs one round trip, one that does not 3.5 to 7 seconds.
 */
final class NextHops {
    /** Three of the kernel's requests, a second apart, and the time to answer the last. */
    private static final long WAIT_NS = 3_500_000_000L;

    private static final System.Logger LOG = System.getLogger(NextHops.class.getName());

    private final RoutingKernel kernel;
    private final Clock clock;
    private final IdleStrategy idle;
    private final Map<Long, OptionalLong> found = new HashMap<>();

    NextHops(RoutingKernel kernel, Clock clock, IdleStrategy idle) {
        this.kernel = kernel;
        this.clock = clock;
        this.idle = idle;
    }

    /** The 48-bit MAC of a gateway, empty if it does not answer. */
    OptionalLong macOf(LinkInfo link, int gatewayAddress) {
        long key = (long) link.index() << 32 | (gatewayAddress & 0xFFFF_FFFFL);
        return found.computeIfAbsent(key, ignored -> find(link, gatewayAddress));
    }

    private OptionalLong find(LinkInfo link, int gatewayAddress) {
        Optional<Neighbour> entry = kernel.neighbour(link.index(), gatewayAddress);
        if (entry.filter(Neighbour::isConfirmed).isPresent()) {
            return OptionalLong.of(entry.get().mac());
        }
        boolean remembered = entry.filter(Neighbour::isUsable).isPresent();
        entry = ask(link, gatewayAddress);
        if (remembered && entry.filter(Neighbour::isUsable).isEmpty()) {
            entry = ask(link, gatewayAddress);
        }
        if (entry.filter(Neighbour::isUsable).isEmpty()) {
            return OptionalLong.empty();
        }
        if (!entry.get().isConfirmed()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "gateway {0} on {1} did not confirm its MAC in time; using {2}",
                    Addresses.format(gatewayAddress),
                    link.name(),
                    macText(entry.get().mac()));
        }
        return OptionalLong.of(entry.get().mac());
    }

    private Optional<Neighbour> ask(LinkInfo link, int gatewayAddress) {
        long deadlineNs = clock.nanoTime() + WAIT_NS;
        while (!solicits(link, gatewayAddress, deadlineNs)) {
            idle.idle(0);
        }
        while (true) {
            Optional<Neighbour> entry = kernel.neighbour(link.index(), gatewayAddress);
            boolean decided = entry.filter(e -> e.isConfirmed() || e.state() == Neighbour.FAILED)
                    .isPresent();
            if (decided || clock.nanoTime() - deadlineNs >= 0) {
                return entry;
            }
            idle.idle(0);
        }
    }

    /** False while the kernel's neighbour table is full, which all namespaces of a machine share: it is tidied within seconds. */
    private boolean solicits(LinkInfo link, int gatewayAddress, long deadlineNs) {
        try {
            kernel.solicit(link.index(), gatewayAddress);
            return true;
        } catch (NativeException e) {
            if (e.errno() != Errno.ENOBUFS || clock.nanoTime() - deadlineNs >= 0) {
                throw e;
            }
            return false;
        }
    }

    private static String macText(long mac) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(mac).array();
        return HexFormat.ofDelimiter(":").formatHex(bytes, 2, Long.BYTES);
    }
}
