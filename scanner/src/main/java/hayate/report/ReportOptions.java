package hayate.report;

import java.time.ZoneId;
import java.util.Optional;

/**
 * What a writer shows and hides.
 *
 * @param verbosity how often -v was given: more ports are listed, down hosts as well
 * @param debugging how often -d was given
 * @param withReason whether the replies that states rest on are shown; implied by two -v or one -d
 * @param openOnly whether only ports that may be open are listed, and only hosts that have one (--open)
 * @param withVersion whether services were asked for their versions (-sV)
 * @param stylesheet where browsers find the style of an XML report, if anywhere
 * @param zone in which times are told
 */
public record ReportOptions(
        int verbosity,
        int debugging,
        boolean withReason,
        boolean openOnly,
        boolean withVersion,
        Optional<String> stylesheet,
        ZoneId zone) {
    private static final int DEBUGGING_ALL_PORTS = 3;
    private static final int VERBOSITY_REASONS = 2;

    /** The defaults of a scan: quiet, local time, no stylesheet. */
    public static ReportOptions defaults() {
        return new ReportOptions(0, 0, false, false, false, Optional.empty(), ZoneId.systemDefault());
    }

    /** The same with another verbosity. */
    public ReportOptions withVerbosity(int newVerbosity, int newDebugging) {
        return new ReportOptions(newVerbosity, newDebugging, withReason, openOnly, withVersion, stylesheet, zone);
    }

    /** The same, listing every port of every host, as copies of a report must. */
    public ReportOptions withEverything() {
        return new ReportOptions(1, DEBUGGING_ALL_PORTS, withReason, openOnly, withVersion, stylesheet, zone);
    }

    /** Whether reasons are shown. */
    public boolean showsReasons() {
        return withReason || verbosity >= VERBOSITY_REASONS || debugging > 0;
    }

    /** Whether hosts that are down are listed. */
    public boolean showsDownHosts() {
        return verbosity > 0 || debugging > 0;
    }

    /** Whether the host's start and duration are shown. */
    boolean showsHostTimes() {
        return verbosity >= VERBOSITY_REASONS || debugging > 0;
    }

    /** Whether this many ports of a state are too many to list. */
    boolean collapses(PortState state, int count) {
        if (openOnly && !state.mayBeOpen()) {
            return true;
        }
        boolean neverCollapsed = state == PortState.OPEN
                || state == PortState.UNKNOWN
                || debugging >= DEBUGGING_ALL_PORTS
                || state == PortState.OPEN_FILTERED && verbosity >= 3;
        return !neverCollapsed && count > 25 * (verbosity + 1 + 20 * debugging);
    }

    /** Whether a host is written at all. */
    boolean shows(HostReport host) {
        if (host.status().presence() == HostReport.Presence.DOWN) {
            return showsDownHosts() && !openOnly;
        }
        return !openOnly
                || host.ports().isEmpty()
                || host.ports().stream().anyMatch(port -> port.state().mayBeOpen());
    }
}
