package hayate.send;

import hayate.net.FrameReceiver;
import hayate.net.FrameSender;
import hayate.net.netlink.Neighbour;
import hayate.work.Clock;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Finds the MACs of on-link Ethernet targets with ARP requests of its own: the kernel's neighbour table holds 1,024
 * entries by default (gc_thresh3) and would be overrun by a sweep. Up to three requests each, later ones only to those
 * that stayed silent. Answers are read between batches; when nobody is left to wait for it ends at once, so one host
 * costs one round trip.
 *
 * <p>Memory: the {@link MacTable} of those that answered, nothing per request. Accepts only replies to us, from an
 * address that was asked before; the first MAC of an address stays, a different later one is counted.
 *
 * <p>One thread calls everything, before the scan's transmitters start. The receiver's {@code poll} must let the
 * clock's time pass.
 */
public final class OnLinkResolver {
    private static final long[] WAIT_AFTER_TRY_NS = {200_000_000, 500_000_000, 1_000_000_000};
    /** No host on a link needs faster requests, and receivers' queues drop them. */
    private static final double RATE_PACKETS_PER_SECOND_MAX = 100_000;

    private static final int BATCH_MAX = 64;
    private static final int ASKED_SHIFT = 6;
    private static final int ASKED_SLOTS_MAX = 1 << 16;
    private static final double BURST_SECONDS = 0.001;
    private static final int POLL_MS_MAX = 5;
    private static final double NS_PER_SECOND = 1e9;

    private final FrameSender sender;
    private final FrameReceiver receiver;
    private final Clock clock;
    private final Route route;
    private final RouteTargets targets;
    private final BooleanSupplier stop;
    private final long sameHostNs;
    private final double intervalNs;
    private final int batch;
    private final MacTable macs;
    private final RoundTripSink roundTrips;
    /** When each 64 neighbouring targets were last asked, by the clock of received packets. */
    private final long[] askedNs;

    private long asked;
    private double nextNs;
    private long conflicts;
    private long ignored;

    /** Takes round trips. */
    @FunctionalInterface
    public interface RoundTripSink {
        /** A host answered after so many nanoseconds. */
        void onRoundTrip(int address, long roundTripNs);
    }

    /**
     * @param sender sends Ethernet frames on the route's interface; not closed here
     * @param receiver hears ARP on that interface; not closed here
     * @param route an on-link Ethernet route
     * @param targets the targets on it
     * @param ratePacketsPerSecond the scan's rate, which requests stay below too; infinite for no limit of its own
     * @param sameHostNs nobody is asked again sooner
     * @param stop tells to end early
     * @param roundTrips told how long each host took
     */
    public OnLinkResolver(
            FrameSender sender,
            FrameReceiver receiver,
            Clock clock,
            Route route,
            RouteTargets targets,
            double ratePacketsPerSecond,
            long sameHostNs,
            BooleanSupplier stop,
            RoundTripSink roundTrips) {
        if (!(ratePacketsPerSecond > 0)) {
            throw new IllegalArgumentException("rate " + ratePacketsPerSecond);
        }
        this.sender = sender;
        this.receiver = receiver;
        this.clock = clock;
        this.route = route;
        this.targets = targets;
        this.stop = stop;
        this.sameHostNs = sameHostNs;
        this.roundTrips = roundTrips;
        this.askedNs = new long[(int) Math.min(ASKED_SLOTS_MAX, (targets.size() >> ASKED_SHIFT) + 1)];
        double rate = Math.min(ratePacketsPerSecond, RATE_PACKETS_PER_SECOND_MAX);
        this.intervalNs = NS_PER_SECOND / rate;
        this.batch = (int) Math.max(1, Math.min(Math.min(BATCH_MAX, sender.slots()), rate * BURST_SECONDS));
        this.macs = new MacTable(targets.size());
    }

    /**
     * Asks until all have answered, all tries are used up, or it is told to stop.
     *
     * @param known the kernel's neighbours on the interface; those it has confirmed are not asked
     * @return who answered; the others are absent
     */
    public MacTable resolve(List<Neighbour> known) {
        for (Neighbour neighbour : known) {
            if (neighbour.isConfirmed() && neighbour.mac() != 0 && targets.indexOf(neighbour.address()) >= 0) {
                macs.putIfAbsent(neighbour.address(), neighbour.mac());
            }
        }
        writeTemplates();
        nextNs = clock.nanoTime();
        for (int attempt = 0; attempt < WAIT_AFTER_TRY_NS.length && !isDone(); attempt++) {
            askSilent();
            awaitAnswers(Math.max(sameHostNs, WAIT_AFTER_TRY_NS[attempt]));
        }
        return macs;
    }

