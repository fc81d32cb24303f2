package hayate.service;

/**
 * How services are asked.
 *
 * @param concurrency ports at once
 * @param lingeringMax ports that go on beside those, having said nothing in their first {@link #LINGERING_AFTER_NS}
 * @param perHostMax ports of one host at once
 * @param perNetMax ports of one /24 at once
 * @param lanes probes to one port at once
 * @param connectTimeoutNs how long a connection may take
 * @param intensity probes up to this rarity are tried, 0 to 9
 * @param targetTimeoutNs how long a port may take in all
 * @param allPorts whether ports that the database excludes are asked too
 * @param banners whether what a service says unasked is evidence
 * @param favicons whether sites are asked for their icon
 */
public record ServiceConfig(
        int concurrency,
        int lingeringMax,
        int perHostMax,
        int perNetMax,
        int lanes,
        long connectTimeoutNs,
        int intensity,
        long targetTimeoutNs,
        boolean allPorts,
        boolean banners,
        boolean favicons) {
    /** Honest servers are told by then, so who is not gives way to those who wait. */
    static final long LINGERING_AFTER_NS = 1_500_000_000L;

    /** Probes of this rarity and below by default, as in nmap. */
    public static final int INTENSITY_DEFAULT = 7;
    /** Every probe is sent, whatever speaks against it. */
    static final int INTENSITY_ALL = 9;
}
