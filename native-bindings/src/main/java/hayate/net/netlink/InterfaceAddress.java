package hayate.net.netlink;

/**
 * An IPv4 address of this host.
 *
 * @param interfaceIndex the interface that has it
 * @param address the address
 * @param prefixLengthBits 0..32
 * @param peerAddress the other end of a point-to-point link, else the address itself
 */
public record InterfaceAddress(int interfaceIndex, int address, int prefixLengthBits, int peerAddress) {}
