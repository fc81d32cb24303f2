package hayate.status;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a running scan says of itself on standard error: one line kept in place on a terminal, or a plain line every
 * {@code --stats-every} elsewhere. Called by the conductor at each of its ticks; redraws at most five times a second.
 */
public final class Progress {
    private static final long REDRAW_INTERVAL_NS = 200_000_000L;

    private final Terminal terminal;
    private final boolean silent;
    private final Steering steering;
    private final OptionalLong statsEveryNs;
    private long lastNs;
    private boolean started;

    /**
     * @param silent -q: say nothing
     * @param steering level of -v: 1 adds closed and filtered, 2 failed and re-sent
     * @param statsEveryNs interval of plain lines; without it only a terminal sees progress
     */
    public Progress(Terminal terminal, boolean silent, Steering steering, OptionalLong statsEveryNs) {
        this.terminal = terminal;
        this.silent = silent;
        this.steering = steering;
        this.statsEveryNs = statsEveryNs;
    }

    /**
     * Shows a snapshot if it is time.
     *
     * @param rateControl what the rate control is doing, shown with -v
     * @param nowNs monotonic
     */
    public void tick(StatusSnapshot snapshot, Optional<String> rateControl, long nowNs) {
        if (steering.takeStatusWanted()) {
            terminal.line(line(snapshot, rateControl));
        }
        if (silent) {
            return;
        }
        if (!started) {
            started = true;
            lastNs = nowNs - (statsEveryNs.isPresent() ? 0 : REDRAW_INTERVAL_NS);
        }
        if (statsEveryNs.isPresent()) {
            if (nowNs - lastNs >= statsEveryNs.getAsLong()) {
                lastNs = nowNs;
                terminal.line(line(snapshot, rateControl));
            }
        } else if (terminal.isInteractive() && nowNs - lastNs >= REDRAW_INTERVAL_NS) {
            lastNs = nowNs;
            terminal.status(line(snapshot, rateControl));
        }
    }

    private String line(StatusSnapshot snapshot, Optional<String> rateControl) {
        int verbose = steering.verbose();
        String line = StatusLine.of(snapshot, verbose);
        return verbose == 0 ? line : line + rateControl.map(text -> ", " + text).orElse("");
    }

    /** Removes the line before the summary. */
    public void end() {
        terminal.clearStatus();
    }
}