    /** Replies that gave an address a second MAC: two hosts, or an impostor. */
    public long conflicts() {
        return conflicts;
    }

    /** ARP packets that were no answer to a request of ours. */
    public long ignored() {
        return ignored;
    }

    private boolean isDone() {
        return macs.size() == targets.size() || stop.getAsBoolean();
    }

    private void writeTemplates() {
        for (int slot = 0; slot < sender.slots(); slot++) {
            ArpFrame.putRequest(sender.frames(), sender.offsetOf(slot), route.sourceMac(), route.sourceAddress());
        }
    }

    private void askSilent() {
        int queued = 0;
        for (int range = 0; range < targets.rangeCount(); range++) {
            long length = targets.lengthOf(range);
            for (long i = 0; i < length; i++) {
                int address = targets.firstAddress(range) + (int) i;
                if (macs.macOf(address) != Lane.Neighbours.UNRESOLVED) {
                    continue;
                }
                if (queued == 0 && !awaitTurn()) {
                    return;
                }
                queue(address);
                queued++;
                if (queued == batch) {
                    send(queued);
                    queued = 0;
                }
            }
        }
        send(queued);
    }

    /** Reads answers until the rate allows a batch; whether to go on. */
    private boolean awaitTurn() {
        poll(0);
        while (!isDone()) {
            double dueInNs = nextNs - clock.nanoTime();
            if (dueInNs <= 0) {
                return true;
            }
            poll((int) Math.min(POLL_MS_MAX, 1 + dueInNs / 1_000_000));
        }
        return false;
    }

    private void queue(int address) {
        int slot = sender.acquire();
        while (slot == FrameSender.NONE) {
            sender.flush();
            poll(0);
            slot = sender.acquire();
        }
        ArpFrame.setTarget(sender.frames(), sender.offsetOf(slot), address);
        sender.submit(slot, ArpFrame.FRAME_BYTES, address);
        long index = targets.indexOf(address);
        asked = Math.max(asked, index + 1);
        askedNs[slotOf(index)] = clock.epochNs();
    }

    /** Time not used is not saved up: the cap then holds over any window, give or take one batch. */
    private void send(int count) {
        if (count > 0) {
            sender.flush();
            nextNs = Math.max(nextNs, (double) clock.nanoTime()) + count * intervalNs;
        }
    }

    private void awaitAnswers(long waitNs) {
        long deadlineNs = clock.nanoTime() + waitNs;
        while (!isDone() && clock.nanoTime() - deadlineNs < 0) {
            poll(POLL_MS_MAX);
        }
    }

    private void poll(int timeoutMs) {
        receiver.poll(this::onPacket, timeoutMs);
    }

    private void onPacket(ByteBuffer memory, int networkOffset, int capturedBytes, int etherType, long timeNs) {
        boolean reply = etherType == ArpFrame.ETHERTYPE
                && ArpFrame.isReplyTo(memory, networkOffset, capturedBytes, route.sourceMac(), route.sourceAddress());
        long mac = reply ? ArpFrame.senderMac(memory, networkOffset) : -1;
        int address = reply ? ArpFrame.senderAddress(memory, networkOffset) : 0;
        if (mac == -1 || !wasAsked(address)) {
            ignored++;
        } else if (macs.macOf(address) == Lane.Neighbours.UNRESOLVED) {
            macs.putIfAbsent(address, mac);
            roundTrips.onRoundTrip(address, Math.max(0, timeNs - askedNs[slotOf(targets.indexOf(address))]));
        } else if (macs.macOf(address) != mac) {
            conflicts++;
        }
    }

    private int slotOf(long index) {
        return (int) ((index >> ASKED_SHIFT) % askedNs.length);
    }

    /** Requests go out in ascending order, so the highest number asked tells for all. */
    private boolean wasAsked(int address) {
        long index = targets.indexOf(address);
        return index >= 0 && index < asked;
    }
}
