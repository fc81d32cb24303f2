package hayate.rate;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.plan.AddressSet;
import hayate.plan.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class TargetCapsTest {
    private static final int SEEDS = Integer.getInteger("hayate.rate.seeds", 100) / 2;
    private static final double SECOND_NS = 1e9;
    private static final double ROUNDING = 1e-6;

    private record Cap(int length, double perSecond) {}

    private record Sent(long timeNs, int address) {}

    static LongStream seeds() {
        return LongStream.range(20_261_125, 20_261_125 + SEEDS);
    }

    private static List<Cap> caps(SplittableRandom random) {
        List<Cap> caps = new ArrayList<>();
        int[] lengths = {32, 28, 24, 16};
        for (int length : lengths) {
            if (random.nextBoolean() || (caps.isEmpty() && length == 16)) {
                double exponent = random.nextDouble() * 4.3 - 1;
                caps.add(new Cap(length, Math.pow(10, exponent)));
            }
        }
        return caps;
    }

    private static TargetCaps gate(List<Cap> caps, long openFromNs) {
        return new TargetCaps(
                caps.stream()
                        .map(cap -> TargetCap.perSecond(cap.length, cap.perSecond))
                        .toList(),
                openFromNs,
                address -> false);
    }

    /** Windows of a second, of the time of ten probes, and of a tenth of a second, from each probe on. */
    private static void assertKept(List<Sent> sent, List<Cap> caps, String seed) {
        for (Cap cap : caps) {
            Map<Integer, List<Long>> byNetwork = new HashMap<>();
            sent.forEach(s -> byNetwork
                    .computeIfAbsent(s.address >>> 32 - cap.length, network -> new ArrayList<>())
                    .add(s.timeNs));
            for (double seconds : new double[] {1, 10 / cap.perSecond, 0.1}) {
                double burst = cap.perSecond < 200 ? 0 : 0.01;
                long most = (long) Math.ceil((seconds + burst) / (1 + burst) * cap.perSecond - ROUNDING);
                long seen = byNetwork.values().stream()
                        .mapToLong(times -> mostIn(times, (long) (seconds * SECOND_NS)))
                        .max()
                        .orElse(0);
                assertThat(seen)
                        .as("%s: /%d at %f/s in %f s", seed, cap.length, cap.perSecond, seconds)
                        .isLessThanOrEqualTo(Math.max(1, most));
            }
        }
    }

    private static long mostIn(List<Long> times, long windowNs) {
        int from = 0;
        int most = 0;
        for (int i = 0; i < times.size(); i++) {
            while (times.get(i) - times.get(from) >= windowNs) {
                from++;
            }
            most = Math.max(most, i - from + 1);
        }
        return most;
    }

    /**
     * The transmitter's use of it, with pauses between reading the clock and sending: each target once, none too early, and
     * all of them in no more time than the caps and the pauses explain.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldKeepEveryCapAndLoseNoTarget(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Cap> caps = caps(random);
        TargetCaps gate = gate(caps, 0);
        int hosts = 1 + random.nextInt(600);
        int base = 0xC0A80000 + random.nextInt(1 << 15);
        List<Integer> addresses = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            addresses.add(base + random.nextInt(hosts));
        }
        ArrayDeque<Integer> steps = new ArrayDeque<>();
        for (int i = 0; i < addresses.size(); i++) {
            steps.add(i);
        }
        boolean[] asked = new boolean[addresses.size()];
        List<Sent> sent = new ArrayList<>();
        int unasked = 0;
        int twice = 0;
        int tooHigh = 0;
        long nowNs = 1_000;
        while (!steps.isEmpty() || gate.held() > 0) {
            List<Integer> batch = new ArrayList<>();
            while (batch.size() < 64) {
                if (gate.poll(nowNs)) {
                    batch.add((int) gate.step());
                } else if (!steps.isEmpty() && gate.hasRoom(nowNs)) {
                    int step = steps.poll();
                    if (gate.offer(Target.of(addresses.get(step), step), step, nowNs)) {
                        batch.add(step);
                    }
                } else {
                    break;
                }
            }
            long pauseNs = random.nextInt(50) == 0 ? random.nextLong(300_000_000) : random.nextLong(100_000);
            for (int step : batch) {
                twice += asked[step] ? 1 : 0;
                asked[step] = true;
                sent.add(new Sent(nowNs + random.nextLong(pauseNs + 1), addresses.get(step)));
            }
            gate.left(nowNs + pauseNs);
            nowNs += pauseNs;
            if (batch.isEmpty()) {
                assertThat(gate.nextNs(nowNs)).as("seed %d", seed).isNotEqualTo(Long.MAX_VALUE);
                nowNs = Math.max(nowNs + 1, gate.nextNs(nowNs));
            }
            while (unasked < asked.length && asked[unasked]) {
                unasked++;
            }
            long lowest = Math.min(gate.lowestStep(nowNs), steps.isEmpty() ? Long.MAX_VALUE : steps.peek());
            tooHigh += unasked < asked.length && lowest > unasked ? 1 : 0;
        }
        assertThat(twice).as("seed %d: asked twice", seed).isZero();
        assertThat(tooHigh)
                .as("seed %d: lowest step above an unasked one", seed)
                .isZero();
        for (boolean once : asked) {
            assertThat(once).as("seed %d: a target was never asked", seed).isTrue();
        }
        sent.sort((a, b) -> Long.compare(a.timeNs, b.timeNs));
        assertKept(sent, caps, "seed " + seed);
    }

    @Test
    void shouldSendAtTheCapAndNoSlower() {
        for (double perSecond : new double[] {0.1, 1, 50, 1_000, 20_000}) {
            TargetCaps gate = gate(List.of(new Cap(32, perSecond)), 0);
            int probes = 2_000;
            for (int step = 0; step < probes; step++) {
                gate.offer(Target.of(7, step), step, 1);
            }
            long nowNs = 1;
            while (gate.held() > 0) {
                nowNs = Math.max(nowNs, gate.nextNs(nowNs));
                while (gate.poll(nowNs)) {
                    gate.left(nowNs);
                }
            }
            assertThat(nowNs / SECOND_NS)
                    .as("seconds at %f/s", perSecond)
                    .isBetween((probes - 1) / perSecond - 0.01, (probes - 1) / perSecond * 1.0101);
        }
    }

    /** Three hosts of a /24 that may get a third of what the hosts may: each gets its part, and so does a host elsewhere. */
    @Test
    void shouldShareANetworkAmongItsHostsInTurn() {
        TargetCaps gate = gate(List.of(new Cap(32, 100), new Cap(24, 30)), 0);
        int[] asked = new int[4];
        for (int step = 0; step < 4_000; step++) {
            int host = step % 4;
            int address = host == 3 ? 0x0A000100 : 0x0A000000 + host;
            asked[host] += gate.offer(Target.of(address, 1), step, 0) ? 1 : 0;
        }
        for (long nowNs = 0; nowNs < 10 * SECOND_NS; nowNs += 1_000_000) {
            while (gate.poll(nowNs)) {
                int address = Target.address(gate.target());
                asked[address == 0x0A000100 ? 3 : address - 0x0A000000]++;
                gate.left(nowNs);
            }
        }
        assertThat(asked[0]).isBetween(97, 102);
        assertThat(asked[1]).isBetween(97, 102);
        assertThat(asked[2]).isBetween(97, 102);
        assertThat(asked[3]).isBetween(285, 301);
    }

    /** A host in a million: what may be asked at once is forgotten, and what may not makes the sender wait. */
    @Test
    void shouldStayWithinItsMemoryAndWaitForRoom() {
        TargetCaps gate = gate(List.of(new Cap(32, 1)), 0);
        long nowNs = 0;
        long refusedAtNs = -1;
        int kept = 0;
        for (int host = 0; host < 3 * CapLevel.NETWORKS_MAX; host++) {
            nowNs += 500;
            while (!gate.hasRoom(nowNs)) {
                refusedAtNs = refusedAtNs < 0 ? nowNs : refusedAtNs;
                nowNs = Math.max(nowNs + 1, gate.nextNs(nowNs));
            }
            kept += gate.offer(Target.of(host, 80), host, nowNs) ? 0 : 1;
            gate.left(nowNs);
        }
        assertThat(kept).isZero();
        assertThat(refusedAtNs).as("when the table was full").isPositive().isLessThan((long) SECOND_NS);
        // A million hosts a second is what a million entries of a second each can do.
        assertThat(nowNs / SECOND_NS).isBetween(2.0, 3.5);
    }

    @Test
    void shouldHoldNoMoreTargetsThanItHasRoomFor() {
        TargetCaps gate = gate(List.of(new Cap(32, 1)), 0);
        int kept = 0;
        for (int step = 0; gate.hasRoom(0); step++) {
            kept += gate.offer(Target.of(1, 1), step, 0) ? 0 : 1;
        }
        assertThat(kept).isEqualTo(TargetCaps.HELD_MAX);
        assertThat(gate.poll(2_000_000_000)).isTrue();
        assertThat(gate.hasRoom(2_000_000_000)).isTrue();
    }

    @Test
    void shouldAskNobodyBeforeTheIntervalOfTheProcessBeforeIsOver() {
        TargetCaps gate = gate(List.of(new Cap(32, 1)), 5_000);
        assertThat(gate.offer(Target.of(1, 1), 0, 4_999)).isFalse();
        assertThat(gate.poll(4_999)).isFalse();
        assertThat(gate.poll(5_000)).isTrue();
    }

    @Test
    void shouldLetGoOfAllTargetsOfAHostThatIsGivenUp() {
        boolean[] over = new boolean[1];
        TargetCaps gate = new TargetCaps(
                List.of(TargetCap.perSecond(32, 1), TargetCap.perSecond(24, 2)), 0, address -> over[0] && address == 1);
        for (int step = 0; step < 100; step++) {
            gate.offer(Target.of(step % 2 + 1, 1), step, 0);
        }
        over[0] = true;
        int polled = 0;
        for (long nowNs = 0; nowNs < 3 * SECOND_NS; nowNs += 1_000_000) {
            while (gate.poll(nowNs)) {
                assertThat(Target.address(gate.target())).isEqualTo(2);
                gate.left(nowNs);
                polled++;
            }
        }
        assertThat(polled).isBetween(2, 3);
        assertThat(gate.held()).isEqualTo(50 - polled);
    }

    @Test
    void shouldTellWhatCapsLeaveToASet() {
        AddressSet addresses = AddressSet.builder()
                .add(0x0A000000, 0x0A0000FF)
                .add(0x0A000180, 0x0A0001FF)
                .add(0x0A0001FF + 2, 0x0A000280)
                .build();
        List<TargetCap> perNet = List.of(TargetCap.perSecond(24, 10));
        assertThat(TargetCaps.sustained(perNet, addresses)).isEqualTo(30);
        assertThat(TargetCaps.sustained(List.of(TargetCap.perSecond(32, 0.1)), AddressSet.ofRange(1, 10)))
                .isEqualTo(1);
        assertThat(TargetCaps.sustained(List.of(), addresses)).isInfinite();
    }
}
