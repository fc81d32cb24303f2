package hayate.output;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether files are synced to the disk (fsync(2)), which only a power cut needs: a process may be killed at any time
 * without. A scan does not sync in its first second, where some fifteen syncs would take as long as its probes; a power
 * cut then costs that second.
 */
public final class Durability {
    /** Always synced. */
    public static final Durability ALWAYS = new Durability(0);

    private static final long FIRST_NS = 1_000_000_000L;

    private final long laterNs;
    private final long madeNs = System.nanoTime();

    private Durability(long laterNs) {
        this.laterNs = laterNs;
    }

    /** Of a scan's files, by when it was first started, in nanoseconds since the epoch. */
    public static Durability ofScan(long startedNs) {
        long ageNs = Duration.between(Instant.EPOCH, Instant.now()).toNanos() - startedNs;
        return new Durability(Math.max(0, Math.min(FIRST_NS, FIRST_NS - ageNs)));
    }

    /** Whether to sync now. */
    public boolean isDue() {
        return System.nanoTime() - madeNs >= laterNs;
    }
}
