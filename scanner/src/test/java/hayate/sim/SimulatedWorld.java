package hayate.sim;

import hayate.plan.Target;
import hayate.result.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * The network of a simulation: hosts whose behaviour is a function of the seed, and paths that lose, delay, duplicate,
 * reorder and forge. Probes come in from {@link SimulatedSender}s, replies go out to the one {@link SimulatedReceiver}.
 */
final class SimulatedWorld {
    /**
     * What goes wrong, each a probability per packet unless it says otherwise.
     *
     * @param lossOut a probe is lost on the path
     * @param lossIn a reply is lost on the path
     * @param duplicate a reply comes twice
     * @param sendFailure the device refuses a frame for good
     * @param delayMinNs shortest round trip
     * @param delaySpreadNs further delay, uniformly random: this reorders
     * @param forgedPerReply forged packets for every true reply
     * @param receiveRing packets that the kernel's ring holds
     */
    record Faults(
            double lossOut,
            double lossIn,
            double duplicate,
            double sendFailure,
            long delayMinNs,
            long delaySpreadNs,
            int forgedPerReply,
            int receiveRing) {
        static Faults none() {
            return new Faults(0, 0, 0, 0, 200_000, 0, 0, 1 << 20);
        }
    }

    private record Arrival(long timeNs, long sequence, byte[] packet) {}

    private final SimulatedClock clock;
    private final SplittableRandom random;
    private final Faults faults;
    private final long behaviourSeed;
    private final double openShare;
    private final double closedShare;
    private final double filteredShare;
    private final PriorityQueue<Arrival> underWay = new PriorityQueue<>(
            (a, b) -> a.timeNs != b.timeNs ? Long.compare(a.timeNs, b.timeNs) : Long.compare(a.sequence, b.sequence));
    private final ArrayDeque<Arrival> ring = new ArrayDeque<>();
    private final Map<Long, Integer> probesByTargetAndAttempt = new HashMap<>();
    private final List<Long> probeTimesNs = new ArrayList<>();
    private final List<Integer> probeAddresses = new ArrayList<>();
    private TokenBucket policer = new TokenBucket(1e18, 1e18);
    private TokenBucket resets = new TokenBucket(1e18, 1e18);
    private double silentHosts;
    private long sequence;
    private long ringDrops;
    private long ringArrivals;

    SimulatedWorld(
            SimulatedClock clock,
            long seed,
            Faults faults,
            double openShare,
            double closedShare,
            double filteredShare) {
        this.clock = clock;
        this.random = new SplittableRandom(seed);
        this.behaviourSeed = seed * 0x9E3779B97F4A7C15L;
        this.faults = faults;
        this.openShare = openShare;
        this.closedShare = closedShare;
        this.filteredShare = filteredShare;
    }

    /** Probes beyond the bucket are dropped on their way. */
    void police(TokenBucket bucket) {
        policer = bucket;
    }

    /** The hosts together send no more RSTs than the bucket holds. */
    void limitResets(TokenBucket bucket) {
        resets = bucket;
    }

    /** So many of the hosts are silent at all their ports. */
    void silentHosts(double share) {
        silentHosts = share;
    }

    /** The truth about a target. */
    State truth(long target) {
        if (new SplittableRandom(~behaviourSeed ^ Target.address(target))
                        .split()
                        .nextDouble()
                < silentHosts) {
            return State.SILENT;
        }
        double draw = new SplittableRandom(behaviourSeed ^ target).split().nextDouble();
        if (draw < openShare) {
            return State.OPEN;
        }
        if (draw < openShare + closedShare) {
            return State.CLOSED;
        }
        return draw < openShare + closedShare + filteredShare ? State.FILTERED : State.SILENT;
    }

    /** Whether the device refuses this frame. */
    boolean refuses() {
        return random.nextDouble() < faults.sendFailure;
    }

    /** A probe has left: an IPv4 packet. */
    void onProbe(byte[] packet) {
        int address = Packets.destination(packet);
        int port = Packets.destinationPort(packet);
        long target = Target.of(address, port);
        probesByTargetAndAttempt.merge(target << 8 | Packets.sourcePort(packet) & 0xF, 1, Integer::sum);
        probeTimesNs.add(clock.nanoTime());
        probeAddresses.add(address);
        if (!policer.admits(clock.nanoTime()) || random.nextDouble() < faults.lossOut) {
            return;
        }
        State truth = truth(target);
        byte[] reply = replyTo(packet, truth);
        if (reply == null || (truth == State.CLOSED && !resets.admits(clock.nanoTime()))) {
            return;
        }
        for (int i = 0; i < faults.forgedPerReply; i++) {
            schedule(Packets.forged(packet, random));
        }
        if (random.nextDouble() < faults.lossIn) {
            return;
        }
        schedule(reply);
        if (random.nextDouble() < faults.duplicate) {
            schedule(reply);
        }
    }

    private byte[] replyTo(byte[] probe, State truth) {
        return switch (truth) {
            case OPEN -> Packets.synAck(probe);
            case CLOSED -> Packets.reset(probe, random.nextBoolean());
            case FILTERED -> Packets.unreachable(probe, 0xC0A80101, 13);
            case SILENT -> null;
        };
    }

    private void schedule(byte[] packet) {
        long spread = faults.delaySpreadNs == 0 ? 0 : random.nextLong(faults.delaySpreadNs);
        underWay.add(new Arrival(clock.nanoTime() + faults.delayMinNs + spread, sequence++, packet));
    }

    /** Moves what has arrived by now into the receive ring, dropping what finds no room. */
    void deliver() {
        while (!underWay.isEmpty() && underWay.peek().timeNs <= clock.nanoTime()) {
            Arrival arrival = underWay.poll();
            ringArrivals++;
            if (ring.size() == faults.receiveRing) {
                ringDrops++;
            } else {
                ring.add(arrival);
            }
        }
    }

    /** The next received packet, or null. */
    byte[] take() {
        Arrival arrival = ring.poll();
        return arrival == null ? null : arrival.packet;
    }

    /** When the next packet arrives, {@link Long#MAX_VALUE} if none is under way. */
    long nextArrivalNs() {
        return underWay.isEmpty() ? Long.MAX_VALUE : underWay.peek().timeNs;
    }

    long ringDrops() {
        return ringDrops;
    }

    long ringArrivals() {
        return ringArrivals;
    }

    /** How often each target was asked, by {@code target << 8 | attempt}. */
    Map<Long, Integer> probes() {
        return probesByTargetAndAttempt;
    }

    List<Long> probeTimesNs() {
        return probeTimesNs;
    }

    /** Where each probe of {@link #probeTimesNs} went. */
    List<Integer> probeAddresses() {
        return probeAddresses;
    }
}
