package hayate.scan;

import org.HdrHistogram.Histogram;

/**
 * Counters of all stages at one moment, totals since the start.
 *
 * @param probes probes handed to the devices
 * @param failedSends of those, how many a device refused for good
 * @param sendRetries refusals that a retry overcame or not
 * @param deviceDrops packets the device dropped after taking them
 * @param unreachable targets passed over for want of a route or neighbour
 * @param received packets that passed the kernel's filter
 * @param receiveDrops of those, how many the kernel dropped for want of room
 * @param unread packets that the kernel holds and the receiver has not come to yet
 * @param deviceReceiveDrops packets that devices dropped on their way in, those of no concern to us included
 * @param answered targets with any answer
 * @param open targets found open
 * @param closed targets found closed
 * @param filtered targets found filtered
 * @param findings findings reported so far
 * @param backlog findings that the reporter has not taken yet
 * @param roundTripsUs round trips so far, microseconds; not to be changed
 */
public record Measurements(
        long probes,
        long failedSends,
        long sendRetries,
        long deviceDrops,
        long unreachable,
        long received,
        long receiveDrops,
        long unread,
        long deviceReceiveDrops,
        long answered,
        long open,
        long closed,
        long filtered,
        long findings,
        int backlog,
        Histogram roundTripsUs) {
    /** Before anything happened. */
    public static final Measurements NONE =
            new Measurements(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, new Histogram(3_600_000_000L, 2));
}
