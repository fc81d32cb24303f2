package hayate.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.net.Libc;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Tag("network")
@Isolated("counts what other worlds leave")
class WorldNetworkTest {
    private static final WorldSpec SPEC = new WorldSpec("10.0.0.0/24", 2);

    @BeforeEach
    void needRoot() {
        assumeTrue(Libc.effectiveUserId() == 0, "not root");
        assumeTrue(Tool.find("ip") != null, "no ip(8)");
    }

    private static boolean exists(String namespace) {
        return Files.exists(Path.of("/run/netns", namespace));
    }

    @Test
    void shouldMakeAWorldWithNoWayOutAndRemoveIt() {
        World world = World.create(SPEC);
        try (world) {
            String routes = Tool.run(world.inScanNamespace(List.of("ip", "route")));
            assertThat(routes).contains("10.0.0.0/24 via 192.0.2.2").doesNotContain("default");
            assertThat(Tool.run(world.inFarNamespace(List.of("ip", "route")))).doesNotContain("default");
            assertThat(world.directory()).isEmptyDirectory();
            assertThat(world.macOf(world.farNamespace(), World.FAR_DEVICE)).matches("([0-9a-f]{2}:){5}[0-9a-f]{2}");
        }
        assertThat(exists(world.scanNamespace())).isFalse();
        assertThat(exists(world.farNamespace())).isFalse();
        assertThat(world.directory()).doesNotExist();
        world.close();
    }

    @Test
    void shouldEndItsProcesses() throws InterruptedException {
        Process process;
        try (World world = World.create(SPEC)) {
            process = world.start(new ProcessBuilder(world.inFarNamespace(List.of("sleep", "60"))), false);
            assertThat(process.isAlive()).isTrue();
        }
        assertThat(process.waitFor(1, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldLeaveNothingBehindAfterAnInterrupt() throws Exception {
        String[] made = victimEndedBy("-INT");
        assertThat(exists(made[0])).isFalse();
        assertThat(exists(made[1])).isFalse();
        assertThat(Path.of(made[2])).doesNotExist();
    }

    @Test
    void shouldRemoveTheWorldOfAKilledProcessWhenTheNextIsMade() throws Exception {
        String[] made = victimEndedBy("-KILL");
        assertThat(exists(made[0])).as("killed, so it could not clean up").isTrue();
        World.create(SPEC).close();
        assertThat(exists(made[0])).isFalse();
        assertThat(exists(made[1])).isFalse();
        TemporaryFiles.delete(Path.of(made[2]));
    }

    /** A process makes a world and is ended; its two namespaces and its directory. */
    private static String[] victimEndedBy(String signal) throws IOException, InterruptedException {
        Process victim = new ProcessBuilder(Self.main(WorldVictim.class, List.of()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            String[] made = String.valueOf(output.readLine()).split(" ");
            assertThat(made).hasSize(3);
            assertThat(exists(made[0]) && exists(made[1])).isTrue();
            Tool.run(List.of("kill", signal, Long.toString(victim.pid())));
            assertThat(victim.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return made;
        } finally {
            victim.destroyForcibly();
        }
    }
}
