package hayate.scan;

import hayate.rate.RateConfig;
import hayate.rate.SharedBudget;
import hayate.rate.TargetCap;
import hayate.service.ConnectionPace;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Connections count against the rate of the scan: half of it at most while the sweep goes on, which gets that much less, and
 * all of it afterwards. Where single hosts or networks have caps, or the rate is one probe at a time, services are asked once the sweep is over, so that one
 * account at a time holds for each. Used by the service scanner's thread, but for {@link #sweepIsOver}.
 *
 * <p>Each cap is a cell rate algorithm with the theoretical arrival time of every network asked lately; of {@value
 * #NETWORKS_MAX} networks the one that waited longest is forgotten, which only matters if its time had not come.
 */
final class FollowUpPace implements ConnectionPace {
    private static final double NS_PER_SECOND = 1e9;
    /** So much worth of connections may go together; the rate is lower by the same share of the 100 ms it holds over. */
    private static final double BURST_NS = 2_000_000;

    private static final double BURST_SLACK = 1.02;
    private static final double SWEEPING_SHARE = 0.5;
    /** Below it the distance between two probes is what was asked for, as with -T0 to -T2. */
    private static final double SERIAL_RATE_MAX = 5;

    private static final int NETWORKS_MAX = 1 << 17;
    private static final long ALL = 0;

    private final SharedBudget budget;
    private final List<Level> levels = new ArrayList<>();
    private final boolean afterSweep;
    private final boolean closely;
    private volatile boolean sweeping = true;

    /** The networks of one prefix length. */
    private static final class Level {
        private final int prefixLength;
        private final double intervalNs;
        private final double burstNs;
        private final Map<Long, Double> dueNs = new LinkedHashMap<>();
        private double openFromNs = Double.NEGATIVE_INFINITY;

        Level(int prefixLength, double intervalNs, double burstNs) {
            this.prefixLength = prefixLength;
            this.intervalNs = intervalNs;
            this.burstNs = burstNs;
        }

        private long network(long address) {
            return prefixLength == 0 ? ALL : address >>> Integer.SIZE - prefixLength;
        }

        private double due(long address) {
            return dueNs.getOrDefault(network(address), openFromNs);
        }

        private double waitNs(long address, long nowNs) {
            return Math.max(0, due(address) - burstNs - nowNs);
        }

        private void take(long address, long nowNs, double stretch) {
            double next = Math.max(due(address), (double) nowNs) + stretch * intervalNs;
            dueNs.remove(network(address));
            dueNs.put(network(address), next);
            if (dueNs.size() > NETWORKS_MAX) {
                dueNs.remove(dueNs.keySet().iterator().next());
            }
        }
    }

    FollowUpPace(RateConfig rate, SharedBudget budget) {
        this.budget = budget;
        this.afterSweep = !rate.caps().isEmpty() || rate.probesPerSecond() < SERIAL_RATE_MAX;
        double perSecond = rate.probesPerSecond();
        this.closely = !Double.isInfinite(perSecond);
        if (closely) {
            double intervalNs = NS_PER_SECOND / perSecond;
            boolean bursts = intervalNs < BURST_NS;
            levels.add(new Level(0, bursts ? intervalNs * BURST_SLACK : intervalNs, bursts ? BURST_NS : 0));
        }
        for (TargetCap cap : rate.caps()) {
            levels.add(new Level(cap.prefixLength(), cap.intervalNs(), cap.burstNs()));
        }
    }

    /** Any thread: from now on all of the rate is for connections. */
    void sweepIsOver() {
        sweeping = false;
    }

    @Override
    public long waitNs(long nowNs) {
        if (sweeping && afterSweep) {
            return Long.MAX_VALUE;
        }
        return closely ? (long) Math.ceil(levels.get(0).waitNs(0, nowNs)) : 0;
    }

    @Override
    public long waitNs(InetAddress host, long nowNs) {
        if (sweeping && afterSweep) {
            return Long.MAX_VALUE;
        }
        openAfterSweep(nowNs);
        long address = ServiceFollowUp.addressOf(host) & 0xFFFF_FFFFL;
        double waitNs = 0;
        for (Level level : levels) {
            waitNs = Math.max(waitNs, level.waitNs(address, nowNs));
        }
        return (long) Math.ceil(waitNs);
    }

    /** The sweep's last probe may have gone to any host just now. */
    private void openAfterSweep(long nowNs) {
        for (Level level : levels) {
            if (afterSweep && level.openFromNs == Double.NEGATIVE_INFINITY) {
                level.openFromNs = nowNs + level.intervalNs + level.burstNs;
            }
        }
    }

    @Override
    public void connecting(InetAddress host, long nowNs) {
        long address = ServiceFollowUp.addressOf(host) & 0xFFFF_FFFFL;
        double stretch = sweeping ? 1 / SWEEPING_SHARE : 1;
        for (Level level : levels) {
            level.take(address, nowNs, stretch);
        }
        if (closely) {
            budget.draw();
        }
    }
}
