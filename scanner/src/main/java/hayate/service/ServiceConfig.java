package hayate.service;

/**
 * How services are asked.
 *
 * @param concurrency ports at once, each with up to three connections
 * @param perHostMax ports of one host at once
 * @param connectTimeoutNs how long a connection may take
 * @param intensity probes up to this rarity are tried, 0 to 9
 * @param targetTimeoutNs how long a port may take in all
 */
public record ServiceConfig(
        int concurrency, int perHostMax, long connectTimeoutNs, int intensity, long targetTimeoutNs) {
    /** Probes of this rarity and below by default, as in nmap. */
    public static final int INTENSITY_DEFAULT = 7;
}
