package hayate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReplyWaitTest {
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

        assertThat(few).isEqualTo(500_000_000);
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
}
