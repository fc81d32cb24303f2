package hayate.scan;

import hayate.output.Reporter;
import hayate.plan.SendingOrder;
import hayate.result.AnsweredMap;
import hayate.result.FindingRing;
import hayate.send.Restraints;
import hayate.status.Terminal;
import hayate.work.SystemClock;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the parts of a running scan share, by probes or by connections.
 *
 * @param config what was asked for
 * @param order the sending order over its space
 * @param settled of which hosts nothing more will be heard
 * @param retries passes over the silent after the first
 * @param signal the signal that ends it, 0 while there is none
 * @param restraints what keeps it from asking single targets
 * @param clock the time
 * @param terminal where people read
 */
record ScanContext(
        ScanConfig config,
        SendingOrder order,
        SettledGroups settled,
        int retries,
        AtomicInteger signal,
        Restraints restraints,
        SystemClock clock,
        Terminal terminal) {
    /** The bitmap of answers may take this much; beyond it a hash holds those that answered. */
    private static final long ANSWERED_BITMAP_MAX_BYTES = 1L << 30;
    /** A disk that stays full this long ends the scan, resumable: a job nobody watches must not wait for ever. */
    private static final long FULL_DISK_PATIENCE_NS = 30_000_000_000L;

    private static final int FINDING_SLOTS_MIN = 1024;

    void warn(String line) {
        terminal.line("hayate: " + line);
    }

    AnsweredMap answeredMap() {
        return AnsweredMap.forSize(config.space().size(), ANSWERED_BITMAP_MAX_BYTES);
    }

    FindingRing findingRing() {
        long slots = Math.max(FINDING_SLOTS_MIN, Math.min(FindingRing.DEFAULT_SLOTS, order.length()));
        return new FindingRing(Integer.highestOneBit((int) slots));
    }

    /** Whether to end before all is asked: after a signal, without a reader, or when results cannot be written. */
    boolean isToEnd(Reporter reporter) {
        return signal.get() != 0
                || reporter.isStandardOutputClosed()
                || reporter.failingForNs(clock.nanoTime()) > FULL_DISK_PATIENCE_NS;
    }

    /**
     * What the process ends with.
     *
     * @param failed whether something failed while it ran
     * @param whole whether everything was asked, followed up, and nothing lost on this machine for good
     */
    int exitCode(boolean failed, boolean whole) {
        if (failed) {
            return Scan.FAILED;
        }
        if (signal.get() != 0) {
            return Scan.SIGNAL_BASE + signal.get();
        }
        return whole ? Scan.DONE : Scan.INCOMPLETE;
    }
}
