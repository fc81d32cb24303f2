package hayate.scan;

import hayate.net.LocalTime;
import hayate.output.CheckpointStore;
import hayate.output.OutputConfig;
import hayate.output.OutputSet;
import hayate.output.ResumeState;
import hayate.output.ScanIdentity;
import hayate.plan.Addresses;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the results of a scan go into, and what an interrupted scan left.
 *
 * @param identity what the scan is, across resumes
 * @param outputs the streams of findings
 * @param store checkpoint and journal, absent if the scan cannot be resumed
 * @param resumed what an interrupted scan left, absent for a new one
 */
record ScanSession(
        ScanIdentity identity, OutputSet outputs, Optional<CheckpointStore> store, Optional<ResumeState> resumed) {
    /**
     * Opens everything, so that a bad path costs no packet.
     *
     * @param planDigest what decides which target stands where in the order
     * @param startedNs when the scan was first started
     * @param warn takes messages
     */
    static ScanSession open(
            ScanConfig config,
            String planDigest,
            long startedNs,
            Optional<ResumeState> resumed,
            Consumer<String> warn) {
        return resumed.isPresent()
                ? resume(config, resumed.get(), planDigest, warn)
                : begin(config, planDigest, startedNs, warn);
    }

    private static ScanSession begin(ScanConfig config, String planDigest, long startedNs, Consumer<String> warn) {
        ScanIdentity identity = new ScanIdentity(
                Version.NUMBER,
                config.arguments(),
                dotted(config.resolvedNames()),
                planDigest,
                config.space().size(),
                config.seed(),
                config.shard(),
                startedNs);
        OutputConfig output = OutputSet.expandNames(config.output(), started(startedNs));
        // The checkpoint's lock comes first: a second scan into the same files must be refused before it empties them.
        Optional<CheckpointStore> store = output.checkpoint().map(path -> CheckpointStore.create(path, identity, warn));
        boolean severalPorts = config.space().allPorts().size() > 1;
        OutputSet outputs = OutputSet.open(output, severalPorts, config.portTable()::nameOf, identity, warn);
        return new ScanSession(identity, outputs, store, Optional.empty());
    }

    private static ScanSession resume(ScanConfig config, ResumeState state, String planDigest, Consumer<String> warn) {
        state.requirePlan(planDigest);
        OutputSet outputs = OutputSet.resume(state, config.portTable()::nameOf, warn);
        Optional<CheckpointStore> store = Optional.of(CheckpointStore.resume(state, warn));
        return new ScanSession(state.identity(), outputs, store, Optional.of(state));
    }

    /** The local time of a start, for patterns in file names. */
    static LocalDateTime started(long startedNs) {
        return LocalTime.at(startedNs);
    }

    private static Map<String, List<String>> dotted(Map<String, List<Integer>> names) {
        Map<String, List<String>> dotted = new TreeMap<>();
        names.forEach((name, addresses) ->
                dotted.put(name, addresses.stream().map(Addresses::format).toList()));
        return dotted;
    }
}
