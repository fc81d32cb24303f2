package hayate.result;

/** What replies say of a target. The ordinal is the rank: a target's state only ever rises. */
public enum State {
    SILENT("silent"),
    FILTERED("filtered"),
    CLOSED("closed"),
    OPEN("open");

    private static final State[] VALUES = values();

    private final String label;

    State(String label) {
        this.label = label;
    }

    /** The word in every output. */
    public String label() {
        return label;
    }

    /** The rank, 0..3: two bits. */
    @SuppressWarnings("EnumOrdinal")
    public int rank() {
        return ordinal();
    }

    /** The state of a rank 0..3. */
    public static State ofRank(int rank) {
        return VALUES[rank];
    }
}
