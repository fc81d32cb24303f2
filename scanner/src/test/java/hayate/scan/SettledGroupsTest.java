package hayate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.plan.AddressSet;
import hayate.plan.PortSet;
import hayate.plan.SendingOrder;
import hayate.plan.Shard;
import hayate.plan.TargetSpace;
import hayate.queue.Stretches;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettledGroupsTest {
    private static final int WALK = 1;
    private static final List<Stretches.Range> NOTHING_PENDING = List.of();

    private final TargetSpace space =
            TargetSpace.of(AddressSet.builder().add(0x0A000000, 0x0A0000FF).build(), PortSet.of(new int[] {22, 80}));
    private final SendingOrder order = SendingOrder.inGroups(space, 4, 7, Shard.WHOLE);
    private final SettledGroups groups = new SettledGroups(order, WALK);

    @Test
    void shouldWaitUntilAllIsReadThatHadComeWhenAGroupWasLeftBehind() {
        long step = order.endOfGroup(0);
        groups.reached(WALK, step, NOTHING_PENDING, 100, 90);
        assertThat(groups.take()).as("ten packets are unread").isEqualTo(SettledGroups.NONE);
        groups.reached(WALK, step, NOTHING_PENDING, 130, 99);
        assertThat(groups.take()).as("one of the ten is unread").isEqualTo(SettledGroups.NONE);

        groups.reached(WALK, step, NOTHING_PENDING, 150, 100);

        assertThat(groups.take()).as("what came later is of others").isZero();
        assertThat(groups.take()).isEqualTo(SettledGroups.NONE);
    }

    @Test
    void shouldWaitForTheUnreadOfEachGroup() {
        groups.reached(WALK, order.endOfGroup(0), NOTHING_PENDING, 100, 100);
        groups.reached(WALK, order.endOfGroup(1), NOTHING_PENDING, 200, 150);

        assertThat(groups.take()).isZero();
        assertThat(groups.take()).isEqualTo(SettledGroups.NONE);
    }

    @Test
    void shouldLeaveAGroupThatIsAskedAgainToTheEnd() {
        List<Stretches.Range> lost = List.of(new Stretches.Range(order.endOfGroup(0), order.endOfGroup(0) + 1));

        groups.reached(WALK, order.endOfGroup(2), lost, 100, 100);

        assertThat(groups.take()).isZero();
        assertThat(groups.take()).isEqualTo(2);
        assertThat(groups.take()).isEqualTo(SettledGroups.NONE);
    }

    @Test
    void shouldSettleNothingBeforeTheLastWalk() {
        groups.reached(WALK - 1, order.endOfGroup(3), NOTHING_PENDING, 100, 100);

        assertThat(groups.take()).isEqualTo(SettledGroups.NONE);
    }
}
