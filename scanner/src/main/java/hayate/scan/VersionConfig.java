package hayate.scan;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Service detection as asked for ({@code -sV}).
 *
 * @param intensity probes up to this rarity are tried, 0 to 9
 * @param database a service-probes file instead of the built-in one
 * @param allPorts whether ports that the database leaves alone are asked too
 * @param banners whether what services say unasked is reported
 * @param favicons whether sites are asked for their icon
 * @param trace whether standard error tells what is asked and understood
 * @param openPerHostMax open ports of one host that are asked
 */
public record VersionConfig(
        int intensity,
        Optional<Path> database,
        boolean allPorts,
        boolean banners,
        boolean favicons,
        boolean trace,
        int openPerHostMax) {}
