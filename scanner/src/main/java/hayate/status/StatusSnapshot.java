package hayate.status;

import java.util.OptionalLong;

/**
 * Where a scan stands at one tick.
 *
 * @param pass the pass over the order under way, from 1
 * @param passes how many passes are planned
 * @param sent probes sent, all passes
 * @param total probes planned with what is known now, all passes
 * @param waiting all probes are sent and the last answers are waited for
 * @param open targets found open
 * @param closed targets found closed
 * @param filtered targets found filtered
 * @param answers packets that verified, duplicates included
 * @param receiveDropped packets the kernel dropped because its receive ring was full
 * @param failed probes that could not be sent
 * @param resent probes sent again to repair failures or drops
 * @param rateProbesPerSecond sending rate over the last tick
 * @param elapsedNs time since the start, earlier runs of a resumed scan included
 * @param remainingNs estimate of the time left, absent while unknown
 */
public record StatusSnapshot(
        int pass,
        int passes,
        long sent,
        long total,
        boolean waiting,
        long open,
        long closed,
        long filtered,
        long answers,
        long receiveDropped,
        long failed,
        long resent,
        double rateProbesPerSecond,
        long elapsedNs,
        OptionalLong remainingNs) {}
