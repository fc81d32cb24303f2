package hayate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.Seeds;
import hayate.rate.Pacer;
import hayate.rate.RateConfig;
import hayate.rate.SharedBudget;
import hayate.rate.TargetCap;
import hayate.rate.Template;
import hayate.send.Allowance;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Packets and connections in virtual time: together they never exceed what was told. */
class FollowUpPaceTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long STEP_NS = 100_000L;
    private static final long WINDOW_NS = 100_000_000L;

    private final long seed = Seeds.seed();
    private final Random random = new Random(seed);

    private static RateConfig rate(double perSecond, List<TargetCap> caps) {
        return new RateConfig(Template.NORMAL, perSecond, Optional.empty(), OptionalDouble.empty(), caps);
    }

    private static InetAddress host(int net, int number) throws Exception {
        return InetAddress.getByAddress(new byte[] {10, 0, (byte) net, (byte) number});
    }

    @Test
    void shouldKeepPacketsAndConnectionsTogetherBelowTheRate() throws Exception {
        double perSecond = 1_000 + random.nextInt(20_000);
        SharedBudget budget = new SharedBudget();
        Allowance packets = budget.over(new Pacer(perSecond));
        FollowUpPace pace = new FollowUpPace(rate(perSecond, List.of()), budget);
        ArrayDeque<Long> window = new ArrayDeque<>();
        int connections = 0;
        int sent = 0;
        for (long nowNs = SECOND_NS; nowNs < 3 * SECOND_NS; nowNs += STEP_NS) {
            int allowed = packets.available(nowNs, 64);
            packets.consume(nowNs, allowed);
            sent += allowed;
            for (int i = 0; i < allowed; i++) {
                window.add(nowNs);
            }
            if (pace.waitNs(host(0, 1), nowNs) == 0) {
                pace.connecting(host(0, 1), nowNs);
                connections++;
                window.add(nowNs);
            }
            while (!window.isEmpty() && window.peek() <= nowNs - WINDOW_NS) {
                window.poll();
            }
            assertThat(window.size())
                    .as("seed " + seed + " rate " + perSecond)
                    .isLessThanOrEqualTo((int) (perSecond / 10 * 1.03) + 3);
        }
        assertThat(connections).as("seed " + seed).isBetween((int) (0.9 * perSecond), (int) perSecond + 2);
        assertThat(sent).as("seed " + seed).isBetween((int) (0.9 * perSecond), (int) (1.1 * perSecond));
    }

    @Test
    void shouldHaveAllOfTheRateOnceTheSweepIsOver() throws Exception {
        FollowUpPace pace = new FollowUpPace(rate(100, List.of()), new SharedBudget());
        pace.sweepIsOver();
        int connections = 0;
        for (long nowNs = SECOND_NS; nowNs < 2 * SECOND_NS; nowNs += STEP_NS) {
            if (pace.waitNs(nowNs) == 0) {
                pace.connecting(host(0, 1), nowNs);
                connections++;
            }
        }
        assertThat(connections).isEqualTo(100);
    }

    @Test
    void shouldKeepItsDistanceFromTheLastProbeOfASlowSweep() throws Exception {
        FollowUpPace pace = new FollowUpPace(rate(2.5, List.of()), new SharedBudget());
        assertThat(pace.waitNs(host(0, 1), SECOND_NS)).isEqualTo(Long.MAX_VALUE);
        pace.sweepIsOver();

        assertThat(pace.waitNs(host(0, 1), SECOND_NS)).isEqualTo(SECOND_NS * 2 / 5);
        assertThat(pace.waitNs(host(0, 1), 2 * SECOND_NS)).isZero();
    }

    @Test
    void shouldKeepTheCapsOfHostsAndNetworksAfterTheSweep() throws Exception {
        FollowUpPace pace = new FollowUpPace(
                rate(Double.POSITIVE_INFINITY, List.of(TargetCap.perSecond(32, 5), TargetCap.perSecond(24, 20))),
                new SharedBudget());
        assertThat(pace.waitNs(SECOND_NS)).isEqualTo(Long.MAX_VALUE);
        pace.sweepIsOver();
        Map<InetAddress, Long> lastNs = new HashMap<>();
        Map<Integer, Integer> perNet = new HashMap<>();
        long firstNs = 0;
        for (long nowNs = SECOND_NS; nowNs < 3 * SECOND_NS; nowNs += STEP_NS) {
            int net = random.nextInt(3);
            InetAddress host = host(net, random.nextInt(30));
            if (pace.waitNs(host, nowNs) > 0) {
                continue;
            }
            pace.connecting(host, nowNs);
            firstNs = firstNs == 0 ? nowNs : firstNs;
            long earlier = lastNs.getOrDefault(host, Long.MIN_VALUE / 2);
            assertThat(nowNs - earlier).as("seed " + seed).isGreaterThanOrEqualTo(SECOND_NS / 5);
            lastNs.put(host, nowNs);
            perNet.merge(net, 1, Integer::sum);
        }
        assertThat(firstNs).isGreaterThanOrEqualTo(SECOND_NS + SECOND_NS / 5);
        assertThat(perNet.values())
                .as("seed " + seed)
                .allSatisfy(count -> assertThat(count).isBetween(20, 37));
    }
}
