package hayate.report;

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
}
