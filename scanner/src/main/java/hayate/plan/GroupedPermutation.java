package hayate.plan;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A permutation of hosts × ports that walks the hosts in groups: which hosts make up a group is random, and the targets of a
 * group are in random order among themselves. So each group is a sample of the whole space, on all its networks, and its
 * hosts are done when it is.
 *
 * <p>Position p lies in group p / (hosts of a group × ports). Costs two {@link Permutation}s a call. Immutable; a call
 * allocates nothing.
 */
final class GroupedPermutation {
    private final long ports;
    private final long hostsPerGroup;
    private final long groupSize;
    private final int groups;
    private final Permutation hostOrder;
    private final Permutation inner;
    private final Permutation lastInner;

    /**
     * @param hosts at least {@code groups}
     * @param ports of each host
     */
    GroupedPermutation(long hosts, int ports, int groupsWanted, long seed) {
        this.ports = ports;
        this.hostsPerGroup = (hosts + groupsWanted - 1) / groupsWanted;
        this.groups = (int) ((hosts + hostsPerGroup - 1) / hostsPerGroup);
        this.groupSize = hostsPerGroup * ports;
        SplittableRandom seeds = new SplittableRandom(seed);
        this.hostOrder = new Permutation(hosts, seeds.nextLong());
        this.inner = new Permutation(groupSize, seeds.nextLong());
        this.lastInner = new Permutation(hosts * ports - (groups - 1) * groupSize, seeds.nextLong());
    }

    int groups() {
        return groups;
    }

    int groupAt(long position) {
        return (int) (position / groupSize);
    }

    /** The position after the last of a group. */
    long endOf(int group) {
        return group == groups - 1 ? hostOrder.size() * ports : (group + 1) * groupSize;
    }

    /** The numbers of a group's hosts, ascending; a fresh array. */
    long[] hostsOf(int group) {
        long first = group * hostsPerGroup;
        long[] hosts = new long[(int) (Math.min(hostOrder.size(), first + hostsPerGroup) - first)];
        for (int i = 0; i < hosts.length; i++) {
            hosts[i] = hostOrder.indexAt(first + i);
        }
        Arrays.sort(hosts);
        return hosts;
    }

    long indexAt(long position) {
        long group = position / groupSize;
        long base = group * groupSize;
        long within = innerOf(group).indexAt(position - base);
        long host = within / ports;
        return hostOrder.indexAt(group * hostsPerGroup + host) * ports + (within - host * ports);
    }

    long positionOf(long index) {
        long host = index / ports;
        long place = hostOrder.positionOf(host);
        long group = place / hostsPerGroup;
        long within = (place - group * hostsPerGroup) * ports + (index - host * ports);
        return group * groupSize + innerOf(group).positionOf(within);
    }

    private Permutation innerOf(long group) {
        return group == groups - 1 ? lastInner : inner;
    }
}
