package hayate.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint says of the command line that began its scan.
 *
 * @param arguments that command line
 * @param resolvedNames the addresses that host names stood for
 * @param seed the seed, given or drawn
 * @param startedNs when the scan was first started, nanoseconds since the epoch
 */
record StoredScan(List<String> arguments, Map<String, List<Integer>> resolvedNames, long seed, long startedNs) {
    /** Reads checkpoints. */
    @FunctionalInterface
    interface Reader {
        /** Reads one; its exceptions have a message for people. */
        StoredScan read(Path checkpoint);
    }
}
