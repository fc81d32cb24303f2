package hayate.report;

import java.util.Arrays;
import java.util.Optional;

/** What is said of a port, in nmap's words. */
public enum PortState {
    OPEN("open"),
    CLOSED("closed"),
    FILTERED("filtered"),
    UNFILTERED("unfiltered"),
    OPEN_FILTERED("open|filtered"),
    CLOSED_FILTERED("closed|filtered"),
    UNKNOWN("unknown");

    private final String label;

    PortState(String label) {
        this.label = label;
    }

    /** The word in every format. */
    public String label() {
        return label;
    }

    /** Whether --open lists it: open, or not known to be shut. */
    public boolean mayBeOpen() {
        return this == OPEN || this == OPEN_FILTERED || this == UNFILTERED;
    }

    /** The state of that word. */
    public static Optional<PortState> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(state -> state.label.equals(label))
                .findFirst();
    }
}
