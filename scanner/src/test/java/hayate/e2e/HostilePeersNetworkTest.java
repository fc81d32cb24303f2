package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static org.assertj.core.api.Assertions.assertThat;

import hayate.Seeds;
import hayate.e2e.Hayate.Outcome;
import hayate.net.FrameSender;
import hayate.net.FrameSender.Framing;
import hayate.net.NetworkNamespace;
import hayate.net.PacketSender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A far side that answers what nobody asked: forged SYN-ACKs, resets and ICMP errors, all to our ports. */
@Tag("network")
@Isolated("floods, or is timed")
class HostilePeersNetworkTest {
    private static final int SOURCE_PORT = 40_000;
    private static final int FORGERIES = Integer.getInteger("hayate.forgeries", 200_000);
    /** Slow enough for all forgeries to meet the scan, at some 100,000 a second. */
    private static final int RATE = (int) Math.min(20_000, 4_000_000_000L / FORGERIES);

    private static final int BATCH = 32;
    private static final int NEAR_ADDRESS = 0xC0000201;
    private static final int ETHERNET_BYTES = 14;
    private static final int IP_BYTES = 20;
    private static final int TCP_BYTES = 20;
    private static final int ICMP_BYTES = 8;

    @Test
    void shouldBelieveNoForgeryAndMissNothingTrue() throws Exception {
        long seed = Seeds.seed();
        Set<String> truth = PromisesNetworkTest.truth(seed);
        try (TestWorld world = PromisesNetworkTest.silentExcept(truth)) {
            long mac = Long.parseLong(
                    world.output("$in_near cat /sys/class/net/n0/address")
                            .strip()
                            .replace(":", ""),
                    16);
            AtomicBoolean enough = new AtomicBoolean();
            FutureTask<Long> forger = new FutureTask<>(() -> NetworkNamespace.callIn(
                    world.namespace(FAR), () -> forge(mac, new SplittableRandom(seed), enough)));
            new Thread(forger, "forger").start();
            // The flood may overflow the kernel's queues before the ring, as a path loses packets: hence the retries.
            Outcome outcome = Hayate.json(
                    world, NEAR, "10.0.0.0/16", "-p", 80, "--rate", RATE, "--source-port", SOURCE_PORT, "--retries", 2);
            enough.set(true);
            long forged = forger.get();
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(forged).as("forgeries sent").isGreaterThan(FORGERIES / 2);
            assertThat(outcome.found())
                    .as("seed %d, %d forgeries: %s", seed, forged, outcome.err())
                    .extracting(Found::verdict)
                    .containsExactlyInAnyOrderElementsOf(truth.stream()
                            .map(address -> address + ":80 open syn-ack")
                            .toList());
        }
    }

    /** Sends forgeries until told that it is enough or all are sent; returns how many left. */
    private static long forge(long mac, SplittableRandom random, AtomicBoolean enough) {
        try (FrameSender sender = new PacketSender("f0", Framing.ETHERNET)) {
            ByteBuffer frames = sender.frames();
            long sent = 0;
            while (sent < FORGERIES && !enough.get()) {
                for (int i = 0; i < BATCH; i++) {
                    int slot = sender.acquire();
                    if (slot == FrameSender.NONE) {
                        break;
                    }
                    int length = write(frames, sender.offsetOf(slot), mac, random);
                    sender.submit(slot, length, NEAR_ADDRESS);
                }
                sender.flush();
                sent = sender.sentFrames();
                Thread.onSpinWait();
            }
            return sent;
        }
    }

