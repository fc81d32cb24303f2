package hayate.output;

import hayate.plan.Shard;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a scan is, fixed from its start and across resumes.
 *
 * @param version hayate's version
 * @param arguments the command line
 * @param resolvedNames the addresses that each host name stood for when the scan started
 * @param planDigest a digest of everything that decides which target stands where in the order
 * @param spaceSize how many targets there are; no finding has a higher index
 * @param seed the seed of order and cookies
 * @param shard which part of the order
 * @param startedNs when it was first started, nanoseconds since the epoch
 */
public record ScanIdentity(
        String version,
        List<String> arguments,
        Map<String, List<String>> resolvedNames,
        String planDigest,
        long spaceSize,
        long seed,
        Shard shard,
        long startedNs) {
    /** Copies the collections. */
    public ScanIdentity {
        arguments = List.copyOf(arguments);
        resolvedNames = Collections.unmodifiableMap(new LinkedHashMap<>(resolvedNames));
    }
}
