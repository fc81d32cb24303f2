package hayate.plan;

/**
 * A target packed into a long, so that targets cross threads and fill arrays without objects:
 *
 * <pre>
 *  63      48 47                            16 15           0
 * +----------+--------------------------------+--------------+
 * |    0     |          IPv4 address          |   TCP port   |
 * +----------+--------------------------------+--------------+
 * </pre>
 */
public final class Target {
    private Target() {}

    /** Packs an address (first octet most significant) and a port 0..65535. */
    public static long of(int address, int port) {
        return (address & 0xFFFF_FFFFL) << 16 | port;
    }

    /** The IPv4 address, first octet most significant. */
    public static int address(long target) {
        return (int) (target >>> 16);
    }

    /** The port, 0..65535. */
    public static int port(long target) {
        return (int) target & 0xFFFF;
    }
}
