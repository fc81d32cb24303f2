package hayate.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RareProbesTest {
    private final RareProbes rare = new RareProbes();

    private void ask(int count, int port, boolean told) {
        for (int i = 0; i < count; i++) {
            assertThat(rare.begin()).isTrue();
            rare.end(port, told);
        }
    }

    @Test
    void shouldSpareAPortNumberThatNothingWasToldAt() {
        ask(RareProbes.PORT_MIN - 1, 7000, false);
        assertThat(rare.isHopeless(7000)).isFalse();
        ask(1, 7000, false);

        assertThat(rare.isHopeless(7000)).isTrue();
        assertThat(rare.isHopeless(7001)).isFalse();
    }

    @Test
    void shouldGoOnWhereRareProbesTellServices() {
        ask(2, 7000, true);
        ask(RareProbes.PORT_MIN, 7000, false);

        assertThat(rare.isHopeless(7000)).isFalse();
    }

    @Test
    void shouldSpareAllPortsWhereNothingWasToldAtAny() {
        for (int port = 1; port <= RareProbes.RUN_MIN; port++) {
            ask(1, port, false);
        }

        assertThat(rare.isHopeless(60_000)).isTrue();
    }

    @Test
    void shouldBoundThePortsThatAreAskedAtOnce() {
        for (int i = 0; i < RareProbes.SCOUTS_MAX; i++) {
            assertThat(rare.begin()).isTrue();
        }
        assertThat(rare.begin()).isFalse();
        rare.end(7000, false);
        assertThat(rare.begin()).isTrue();
    }
}
