package hayate.send;

import hayate.net.netlink.LinkInfo;
import java.util.Objects;

/**
 * One way to a part of the targets: everything the frames on it have in common.
 *
 * @param interfaceIndex the interface they leave by
 * @param interfaceName its name
 * @param link what frames look like there
 * @param sourceAddress their IPv4 source
 * @param onLink whether each target is its own next hop
 * @param gatewayAddress the next hop of the others, 0 when {@code onLink}
 * @param sourceMac our 48-bit MAC; 0 on links without MACs
 * @param nextHopMac where all frames go; 0 on links without MACs, -1 while each target has its own ({@link MacTable})
 * @param mtuBytes largest IP packet
 */
public record Route(
        int interfaceIndex,
        String interfaceName,
        Link link,
        int sourceAddress,
        boolean onLink,
        int gatewayAddress,
        long sourceMac,
        long nextHopMac,
        int mtuBytes) {
    /** What a link carries. */
    public enum Link {
        /** Frames with MACs. */
        ETHERNET,
        /** This host itself. */
        LOOPBACK,
        /** Bare IP packets (tun, ppp, tunnels), or frames whose format only the kernel knows. */
        IP;

        static Link of(LinkInfo link) {
            return switch (link.hardwareType()) {
                case LinkInfo.TYPE_ETHERNET -> ETHERNET;
                case LinkInfo.TYPE_LOOPBACK -> LOOPBACK;
                default -> IP;
            };
        }
    }

    /** Whether the targets' own MACs must be found before frames can be sent. */
    public boolean needsNeighbours() {
        return nextHopMac == -1;
    }

    /** By hand: to make a record's own takes the JVM 20 ms of a start. */
    @Override
    public int hashCode() {
        return Objects.hash(interfaceIndex, sourceAddress, onLink, gatewayAddress, nextHopMac);
    }
}
