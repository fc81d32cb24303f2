package hayate.scan;

import hayate.net.Capabilities;
import hayate.net.FrameSender;
import hayate.net.FrameSender.Framing;
import hayate.net.IpSender;
import hayate.net.NativeException;
import hayate.net.PacketSender;
import hayate.net.PcapSender;
import hayate.net.XdpSender;
import hayate.send.Lane;
import hayate.send.Route;
import hayate.send.Route.Link;
import hayate.send.SendConfig.Backend;
import hayate.status.PacketTrace;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Opens the exits of one transmitter: one sender per interface, by the backend asked for or the best that works.
 *
 * <p>Automatic choice: the loopback and links without MACs go through the kernel ({@code ip}); Ethernet through
 * {@code packet}, or {@code xdp} if the rate allowed is {@value #XDP_FROM_PROBES_PER_SECOND} probes/s or more, for an XDP
 * socket occupies a queue of the device and pays only at rates that need it. A device that refuses it gets {@code packet}.
 *
 * <p>This host's own addresses go through the kernel whatever is asked for: frames put on the loopback by any other way
 * are martians to it, dropped for their local source address without a word.
 */
final class Exits {
    /** From this rate on XDP is worth a queue. */
    static final double XDP_FROM_PROBES_PER_SECOND = 200_000;

    private static final System.Logger LOG = System.getLogger(Exits.class.getName());

    private final Backend backend;
    private final boolean fast;
    private final int queue;
    private final Capabilities capabilities;
    private final PacketTrace trace;
    private final Map<String, Lane.Exit> byInterface = new LinkedHashMap<>();

    /**
     * @param backend which way out, or automatic
     * @param probesPerSecond the rate allowed
     * @param queue the transmit queue of this transmitter
     * @param trace sees what leaves
     */
    Exits(Backend backend, double probesPerSecond, int queue, Capabilities capabilities, PacketTrace trace) {
        this.trace = trace;
        this.backend = backend;
        this.fast = probesPerSecond >= XDP_FROM_PROBES_PER_SECOND;
        this.queue = queue;
        this.capabilities = capabilities;
    }

    /** The exit that a route leaves by, opened at its first use. */
    Lane.Exit of(Route route) {
        String key = route.link() == Link.LOOPBACK ? "" : route.interfaceName();
        return byInterface.computeIfAbsent(
                key, name -> new Lane.Exit(trace.watch(usesKernelRouting(route) ? kernel(route) : open(route))));
    }

    /** Whether frames of a route start with an IP header and the kernel finds the next hop. */
    private boolean usesKernelRouting(Route route) {
        return route.link() == Link.LOOPBACK
                || backend == Backend.IP
                || backend == Backend.AUTO && route.link() != Link.ETHERNET;
    }

    private FrameSender open(Route route) {
        String name = route.interfaceName();
        switch (backend) {
            case XDP:
                requireEthernet(route);
                return new XdpSender(name, queue);
            case PACKET:
                return packet(route);
            case PCAP:
                return new PcapSender(name);
            default:
                return automatic(route);
        }
    }

    private static FrameSender kernel(Route route) {
        return new IpSender(route.link() == Link.LOOPBACK ? null : route.interfaceName());
    }

    private FrameSender automatic(Route route) {
        if (fast && capabilities.xdpSocket().isGranted()) {
            try {
                return new XdpSender(route.interfaceName(), queue);
            } catch (NativeException e) {
                LOG.log(System.Logger.Level.DEBUG, "no XDP on " + route.interfaceName() + " queue " + queue, e);
            }
        }
        return packet(route);
    }

    private static FrameSender packet(Route route) {
        return new PacketSender(route.interfaceName(), route.link() == Link.IP ? Framing.IP : Framing.ETHERNET);
    }

    private static void requireEthernet(Route route) {
        if (route.link() != Link.ETHERNET) {
            throw new ScanException(
                    "--backend xdp: " + route.interfaceName() + " is no Ethernet interface; ip and auto work there");
        }
    }

    /** What was opened, by interface. */
    Iterable<Lane.Exit> opened() {
        return byInterface.values();
    }
}
