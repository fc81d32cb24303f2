package hayate.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampClockTest {
    private static final long NOW_NS = 1_795_000_000_123_456_789L;

    private final TimestampClock clock = new TimestampClock(CookieKey.of(3, 4));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 400, 999_999, TimestampClock.RTT_US_MAX})
    void shouldMeasureWhatPassed(int elapsedUs) {
        SplittableRandom random = new SplittableRandom(elapsedUs);
        for (int i = 0; i < 10_000; i++) {
            long sentNs = NOW_NS + random.nextLong(1L << 45);
            int tsval = clock.tsvalOf(sentNs);
            if (tsval != 0) {
                assertThat(clock.rttUs(tsval, sentNs + elapsedUs * 1000L))
                        .as("sent at %d", sentNs)
                        .isEqualTo(elapsedUs);
            }
        }
    }

    @Test
    void shouldTakeASmallStepBackAsNoTime() {
        assertThat(clock.rttUs(clock.tsvalOf(NOW_NS), NOW_NS)).isEqualTo(1);
        assertThat(clock.rttUs(clock.tsvalOf(NOW_NS), NOW_NS - 10_000_000)).isEqualTo(1);
    }

    @Test
    void shouldNotBelieveImplausibleEchoes() {
        int tsval = clock.tsvalOf(NOW_NS);
        assertThat(clock.rttUs(tsval, NOW_NS + 60_000_001_000L)).isEqualTo(TimestampClock.RTT_UNKNOWN);
        assertThat(clock.rttUs(tsval, NOW_NS - 10_001_000)).isEqualTo(TimestampClock.RTT_UNKNOWN);
        assertThat(clock.rttUs(tsval + (1 << 31), NOW_NS)).isEqualTo(TimestampClock.RTT_UNKNOWN);
        assertThat(clock.rttUs(0, NOW_NS)).isEqualTo(TimestampClock.RTT_UNKNOWN);
    }

    @Test
    void shouldHideTheTimeBehindTheKey() {
        assertThat(clock.tsvalOf(NOW_NS)).isNotEqualTo((int) (NOW_NS / 1000));
        assertThat(new TimestampClock(CookieKey.of(3, 5)).tsvalOf(NOW_NS)).isNotEqualTo(clock.tsvalOf(NOW_NS));
    }
}
