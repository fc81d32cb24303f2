package hayate.service;

/**
 * How services are asked.
 *
 * @param concurrency ports at once
 * @param perHostMax ports of one host at once
 * @param perNetMax ports of one /24 at once
 * @param lanes probes to one port at once
 * @param connectionsPerSecond connections begun, infinite for no limit
 * @param connectTimeoutNs how long a connection may take
 * @param intensity probes up to this rarity are tried, 0 to 9
 * @param targetTimeoutNs how long a port may take in all
 * @param allPorts whether ports that the database excludes are asked too
 * @param banners whether what a service says unasked is evidence
 */
public record ServiceConfig(
        int concurrency,
        int perHostMax,
        int perNetMax,
        int lanes,
        double connectionsPerSecond,
        long connectTimeoutNs,
        int intensity,
        long targetTimeoutNs,
        boolean allPorts,
        boolean banners) {
    /** Probes of this rarity and below by default, as in nmap. */
    public static final int INTENSITY_DEFAULT = 7;
}
