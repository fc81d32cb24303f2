package hayate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.rate.Template;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReplyWaitTest {
    private static Timeouts timeouts(long initialNs, long minNs, long maxNs) {
        return new Timeouts(given(initialNs), given(minNs), given(maxNs), OptionalLong.empty());
    }

    private static OptionalLong given(long ns) {
        return ns == 0 ? OptionalLong.empty() : OptionalLong.of(ns);
    }

    private static long waitNs(Timeouts timeouts, int samples, int roundTripUs) {
        Histogram roundTripsUs = new Histogram(1, 100_000_000, 3);
        for (int i = 0; i < samples; i++) {
            roundTripsUs.recordValue(roundTripUs);
        }
        return new ReplyWait(OptionalLong.empty(), 1_000_000_000L, timeouts).waitNs(roundTripsUs);
    }

    @Test
    void shouldStayWithinTheTimeoutsAskedFor() {
        assertThat(waitNs(timeouts(300_000_000, 0, 0), 0, 0)).as("initial").isEqualTo(300_000_000);
        assertThat(waitNs(timeouts(0, 0, 200_000_000), 0, 0)).as("moved by max").isEqualTo(200_000_000);
        assertThat(waitNs(timeouts(0, 3_000_000_000L, 0), 0, 0))
                .as("moved by min")
                .isEqualTo(3_000_000_000L);
        assertThat(waitNs(timeouts(0, 0, 200_000_000), 1_000, 400_000))
                .as("max")
                .isEqualTo(200_000_000);
        assertThat(waitNs(timeouts(0, 0, 50_000_000), 1_000, 10))
                .as("max below our floor")
                .isEqualTo(50_000_000);
        assertThat(waitNs(timeouts(0, 20_000_000, 0), 1_000, 10))
                .as("min below our floor")
                .isEqualTo(20_000_000);
        assertThat(waitNs(timeouts(0, 700_000_000, 0), 1_000, 10)).as("min").isEqualTo(700_000_000);
        assertThat(waitNs(timeouts(0, 0, 60_000_000_000L), 1_000, 9_000_000))
                .as("max above ours")
                .isGreaterThan(30_000_000_000L);
        assertThat(timeouts(0, 0, 300_000_000).connectNs(5_000_000_000L)).isEqualTo(1_500_000_000L);
        assertThat(timeouts(0, 0, 9_000_000_000L).connectNs(5_000_000_000L)).isEqualTo(9_000_000_000L);
        assertThat(timeouts(0, 1, 0).connectNs(5_000_000_000L)).isEqualTo(5_000_000_000L);
    }

    private static final long INITIAL_NS = 1_000_000_000;

    private final ReplyWait wait = new ReplyWait(OptionalLong.empty(), INITIAL_NS);
    private final Histogram roundTripsUs = new Histogram(60_000_000L, 3);

    @Test
    void shouldWaitTheInitialTimeWhileNoRoundTripIsKnown() {
        assertThat(wait.waitNs(roundTripsUs)).isEqualTo(INITIAL_NS);
    }

    @Test
    void shouldTrustAHandfulOfRoundTripsLessThanMany() {
        roundTripsUs.recordValueWithCount(300, 3);
        long few = wait.waitNs(roundTripsUs);
        roundTripsUs.recordValueWithCount(300, 1000);

        assertThat(few).isEqualTo(INITIAL_NS / 5);
        assertThat(wait.waitNs(roundTripsUs)).isEqualTo(ReplyWait.MEASURED_MIN_NS);
    }

    @Test
    void shouldFollowTheTailOfTheRoundTripsUpToALimit() {
        roundTripsUs.recordValueWithCount(20_000, 1000);
        roundTripsUs.recordValueWithCount(800_000, 100);
        assertThat(wait.waitNs(roundTripsUs)).isBetween(3_190_000_000L, 3_210_000_000L);

        roundTripsUs.recordValueWithCount(30_000_000, 100);
        assertThat(wait.waitNs(roundTripsUs)).isEqualTo(ReplyWait.WAIT_MAX_NS);
    }

    @Test
    void shouldObeyWhatWasAskedFor() {
        roundTripsUs.recordValueWithCount(800_000, 100);

        assertThat(new ReplyWait(OptionalLong.of(7), INITIAL_NS).waitNs(roundTripsUs))
                .isEqualTo(7);
    }

    @Test
    void shouldGoByTheTimeOfAnswersThatCarryNoRoundTrip() {
        assertThat(wait.waitNs(roundTripsUs, 0)).isEqualTo(INITIAL_NS);
        assertThat(wait.waitNs(roundTripsUs, 20_000_000)).isEqualTo(INITIAL_NS / 5);
        assertThat(wait.waitNs(roundTripsUs, 300_000_000)).isEqualTo(300_000_000);
        assertThat(wait.waitNs(roundTripsUs, 3_000_000_000L)).isEqualTo(INITIAL_NS);
        roundTripsUs.recordValueWithCount(300, 1000);
        assertThat(wait.waitNs(roundTripsUs, 3_000_000_000L)).isEqualTo(ReplyWait.MEASURED_MIN_NS);
        assertThat(new ReplyWait(OptionalLong.of(7), INITIAL_NS).waitNs(roundTripsUs, 20_000_000))
                .isEqualTo(7);
    }

    @Test
    void shouldBeginWithWhatTheSearchForHostsLearned() {
        assertThat(ReplyWait.initialNs(Template.NORMAL, 100_000)).isEqualTo(200_000_000);
        assertThat(ReplyWait.initialNs(Template.NORMAL, 60_000_000)).isEqualTo(480_000_000);
        assertThat(ReplyWait.initialNs(Template.NORMAL, 600_000_000)).isEqualTo(1_000_000_000);
        assertThat(ReplyWait.initialNs(Template.INSANE, 100_000)).isEqualTo(ReplyWait.MEASURED_MIN_NS);
    }
}
