package hayate.probe;

/**
 * How a SYN looks.
 *
 * @param options its TCP options
 * @param ttl time to live, 1..255
 * @param sourcePort first of our block of source ports, or 0 to choose one
 */
public record ProbeConfig(TcpOptionStyle options, int ttl, int sourcePort) {
    /** Attempts, and so source ports, that a scan can tell apart. */
    public static final int ATTEMPTS_MAX = 16;
    /** The attempt of canaries: targets that have answered, asked again to see whether the path still carries. */
    public static final int CANARY_ATTEMPT = ATTEMPTS_MAX - 1;
}
