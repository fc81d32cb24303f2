package hayate.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hayate.Seeds;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GroupedOrderTest {
    private static final int FIRST = 0x0A00_0000;

    private static TargetSpace space(int hosts, int ports) {
        BitSet some = new BitSet();
        some.set(1, ports + 1);
        return TargetSpace.of(AddressSet.builder().add(FIRST, FIRST + hosts - 1).build(), PortSet.of(some));
    }

    @Test
    void shouldSendEveryTargetOnceAndEachGroupWholly() {
        SplittableRandom random = new SplittableRandom(Seeds.seed());
        for (int i = 0; i < 300; i++) {
            int hosts = 1 + random.nextInt(60);
            int ports = 1 + random.nextInt(9);
            int groups = 1 + random.nextInt(hosts);
            Shard shard = new Shard(1, 1 + random.nextInt(4));
            long seed = random.nextLong();
            BitSet seen = new BitSet();
            for (int number = 1; number <= shard.count(); number++) {
                SendingOrder order =
                        SendingOrder.inGroups(space(hosts, ports), groups, seed, new Shard(number, shard.count()));
                check(order, ports, seen, hosts + " x " + ports + " in " + groups + " seed " + seed);
            }
            assertEquals(hosts * ports, seen.cardinality());
        }
    }

    private static void check(SendingOrder order, int ports, BitSet seen, String what) {
        int group = 0;
        for (long step = 0; step < order.length(); step++) {
            while (step >= order.endOfGroup(group)) {
                group++;
            }
            long index = order.indexAt(step);
            assertEquals(step, order.stepOf(index), what);
            assertTrue(!seen.get((int) index), what);
            seen.set((int) index);
            if (order.groups() > 1) {
                long host = index / ports;
                long[] hosts = order.hostsOfGroup(group);
                assertTrue(Arrays.binarySearch(hosts, host) >= 0, what);
            }
        }
        assertEquals(order.length(), order.endOfGroup(order.groups() - 1), what);
    }

    @Test
    void shouldSpreadEachGroupOverTheSpace() {
        SendingOrder order = SendingOrder.inGroups(
                space(1 << 16, 2), 16, new SplittableRandom(Seeds.seed()).nextLong(), Shard.WHOLE);
        TreeSet<Long> all = new TreeSet<>();
        for (int group = 0; group < order.groups(); group++) {
            int[] perNetwork = new int[256];
            for (long host : order.hostsOfGroup(group)) {
                perNetwork[(int) (host >> 8)]++;
                all.add(host);
            }
            for (int hosts : perNetwork) {
                // 16 of 256 are expected, with a standard deviation of 3.9
                assertTrue(hosts > 0 && hosts < 45, "hosts of a network in a group: " + hosts);
            }
        }
        assertEquals(1 << 16, all.size());
    }

    @Test
    void shouldCutLargeSpacesOfHostsAlone() {
        assertEquals(1, SendingOrder.groupsFor(space(1 << 12, 255)));
        assertEquals(6, SendingOrder.groupsFor(space(1 << 16, 100)));
        assertEquals(16, SendingOrder.groupsFor(space(1 << 16, 1000)));
        TargetSpace whole = space(1 << 16, 1000);
        TargetSpace withSingle = TargetSpace.of(whole.gridAddresses(), whole.ports(), new long[] {Target.of(7, 7)});
        assertEquals(1, SendingOrder.groupsFor(withSingle));
        SendingOrder plain = new SendingOrder(1000, 5, Shard.WHOLE);
        SendingOrder one = SendingOrder.inGroups(space(100, 10), 1, 5, Shard.WHOLE);
        assertArrayEquals(
                new long[] {plain.indexAt(0), plain.indexAt(999), 1000},
                new long[] {one.indexAt(0), one.indexAt(999), one.endOfGroup(0)});
    }
}
