package hayate.queue;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.plan.AddressSet;
import hayate.plan.PortSet;
import hayate.plan.SendingOrder;
import hayate.plan.Shard;
import hayate.plan.TargetSpace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    private final TargetSpace space =
            TargetSpace.of(AddressSet.builder().add(0x0A000000, 0x0A000FFF).build(), PortSet.of(22, 80));
    private final SendingOrder order = new SendingOrder(space, 5, Shard.WHOLE);
    private final ProbeRing ring = new ProbeRing(1);
    private final Set<Long> answered = new HashSet<>();
    private final Generator generator =
            new Generator(space, order, (pass, index) -> answered.contains(index), ring, CanarySource.NONE);

    private List<TargetBlock> runPass(Pass pass, List<Long> targets) {
        List<TargetBlock> blocks = new ArrayList<>();
        generator.begin(pass);
        while (!generator.isDone() || ring.backlog() > 0) {
            generator.doWork();
            TargetBlock block = ring.source(0).peek();
            if (block != null) {
                for (int i = 0; i < block.count; i++) {
                    targets.add(block.targets[i]);
                    assertThat(space.targetAt(order.indexAt(block.positionOf(i))))
                            .isEqualTo(block.targets[i]);
                }
                TargetBlock copy = new TargetBlock();
                copy.firstPosition = block.firstPosition;
                copy.endPosition = block.endPosition;
                blocks.add(copy);
                ring.source(0).release();
            }
        }
        return blocks;
    }

    @Test
    void shouldSendEachTargetOnceInThePassesOrder() {
        List<Long> targets = new ArrayList<>();

        List<TargetBlock> blocks = runPass(
                new Pass(0, Pass.Kind.SWEEP, 0, List.of(new Stretches.Range(0, order.length())), false), targets);

        assertThat(targets).hasSize(8192).doesNotHaveDuplicates();
        for (int step = 0; step < targets.size(); step++) {
            assertThat(targets.get(step)).isEqualTo(space.targetAt(order.indexAt(step)));
        }
        assertThat(blocks.get(blocks.size() - 1).endPosition).isEqualTo(order.length());
    }

    @Test
    void shouldSkipTheAnsweredAndStillCoverTheirPositions() {
        for (long index = 0; index < space.size(); index++) {
            if (index % 100 != 7) {
                answered.add(index);
            }
        }
        List<Long> targets = new ArrayList<>();

        List<TargetBlock> blocks = runPass(
                new Pass(1, Pass.Kind.RETRY, 1, List.of(new Stretches.Range(0, order.length())), true), targets);

        assertThat(targets).hasSize(82);
        long covered = 0;
        for (TargetBlock block : blocks) {
            assertThat(block.firstPosition).isEqualTo(covered);
            covered = block.endPosition;
        }
        assertThat(covered).isEqualTo(order.length());
    }

    @Test
    void shouldWalkOnlyTheRangesOfARepair() {
        List<Long> targets = new ArrayList<>();

        runPass(
                new Pass(
                        2,
                        Pass.Kind.REPAIR,
                        2,
                        List.of(new Stretches.Range(5, 8), new Stretches.Range(8000, 8192)),
                        true),
                targets);

        assertThat(targets).hasSize(3 + 192);
        assertThat(targets.get(0)).isEqualTo(space.targetAt(order.indexAt(5)));
        assertThat(targets.get(3)).isEqualTo(space.targetAt(order.indexAt(8000)));
    }

    @Test
    void shouldBeDoneWithAnEmptyPassAtOnce() {
        List<Long> targets = new ArrayList<>();

        runPass(new Pass(0, Pass.Kind.SWEEP, 0, List.of(), true), targets);

        assertThat(targets).isEmpty();
    }
}
