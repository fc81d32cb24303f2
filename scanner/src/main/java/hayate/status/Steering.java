package hayate.status;

import hayate.work.SystemClock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What may change while a scan runs: how much it says, whether it shows its packets, and that it tells now where it stands.
 * Safe from any thread.
 */
public final class Steering {
    private static final int LEVEL_MAX = 9;

    private final AtomicInteger verbose;
    private final AtomicInteger debug;
    private final AtomicBoolean statusWanted = new AtomicBoolean();
    private final PacketTrace packets = new PacketTrace(Terminal.standardError(), new SystemClock());

    /**
     * How it begins.
     *
     * @param verbose level of -v
     * @param debug level of -d
     */
    public Steering(int verbose, int debug) {
        this.verbose = new AtomicInteger(verbose);
        this.debug = new AtomicInteger(debug);
    }

    /** The level of -v now. */
    public int verbose() {
        return verbose.get();
    }

    /** The level of -d now. */
    public int debug() {
        return debug.get();
    }

    /** The view of its packets. */
    public PacketTrace packets() {
        return packets;
    }

    /** One more or one less of -v; the level then. */
    int changeVerbose(int by) {
        return change(verbose, by);
    }

    /** One more or one less of -d; the level then. */
    int changeDebug(int by) {
        return change(debug, by);
    }

    private static int change(AtomicInteger level, int by) {
        return level.updateAndGet(now -> Math.max(0, Math.min(LEVEL_MAX, now + by)));
    }

    /** Somebody wants to know where the scan stands. */
    void wantStatus() {
        statusWanted.set(true);
    }

    /** Whether somebody wants to know; who asks has to tell. */
    public boolean takeStatusWanted() {
        return statusWanted.get() && statusWanted.getAndSet(false);
    }
}
