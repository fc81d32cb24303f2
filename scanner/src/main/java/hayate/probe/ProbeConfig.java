package hayate.probe;

/**
 * How a TCP probe looks.
 *
 * @param type its flags
 * @param options its TCP options; only a SYN has any
 * @param ttl time to live, 1..255
 * @param sourcePort first of our block of source ports, or 0 to choose one
 */
public record ProbeConfig(TcpProbe type, TcpOptionStyle options, int ttl, int sourcePort) {
    /** Attempts, and so source ports, that a scan can tell apart. */
    public static final int ATTEMPTS_MAX = 16;
    /** The attempt of canaries: targets that have answered, asked again to see whether the path still carries. */
    public static final int CANARY_ATTEMPT = ATTEMPTS_MAX - 1;

    /** A SYN. */
    public ProbeConfig(TcpOptionStyle options, int ttl, int sourcePort) {
        this(TcpProbe.SYN, options, ttl, sourcePort);
    }

    /** Whether replies echo our clock. */
    public boolean hasTimestamps() {
        return type == TcpProbe.SYN && options == TcpOptionStyle.OS;
    }

    /** The same with a source port that was chosen. */
    public ProbeConfig withSourcePort(int port) {
        return new ProbeConfig(type, options, ttl, port);
    }
}
