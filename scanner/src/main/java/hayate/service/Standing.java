package hayate.service;

import java.util.List;
import java.util.OptionalInt;

/**
 * Where a port stands among its look-alikes: in the group of those that take what they are asked as it does, and from its
 * first {@link #KNOWN_AFTER_NS} on as one of their number, until it is told; and, if it said something, in the group of those that
 * said the same and ended untold. Owned by the scanner's thread.
 */
final class Standing {
    /** Honest servers are told by then, mostly. */
    static final long KNOWN_AFTER_NS = 600_000_000L;

    private final LookAlikes all;
    private final boolean sparing;
    private String manner = "";
    private LookAlikes.Group group;
    private LookAlikes.Group sayingTheSame;
    private boolean counted;
    private boolean heardOut;

    /**
     * @param sparing whether what tells others nothing is spared
     */
    Standing(LookAlikes all, boolean sparing) {
        this.all = all;
        this.sparing = sparing;
        this.group = all.group(manner);
        this.sayingTheSame = LookAlikes.NOBODY;
    }

    /** The narrower one if there are enough in it. */
    LookAlikes.Group group() {
        return sayingTheSame.isCrowd() ? sayingTheSame : group;
    }

    /** All that learn from what becomes of a probe here. */
    List<LookAlikes.Group> groups() {
        return sayingTheSame == LookAlikes.NOBODY ? List.of(group) : List.of(group, sayingTheSame);
    }

    /** What it does now, what it said first if anything, and whether it has done so for long. */
    void now(String newManner, OptionalInt words, boolean forLong) {
        if (!newManner.equals(manner)) {
            uncount();
            manner = newManner;
            group = all.group(newManner);
            heardOut = false;
            sayingTheSame = words.isPresent() ? all.saying(newManner, words.getAsInt()) : LookAlikes.NOBODY;
        }
        if (forLong && !counted) {
            counted = true;
            group.add(1);
        }
    }

    /** It said something so long after it was asked. */
    void brokeSilence(long afterNs) {
        group.brokeSilence(afterNs);
    }

    /** It was listened to as long as any is, for nothing. */
    void heardOut() {
        if (!heardOut) {
            heardOut = true;
            group.heardOut();
        }
    }

    /** How long one of its crowd is listened to by what others have shown, less where it has spoken already. */
    long enoughHeardNs() {
        return sayingTheSame == LookAlikes.NOBODY ? group.enoughHeardNs() : LookAlikes.HEARD_MIN_NS;
    }

    /** It is told, and no longer one of those that are not. */
    void told() {
        uncount();
    }

    /** It has ended, and nothing told it. */
    void untold() {
        if (sayingTheSame != LookAlikes.NOBODY) {
            sayingTheSame.add(1);
        }
    }

    private void uncount() {
        if (counted) {
            counted = false;
            group.add(-1);
        }
    }

    /** Whether so many take it as this one does that what tells them nothing is spared. */
    boolean isAmongCrowd() {
        return sparing && group().isCrowd();
    }

    /** The same, and it has done so for long. */
    boolean isInCrowd() {
        return isAmongCrowd() && (counted || sayingTheSame.isCrowd());
    }
}
