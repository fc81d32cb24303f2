package hayate.send;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.plan.AddressSet;
import org.junit.jupiter.api.Test;

class HostClocksTest {
    private static final long MS_NS = 1_000_000;
    private final HostClocks clocks = new HostClocks(AddressSet.ofRange(10, 20), 500 * MS_NS, 7);

    @Test
    void shouldCountFromTheFirstQuestionOfEachHost() {
        assertThat(clocks.refuses(10, 9_000 * MS_NS)).as("never asked").isFalse();
        clocks.asked(10, 7 + 100 * MS_NS);
        clocks.asked(10, 7 + 400 * MS_NS);
        clocks.asked(11, 7 + 400 * MS_NS);
        assertThat(clocks.refuses(10, 7 + 599 * MS_NS)).isFalse();
        assertThat(clocks.isGivenUp(10)).isFalse();
        assertThat(clocks.refuses(10, 7 + 600 * MS_NS)).isTrue();
        assertThat(clocks.refuses(11, 7 + 899 * MS_NS)).isFalse();
        assertThat(clocks.isGivenUp(10)).isTrue();
        assertThat(clocks.isGivenUp(11)).isFalse();
        assertThat(clocks.isGivenUp(99)).as("no host of ours").isFalse();
        assertThat(clocks.givenUp()).isEqualTo(1);
    }

    @Test
    void shouldStayGivenUp() {
        clocks.asked(20, 7);
        assertThat(clocks.refuses(20, 7 + 500 * MS_NS)).isTrue();
        clocks.asked(20, 7 + 501 * MS_NS);
        assertThat(clocks.refuses(20, 7 + 502 * MS_NS)).isTrue();
    }
}
