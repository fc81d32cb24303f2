package hayate.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeftoversTest {
    @Test
    void shouldKnowTheProcessThatMadeANamespace() {
        assertThat(Leftovers.ownerOf("hy4711x1-scan")).hasValue(4711);
        assertThat(Leftovers.ownerOf("hy1x23-net")).hasValue(1);
    }

    @Test
    void shouldLeaveTheNamespacesOfOthersAlone() {
        for (String name : new String[] {
            "",
            "hy",
            "hyme-net",
            "hy-4711-1a",
            "hy4711-scan",
            "hy4711x1",
            "hy4711x1-scan2",
            "xhy4711x1-scan",
            "hy0x1-net",
            "hy99999999999x1-net",
            "hy4711x-net",
            "hy4711x1-net\n"
        }) {
            assertThat(Leftovers.ownerOf(name)).as(name).isEmpty();
        }
    }
}
