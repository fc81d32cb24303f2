package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static org.assertj.core.api.Assertions.assertThat;

import hayate.e2e.Hayate.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The kernel's resets: polite by default, held back when asked, and the rule gone afterwards whatever happened. */
@Tag("network")
@Execution(ExecutionMode.CONCURRENT)
class KernelRstNetworkTest {
    private static String tables(TestWorld world) {
        return world.output("$in_near nft list tables").strip();
    }

    @Test
    void shouldResetUnlessToldNotTo() {
        try (TestWorld world = TestWorld.veth().listen(FAR, 80)) {
            world.countArrivals(FAR, "f0", "ip protocol tcp tcp flags & rst == rst");
            assertThat(Hayate.json(world, NEAR, "10.0.0.0/26", "-p", 80).found())
                    .hasSize(64);
            assertThat(world.takeArrived(FAR)).isEqualTo(64);
            for (String backend : new String[] {"packet", "xdp", "ip", "pcap"}) {
                Outcome outcome =
                        Hayate.json(world, NEAR, "10.0.0.0/26", "-p", 80, "--no-kernel-rst", "--backend", backend);
                assertThat(outcome.exitCode()).as(outcome.err()).isZero();
                assertThat(outcome.found()).as(backend).hasSize(64);
                assertThat(world.takeArrived(FAR)).as(backend).isZero();
                assertThat(tables(world)).isEmpty();
            }
        }
    }

    @Test
    void shouldRemoveTheRuleThatAKilledScanLeft() throws Exception {
        try (TestWorld world = TestWorld.veth().listen(FAR, 80).countSyns()) {
            try (Hayate scan =
                    Hayate.start(world, NEAR, "10.0.0.0/16", "-p", 80, "--rate", 1000, "--no-kernel-rst", "-q")) {
                while (scan.isAlive() && world.arrived(FAR) == 0) {
                    Thread.sleep(10);
                }
                assertThat(tables(world)).contains("hayate_" + scan.pid() + "_");
                scan.signal("KILL").await();
            }
            assertThat(tables(world)).as("left by the killed").contains("hayate_");
            assertThat(Hayate.run(world, NEAR, "10.0.0.1", "-p", 80, "-q").exitCode())
                    .isZero();
            assertThat(tables(world)).isEmpty();

            try (Hayate scan =
                    Hayate.start(world, NEAR, "10.0.0.0/16", "-p", 80, "--rate", 1000, "--no-kernel-rst", "-q", "-v")) {
                while (scan.isAlive() && tables(world).isEmpty()) {
                    Thread.sleep(10);
                }
                Outcome other = Hayate.run(world, NEAR, "10.0.0.1", "-p", 80, "-q");
                assertThat(other.exitCode()).as(other.err()).isZero();
                assertThat(tables(world)).as("a living scan's rule stays").contains("hayate_" + scan.pid() + "_");
                assertThat(scan.signal("TERM").await().exitCode()).isEqualTo(143);
            }
            assertThat(tables(world)).isEmpty();
        }
    }
}
