package hayate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("network")
class TestWorldNetworkTest {
    @Test
    void shouldLeaveNothingBehindWhenItCannotBeBuilt() {
        TestWorld scripted = TestWorld.of("one", "two");
        assertThat(namespace(scripted, "two")).exists();
        assertThatThrownBy(() -> scripted.rules("one", "no such rule")).hasMessageContaining("no such rule");
        assertThat(namespace(scripted, "one")).doesNotExist();
        assertThat(namespace(scripted, "two")).doesNotExist();

        TestWorld listening = TestWorld.of("one");
        assertThatThrownBy(() -> listening.listen("one", 80, 80)).hasMessageContaining("listen");
        assertThat(namespace(listening, "one")).doesNotExist();
    }

    private static Path namespace(TestWorld world, String name) {
        return Path.of("/run/netns", world.namespace(name));
    }
}
