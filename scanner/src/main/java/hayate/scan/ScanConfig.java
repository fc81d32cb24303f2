package hayate.scan;

import hayate.output.OutputConfig;
import hayate.plan.PortTable;
import hayate.plan.Shard;
import hayate.plan.TargetSpace;
import hayate.probe.ProbeConfig;
import hayate.rate.RateConfig;
import hayate.send.SendConfig;
import hayate.status.Steering;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A scan as asked for: one small record per stage.
 *
 * @param arguments the command line, for the run record and for resuming; of a resumed scan the one that began it
 * @param space what to probe
 * @param portTable what ports are called
 * @param seed the seed of order and cookies
 * @param shard which part of the order
 * @param probe how a SYN looks
 * @param send how it leaves
 * @param rate how fast
 * @param rateLog where the rate control logs what it does
 * @param retries passes over the silent after the first, or absent for the default by size
 * @param waitNs how long to wait for late replies, or absent to go by the measured round trips
 * @param timeouts how long to wait for what, where that was said
 * @param parallelismMax connections at once, if that was said
 * @param suppressKernelRst keep the kernel from answering SYN-ACKs with RST while the scan runs
 * @param discovery how hosts are found before their ports are asked, for host reports
 * @param version service detection, absent if not asked for
 * @param report the host reports, absent for a sweep that streams its findings
 * @param output where findings go
 * @param verbosity what the terminal shows
 * @param resolvedNames the addresses (first octet most significant) that host names stood for, kept for resuming
 * @param resume the checkpoint to go on from, absent for a new scan
 * @param startedNs when the scan was first started, nanoseconds since the epoch: the time of patterns in file names
 */
public record ScanConfig(
        List<String> arguments,
        TargetSpace space,
        PortTable portTable,
        long seed,
        Shard shard,
        ProbeConfig probe,
        SendConfig send,
        RateConfig rate,
        Optional<Path> rateLog,
        OptionalInt retries,
        OptionalLong waitNs,
        Timeouts timeouts,
        OptionalInt parallelismMax,
        boolean suppressKernelRst,
        Optional<DiscoveryConfig> discovery,
        Optional<VersionConfig> version,
        Optional<ReportConfig> report,
        OutputConfig output,
        Verbosity verbosity,
        Map<String, List<Integer>> resolvedNames,
        Optional<Path> resume,
        long startedNs) {
    /** The same over other targets. */
    ScanConfig over(TargetSpace other) {
        return with(other, resume, send);
    }

    /** The same by another way out. */
    ScanConfig by(SendConfig.Backend backend) {
        return with(space, resume, send.by(backend));
    }

    /** The same from its beginning. */
    ScanConfig anew() {
        return with(space, Optional.empty(), send);
    }

    private ScanConfig with(TargetSpace otherSpace, Optional<Path> otherResume, SendConfig otherSend) {
        return new ScanConfig(
                arguments,
                otherSpace,
                portTable,
                seed,
                shard,
                probe,
                otherSend,
                rate,
                rateLog,
                retries,
                waitNs,
                timeouts,
                parallelismMax,
                suppressKernelRst,
                discovery,
                version,
                report,
                output,
                verbosity,
                resolvedNames,
                otherResume,
                startedNs);
    }

    /**
     * What goes to the terminal.
     *
     * @param steering the levels of -v and -d, which keys may change
     * @param quiet -q: nothing but results and errors
     * @param statsEveryNs interval of plain progress lines, absent for none (a terminal always gets its one line)
     * @param colorAllowed whether a terminal may get colours: neither --no-color, nor NO_COLOR, nor a dumb terminal
     * @param tracesPackets whether every packet is shown from the start
     * @param readsKeys whether keys steer the scan: not with --noninteractive
     */
    public record Verbosity(
            Steering steering,
            boolean quiet,
            OptionalLong statsEveryNs,
            boolean colorAllowed,
            boolean tracesPackets,
            boolean readsKeys) {
        /** The level of -v now. */
        public int verbose() {
            return steering.verbose();
        }

        /** The level of -d now. */
        public int debug() {
            return steering.debug();
        }
    }
}
