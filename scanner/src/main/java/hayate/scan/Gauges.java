package hayate.scan;

import hayate.net.FrameReceiver;
import hayate.probe.TimestampClock;
import hayate.rate.ClosedLoop;
import hayate.result.AnsweredMap;
import hayate.result.Answers;
import hayate.result.FindingRing;
import hayate.result.State;
import hayate.send.Transmitter;
import hayate.verify.VerifyCounter;
import hayate.verify.VerifyCounters;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Reads the counters of an engine's stages, each written by its own thread. Owned by the conductor's thread. */
final class Gauges {
    private final List<Transmitter> transmitters;
    private final Network network;
    private final FrameReceiver frames;
    private final VerifyCounters verified;
    private final AnsweredMap answered;
    private final Answers answers;
    private final FindingRing findings;
    private final Histogram roundTripsUs = new Histogram(1, TimestampClock.RTT_US_MAX, 3);
    private final Histogram sendGapsNs = new Histogram(3_600_000_000_000L, 2);
    private Histogram spareRoundTrips;
    private final Histogram[] spareGaps;

    Gauges(
            List<Transmitter> transmitters,
            Network network,
            VerifyCounters verified,
            AnsweredMap answered,
            Answers answers,
            FindingRing findings) {
        this.transmitters = transmitters;
        this.network = network;
        this.frames = network.receiver();
        this.verified = verified;
        this.answered = answered;
        this.answers = answers;
        this.findings = findings;
        this.spareGaps = new Histogram[transmitters.size()];
    }

    /** Time between batches, nanoseconds, as of the last {@link #measure}. */
    Histogram sendGapsNs() {
        return sendGapsNs;
    }

    /** What the rate control reads each of its ticks. */
    ClosedLoop.Counts rateCounts() {
        long probes = 0;
        long losses = 0;
        for (Transmitter transmitter : transmitters) {
            probes += transmitter.probes();
            for (var exit : transmitter.exits()) {
                losses += exit.sender().failedFrames();
            }
        }
        // As in measure(), what is handled is read first.
        long handled = verified.get(VerifyCounter.PACKETS);
        long dropped = frames.droppedPackets();
        return new ClosedLoop.Counts(probes, frames.receivedPackets() - dropped, handled, losses + dropped);
    }

    /** All counters now. */
    Measurements measure() {
        spareRoundTrips = answers.rttUs().getIntervalHistogram(spareRoundTrips);
        addTo(roundTripsUs, spareRoundTrips);
        long probes = 0;
        long unreachable = 0;
        long failed = 0;
        long retries = 0;
        long deviceDrops = 0;
        for (int i = 0; i < transmitters.size(); i++) {
            Transmitter transmitter = transmitters.get(i);
            probes += transmitter.probes();
            unreachable += transmitter.unreachable();
            spareGaps[i] = transmitter.gapsNs().getIntervalHistogram(spareGaps[i]);
            addTo(sendGapsNs, spareGaps[i]);
            for (var exit : transmitter.exits()) {
                failed += exit.sender().failedFrames();
                retries += exit.sender().retries();
                deviceDrops += exit.sender().deviceDrops();
            }
        }
        // The handled ones are read first: a packet that arrives in between counts as unread, not as less than none.
        long handled = verified.get(VerifyCounter.PACKETS);
        long receiveDrops = frames.droppedPackets();
        long received = frames.receivedPackets();
        return new Measurements(
                probes,
                failed,
                retries,
                deviceDrops,
                unreachable,
                received,
                receiveDrops,
                Math.max(0, received - receiveDrops - handled),
                network.deviceReceiveDrops(),
                answered.answered(),
                answered.count(State.OPEN),
                answered.count(State.CLOSED),
                answered.count(State.FILTERED),
                answered.answered(),
                findings.backlog(),
                roundTripsUs);
    }

    /** Adding walks all of a histogram's buckets, which an idle scan need not pay for ten times a second. */
    private static void addTo(Histogram sum, Histogram more) {
        if (more.getTotalCount() > 0) {
            sum.add(more);
        }
    }
}