    private static int write(ByteBuffer frames, int offset, long mac, SplittableRandom random) {
        frames.putShort(offset, (short) (mac >>> 32)).putInt(offset + 2, (int) mac);
        frames.putInt(offset + 6, 0x02000000).putShort(offset + 10, (short) 1).putShort(offset + 12, (short) 0x0800);
        int target = 0x0A000000 + random.nextInt(1 << 16);
        int ip = offset + ETHERNET_BYTES;
        int kind = random.nextInt(3);
        int source = kind == 2 ? 0xC0000202 : target;
        int ipBytes = kind == 2 ? 2 * IP_BYTES + ICMP_BYTES + TCP_BYTES : IP_BYTES + TCP_BYTES;
        ip(frames, ip, source, NEAR_ADDRESS, kind == 2 ? 1 : 6, ipBytes);
        if (kind == 2) {
            int icmp = ip + IP_BYTES;
            frames.putShort(icmp, (short) 0x030D).putShort(icmp + 2, (short) 0).putInt(icmp + 4, 0);
            ip(frames, icmp + ICMP_BYTES, NEAR_ADDRESS, target, 6, IP_BYTES + TCP_BYTES);
            tcp(frames, icmp + ICMP_BYTES + IP_BYTES, SOURCE_PORT + random.nextInt(16), 80, random, 0x02);
            frames.putShort(icmp + 2, checksum(frames, icmp, ICMP_BYTES + IP_BYTES + TCP_BYTES, 0));
        } else {
            int tcp = ip + IP_BYTES;
            tcp(frames, tcp, 80, SOURCE_PORT + random.nextInt(16), random, kind == 0 ? 0x12 : 0x14);
            int pseudo = (source >>> 16)
                    + (source & 0xFFFF)
                    + (NEAR_ADDRESS >>> 16)
                    + (NEAR_ADDRESS & 0xFFFF)
                    + 6
                    + TCP_BYTES;
            frames.putShort(tcp + 16, checksum(frames, tcp, TCP_BYTES, pseudo));
        }
        return ETHERNET_BYTES + ipBytes;
    }

    private static void ip(ByteBuffer frames, int at, int source, int destination, int protocol, int lengthBytes) {
        frames.putShort(at, (short) 0x4500)
                .putShort(at + 2, (short) lengthBytes)
                .putInt(at + 4, 0);
        frames.putShort(at + 8, (short) (64 << 8 | protocol)).putShort(at + 10, (short) 0);
        frames.putInt(at + 12, source).putInt(at + 16, destination);
        frames.putShort(at + 10, checksum(frames, at, IP_BYTES, 0));
    }

    private static void tcp(ByteBuffer frames, int at, int from, int to, SplittableRandom random, int flags) {
        frames.putShort(at, (short) from).putShort(at + 2, (short) to);
        frames.putInt(at + 4, random.nextInt()).putInt(at + 8, random.nextInt());
        frames.putShort(at + 12, (short) (5 << 12 | flags))
                .putShort(at + 14, (short) 1024)
                .putInt(at + 16, 0);
    }

    private static short checksum(ByteBuffer frames, int at, int lengthBytes, int start) {
        long sum = start;
        for (int i = 0; i < lengthBytes; i += 2) {
            sum += frames.getShort(at + i) & 0xFFFF;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (short) ~sum;
    }

    @TempDir
    Path folder;

    @Test
    void shouldHearChallengeAcksAndAskAgain() throws IOException {
        List<String> open = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            open.add("10.0.0." + i);
        }
        try (TestWorld world = TestWorld.veth()
                .sh("$in_far sysctl -qw net.ipv4.tcp_syncookies=0 net.ipv4.tcp_invalid_ratelimit=0")
                .rules(NEAR, """
                        table ip hold {
                            chain output {
                                type filter hook output priority 0; policy accept;
                                tcp flags & rst == rst drop
                            }
                        }
                        """)
                .listen(FAR, 80)) {
            for (int run = 1; run <= 2; run++) {
                // Without a RST, during the scan and after it, the far side keeps each connection half open for a
                // minute; the next SYN meets it.
                Outcome outcome = Hayate.json(
                        world,
                        NEAR,
                        "10.0.0.0/26",
                        "-p",
                        80,
                        "--source-port",
                        SOURCE_PORT,
                        "--no-kernel-rst",
                        "--metadata",
                        folder.resolve("run" + run));
                assertThat(outcome.exitCode()).as(outcome.err()).isZero();
                assertThat(outcome.found())
                        .as("run " + run + ": " + outcome.err())
                        .extracting(Found::verdict)
                        .containsExactlyInAnyOrderElementsOf(open.stream()
                                .map(address -> address + ":80 open syn-ack")
                                .toList());
            }
            assertThat(Files.readString(folder.resolve("run1"))).contains("\"challenge_acks\": 0,");
            assertThat(Files.readString(folder.resolve("run2"))).containsPattern("\"challenge_acks\": [1-9]");
        }
    }
}
