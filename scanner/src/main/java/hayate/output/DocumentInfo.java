package hayate.output;

import java.util.List;

/**
 * What a header may tell.
 *
 * @param version hayate's version
 * @param arguments the command line
 * @param startedNs start of the scan, nanoseconds since the epoch
 */
record DocumentInfo(String version, List<String> arguments, long startedNs) {}
