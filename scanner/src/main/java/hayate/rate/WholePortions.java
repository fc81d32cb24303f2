package hayate.rate;

import hayate.send.Allowance;

/**
 * So many probes at once and then nothing until as many are due again, to see whether the path takes them. Who wakes late
 * makes up for nothing: two portions close together would ask the path for more than one. A little below the rate, so that
 * no 100 ms hold more than the rate's share for the portion in which they begin. Owned by its transmitter's thread.
 *
 * <p>Worked: eight at once at 100,000/s go every 84 µs, and a thread that wakes 40 µs late comes to 64,000/s. A bucket of five
 * passes five of the eight all the same.
 */
final class WholePortions implements Allowance {
    private static final double SLOWER = 1.05;

    private final int portionProbes;
    private final double pauseNs;
    private boolean started;
    private long dueNs;
    private int left;

    /** @param pace a finite one, in whole portions */
    WholePortions(Pace pace) {
        portionProbes = (int) pace.portions().most();
        pauseNs = SLOWER * portionProbes * 1e9 / pace.probesPerSecond();
    }

    @Override
    public int available(long nowNs, int wanted) {
        if (left == 0 && nowNs - nextNs(nowNs) >= 0) {
            left = portionProbes;
            dueNs = nowNs + (long) pauseNs;
        }
        return Math.min(wanted, left);
    }

    @Override
    public void consume(long nowNs, int count) {
        left = Math.max(0, left - count);
    }

    @Override
    public long nextNs(long nowNs) {
        if (!started) {
            started = true;
            dueNs = nowNs;
        }
        return left > 0 ? nowNs : dueNs;
    }
}
