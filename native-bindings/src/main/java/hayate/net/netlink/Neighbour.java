package hayate.net.netlink;

/**
 * An entry of the kernel's neighbour table.
 *
 * @param interfaceIndex on which interface
 * @param address its IPv4 address
 * @param mac its 48-bit hardware address, -1 if not known
 * @param state one NUD_* bit
 */
public record Neighbour(int interfaceIndex, int address, long mac, int state) {
    public static final int INCOMPLETE = 0x01;
    public static final int REACHABLE = 0x02;
    public static final int STALE = 0x04;
    public static final int DELAY = 0x08;
    public static final int PROBE = 0x10;
    public static final int FAILED = 0x20;
    public static final int NO_ARP = 0x40;
    public static final int PERMANENT = 0x80;

    /** Whether the kernel holds the MAC to be right now. */
    public boolean isConfirmed() {
        return mac != -1 && (state & (REACHABLE | PERMANENT | NO_ARP)) != 0;
    }

    /** Whether the kernel would send to the MAC, perhaps while it checks it. */
    public boolean isUsable() {
        return mac != -1 && (state & (REACHABLE | PERMANENT | NO_ARP | STALE | DELAY | PROBE)) != 0;
    }
}
