package hayate.service;

import hayate.service.db.ServiceProbe;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Where a port stands among its look-alikes: in the group of those that take what they are asked as it does, and from its
 * first {@link #KNOWN_AFTER_NS} on as one of their number, until it is told; and, if it said something, in the group of those that
 * said the same and ended untold. Owned by the scanner's thread.
 */
final class Standing {
    static final String SILENT = "is silent";
    /** Honest servers are told by then, mostly. */
    static final long KNOWN_AFTER_NS = 600_000_000L;

    /** FTP, SSH, SMTP, POP3, NNTP, IMAP. */
    private static final Set<Integer> GREETING_PORTS = Set.of(21, 22, 24, 25, 26, 110, 119, 143, 587, 2525);

    private final LookAlikes all;
    private final int port;
    private final boolean sparing;
    private String manner = "";
    private LookAlikes.Group group;
    private LookAlikes.Group sayingTheSame;
    private boolean counted;
    private boolean heardOut;
    private boolean isParrot;
    private List<Parrots> parrots = List.of();

    /**
     * @param sparing whether what tells others nothing is spared
     */
    Standing(LookAlikes all, int port, boolean sparing) {
        this.all = all;
        this.port = port;
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

    /** What it does now, what it said first if anything, whether that fills all that is read, and whether it has done so for long. */
    void now(String newManner, OptionalInt words, boolean floods, boolean forLong) {
        if (!newManner.equals(manner)) {
            uncount();
            manner = newManner;
            group = all.group(newManner);
            heardOut = false;
            isParrot = false;
            parrots = parrots(words, floods);
            sayingTheSame = words.isPresent()
                    ? all.saying(newManner.startsWith(Verdict.TLS_SERVICE), words.getAsInt())
                    : LookAlikes.NOBODY;
        }
        if (forLong && !counted) {
            counted = true;
            count(1);
        }
    }

    private void count(int ports) {
        group.add(ports);
        if (manner.equals(SILENT)) {
            all.addSilent(port, ports);
        }
    }

    /** It said something so long after it was asked. */
    void brokeSilence(long afterNs) {
        group.brokeSilence(afterNs);
    }

    /** Whether many others are silent at the same port. */
    boolean isSilentAsOthersHere() {
        return all.isSilentAt(port);
    }

    /** Whether its number is one at which servers speak first, and not one at which hundreds are silent. */
    boolean mayGreet() {
        return GREETING_PORTS.contains(port) && !isSilentAsOthersHere();
    }

    /** It was listened to as long as any is, for nothing. */
    void heardOut() {
        if (!heardOut) {
            heardOut = true;
            if (group.heardOut()) {
                all.crowdHeard();
            }
        }
    }

    /** How long one of its crowd is listened to by what others have shown, less where it has spoken already. */
    long enoughHeardNs() {
        return sayingTheSame == LookAlikes.NOBODY ? group.enoughHeardNs() : LookAlikes.HEARD_MIN_NS;
    }

    /** Over a connection on which a probe was sent it said what it says unasked, or something else. */
    void heard(ServiceProbe probe, Sameness.Sign sign) {
        boolean alike = sign == Sameness.Sign.ALIKE || sign == Sameness.Sign.ALIKE_AND_FULL;
        parrots.forEach(others -> others.add(probe, sign, alike && !isParrot));
        isParrot |= alike;
    }

    /** Whether others that say the same unasked have shown that they say no more when asked. */
    boolean isAmongParrots() {
        return sparing && parrots.stream().anyMatch(Parrots::areCertain);
    }

    private List<Parrots> parrots(OptionalInt words, boolean floods) {
        if (words.isEmpty()) {
            return List.of();
        }
        Parrots sayingTheSameUnasked = all.parrots(words.getAsInt());
        return floods ? List.of(sayingTheSameUnasked, all.floods) : List.of(sayingTheSameUnasked);
    }

    /** It is told, and no longer one of those that are not. */
    void told() {
        uncount();
    }

    /** It has ended, and nothing told it. */
    void untold() {
        if (sayingTheSame != LookAlikes.NOBODY) {
            sayingTheSame.add(1);
        } else if (!counted) {
            counted = true;
            count(1);
        }
    }

    private void uncount() {
        if (counted) {
            counted = false;
            count(-1);
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
