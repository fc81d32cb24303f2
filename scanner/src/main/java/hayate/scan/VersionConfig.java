package hayate.scan;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Service detection as asked for ({@code -sV}).
 *
 * @param intensity probes up to this rarity are tried, 0 to 9
 * @param database a service-probes file instead of the built-in one
 */
public record VersionConfig(int intensity, Optional<Path> database) {}
