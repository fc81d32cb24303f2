package hayate.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LocalTimeTest {
    @Test
    void shouldTellTheTimeOfThisMachinesZoneAsTheJdkDoes() {
        SplittableRandom random = new SplittableRandom(20261125);
        for (int i = 0; i < 200; i++) {
            long epochNs = random.nextLong(0, 2_000_000_000L) * 1_000_000_000L + random.nextInt(1_000_000_000);
            assertThat(LocalTime.at(epochNs))
                    .as("%d ns", epochNs)
                    .isEqualTo(LocalDateTime.ofInstant(Instant.ofEpochSecond(0, epochNs), ZoneId.systemDefault()));
        }
    }
}
