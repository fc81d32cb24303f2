package hayate.net.netlink;

/**
 * A network interface.
 *
 * @param index its number in this network namespace
 * @param name its name
 * @param hardwareType ARPHRD_*: {@link #TYPE_ETHERNET}, {@link #TYPE_LOOPBACK}, or another
 * @param flags IFF_* bits
 * @param mtuBytes largest IP packet
 * @param mac 48-bit hardware address, -1 if it has none of six bytes
 * @param transmitQueues how many hardware transmit queues it has, at least 1
 */
public record LinkInfo(
        int index, String name, int hardwareType, int flags, int mtuBytes, long mac, int transmitQueues) {
    /** ARPHRD_ETHER. */
    public static final int TYPE_ETHERNET = 1;

    /** ARPHRD_LOOPBACK. */
    public static final int TYPE_LOOPBACK = 772;

    private static final int FLAG_UP = 0x1;
    private static final int FLAG_NO_ARP = 0x80;

    /** Whether it is up. */
    public boolean isUp() {
        return (flags & FLAG_UP) != 0;
    }

    /** Whether neighbours on it have no addresses to resolve (dummy, some tunnels). */
    public boolean isNoArp() {
        return (flags & FLAG_NO_ARP) != 0;
    }
}
