package hayate.send;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How frames leave.
 *
 * @param backend which way out, or automatic
 * @param senders transmitter threads, at least 1
 * @param interfaceName the interface to use whatever the routes say
 * @param sourceAddress the IPv4 source, one of this host's
 * @param routerMac 48-bit next-hop MAC for all off-link targets instead of the kernel's neighbour entry
 */
public record SendConfig(
        Backend backend,
        int senders,
        Optional<String> interfaceName,
        OptionalInt sourceAddress,
        Optional<Long> routerMac) {
    /** The ways out, see {@code docs/architecture.md}. */
    public enum Backend {
        AUTO,
        XDP,
        PACKET,
        IP,
        PCAP,
        /** The kernel's own connections, without privilege; no frame of ours. */
        CONNECT
    }

    /** The same by another way. */
    public SendConfig by(Backend other) {
        return new SendConfig(other, senders, interfaceName, sourceAddress, routerMac);
    }
}
