package hayate.lab;

import hayate.net.PacketFilter;
import hayate.net.PacketRingReceiver;
import hayate.net.RingSize;
import hayate.probe.TcpProbe;
import hayate.rate.AnswerBook;
import hayate.result.AnsweredMap;
import hayate.result.Answers;
import hayate.result.FindingRing;
import hayate.verify.ReplyVerifier;
import hayate.verify.VerifyCounter;
import hayate.verify.VerifyCounters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The C loop answers for every target, from another core; this thread reads the ring, verifies each cookie, and enters
 * each target's state: packets a second that came and were verified. What the ring dropped counts as failed.
 */
final class ReceiveMeasurement implements BenchMeasurement {
    private static final int POLL_MS = 10;
    private static final long START_WAIT_NS = 3_000_000_000L;
    private static final long RING_RATE = 2_000_000;
    private static final int FINDINGS = 1 << 12;

    private final World world;
    private final CLoop loop;
    private final BenchPackets packets;

    ReceiveMeasurement(World world, CLoop loop, BenchPackets packets) {
        this.world = world;
        this.loop = loop;
        this.packets = packets;
    }

    @Override
    public String name() {
        return "receive, verify, note";
    }

    @Override
    public boolean arrives() {
        return false;
    }

    @Override
    public Sample run(long durationNs) throws IOException {
        VerifyCounters counters = new VerifyCounters();
        FindingRing findings = new FindingRing(FINDINGS);
        PacketFilter filter = PacketFilter.synReplies(BenchPackets.SOURCE_PORT, 1);
        try (AnsweredMap answered = AnsweredMap.forSize(BenchPackets.SPACE.size(), Long.MAX_VALUE);
                PacketRingReceiver receiver = new PacketRingReceiver(0, filter, RingSize.forRate(RING_RATE))) {
            ReplyVerifier verifier = verifier(answered, counters, findings);
            Process sender = world.start(
                    new ProcessBuilder(world.inFarNamespace(loop.command(
                            World.FAR_DEVICE, durationNs, packets.routerMac(), packets.sourceMac(), "answer"))),
                    false);
            long cpuNs = BenchMeasurement.cpuNs();
            long firstNs = 0;
            long lastNs = System.nanoTime();
            while (sender.isAlive() || System.nanoTime() - lastNs < 2L * POLL_MS * 1_000_000) {
                int handled = receiver.poll(verifier, POLL_MS);
                findings.poll(finding -> {}, FINDINGS);
                long nowNs = System.nanoTime();
                if (handled > 0) {
                    firstNs = firstNs == 0 ? nowNs : firstNs;
                    lastNs = nowNs;
                } else if (nowNs - lastNs > durationNs + START_WAIT_NS) {
                    throw new LabException("no answer came from the loop in C");
                }
            }
            cpuNs = BenchMeasurement.cpuNs() - cpuNs;
            check(sender, counters, receiver);
            long verified = counters.get(VerifyCounter.SYN_ACKS);
            return new Sample(verified, Math.max(1, lastNs - firstNs), cpuNs, receiver.droppedPackets(), null);
        }
    }

    private ReplyVerifier verifier(AnsweredMap answered, VerifyCounters counters, FindingRing findings) {
        return new ReplyVerifier(
                new int[] {BenchPackets.SOURCE_ADDRESS},
                packets.probe(),
                BenchPackets.KEY,
                BenchPackets.SPACE::indexOf,
                new Answers(answered, findings, counters, AnswerBook.NONE, TcpProbe.SYN),
                (index, attempt) -> {},
                counters);
    }

    /** What was sent is what was verified and what the ring dropped, or the figure means nothing. */
    private static void check(Process sender, VerifyCounters counters, PacketRingReceiver receiver) throws IOException {
        try (InputStream output = sender.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.US_ASCII).strip();
            long sent = text.isEmpty() ? -1 : Long.parseLong(text.split(" ", 2)[0]);
            long came = counters.get(VerifyCounter.PACKETS) + receiver.droppedPackets();
            long wrong = counters.get(VerifyCounter.PACKETS) - counters.get(VerifyCounter.SYN_ACKS);
            if (wrong != 0 || came > sent || came < sent - sent / 10) {
                throw new LabException(
                        "receive: " + sent + " sent, " + came + " came, " + wrong + " of them did not verify");
            }
        }
    }
}
