package hayate.service;

/**
 * Where a port stands among its look-alikes: in the group of those that take what they are asked as it does, and from its
 * first {@link #KNOWN_AFTER_NS} on as one of their number, until it is told. Owned by the scanner's thread.
 */
final class Standing {
    /** Honest servers are told by then, mostly. */
    static final long KNOWN_AFTER_NS = 600_000_000L;

    private final LookAlikes all;
    private final boolean sparing;
    private String manner = "";
    private LookAlikes.Group group;
    private boolean counted;

    /**
     * @param sparing whether what tells others nothing is spared
     */
    Standing(LookAlikes all, boolean sparing) {
        this.all = all;
        this.sparing = sparing;
        this.group = all.group(manner);
    }

    LookAlikes.Group group() {
        return group;
    }

    /** What it does now, and whether it has done so for long. */
    void now(String newManner, boolean forLong) {
        if (!newManner.equals(manner)) {
            uncount();
            manner = newManner;
            group = all.group(newManner);
        }
        if (forLong && !counted) {
            counted = true;
            group.add(1);
        }
    }

    /** It is told, and no longer one of those that are not. */
    void told() {
        uncount();
    }

    private void uncount() {
        if (counted) {
            counted = false;
            group.add(-1);
        }
    }

    /** Whether so many take it as this one does that what tells them nothing is spared. */
    boolean isAmongCrowd() {
        return sparing && group.isCrowd();
    }

    /** The same, and it has done so for long. */
    boolean isInCrowd() {
        return counted && isAmongCrowd();
    }
}
