package hayate.service;

import hayate.service.db.ServiceMatch;
import hayate.service.db.ServiceProbe;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What a port is still to be asked: the probes in their order, or among a crowd of look-alikes in theirs, those that have to be
 * repeated, and whether it is to be listened to once more. Owned by the scanner's thread.
 */
final class Agenda {
    /** Instead of a probe's place in the order: to listen. */
    static final int LISTENING = -1;
    /** Nothing now. */
    static final int NONE = -2;

    /** Probes up to this rarity are for what any port may be. */
    private static final int COMMON_RARITY = 1;

    private final ProbeOrder order;
    private final ServiceProbe listening;
    private final int intensity;
    private final Verdict verdict;
    private final HostMemory memory;
    private final Sameness sameness;
    private final Standing standing;
    private final ArrayDeque<Integer> again = new ArrayDeque<>(2);
    private final BitSet taken = new BitSet(0);
    private final BitSet repeated = new BitSet(0);
    private boolean listenAgain;
    private boolean firstOnly;
    private boolean lastRound;
    private boolean waitsForTurn;
    /** On these there was nothing to ask; null if there was something, or something was given back. */
    private Grounds idle;

    Agenda(
            ProbeOrder order,
            ServiceProbe listening,
            int intensity,
            Verdict verdict,
            HostMemory memory,
            Sameness sameness,
            Standing standing) {
        this.order = order;
        this.listening = listening;
        this.intensity = intensity;
        this.verdict = verdict;
        this.memory = memory;
        this.sameness = sameness;
        this.standing = standing;
    }

    ServiceProbe probe(int number) {
        return order.at(number);
    }

    /** Whether a probe names the port; listening is always likely to help. */
    boolean isLikely(int number) {
        return number == LISTENING || order.isLikely(number);
    }

    /** Whether probes go once more, behind nothing that is listened to. */
    boolean isLastRound() {
        return lastRound;
    }

    /** Of a crowd that hangs up unasked each is asked one thing: what it is makes no difference. */
    void firstOnly(boolean only) {
        firstOnly = only;
    }

    /** A banner may have been cut short by our probe. */
    void listenAgain(boolean wanted) {
        listenAgain = wanted;
        idle = null;
    }

    /**
     * The next thing to ask.
     *
     * @param alone whether no connection is open
     */
    int take(boolean alone) {
        if (isListeningWanted() && listeningTurn() == LookAlikes.Turn.ASK) {
            listenAgain = false;
            return LISTENING;
        }
        if (!again.isEmpty()) {
            return alone ? again.poll() : NONE;
        }
        int number = choose();
        if (number != NONE) {
            taken.set(number);
        }
        return number;
    }

    /** What {@link #search} goes by, but for what was taken. */
    private record Grounds(
            LookAlikes.Group group,
            int groupVersion,
            Optional<ServiceMatch> soft,
            boolean uncommonWanted,
            boolean firstOnly) {}

    /** The first that may be asked, or nothing; a crowd asks often, so nothing is remembered as long as its grounds hold. */
    private int choose() {
        LookAlikes.Group group = standing.group();
        Grounds grounds = new Grounds(group, group.version(), verdict.soft(), isUncommonWanted(), firstOnly);
        if (grounds.equals(idle)) {
            return NONE;
        }
        int chosen = search();
        idle = chosen == NONE ? grounds : null;
        return chosen;
    }

    /** The first that may be asked; of the uncommon ones that a crowd tries, the one that tells most or was tried least. */
    private int search() {
        LookAlikes.Group group = standing.group();
        int best = NONE;
        waitsForTurn = isListeningWanted() && listeningTurn() == LookAlikes.Turn.WAIT;
        for (int number = taken.nextClearBit(0); number < order.size(); number = taken.nextClearBit(number + 1)) {
            if (!isWanted(number)) {
                continue;
            }
            if (!standing.isAmongCrowd()) {
                return number;
            }
            LookAlikes.Turn turn = group.turn(order.at(number), isCommon(number));
            if (turn == LookAlikes.Turn.ASK && isCommon(number)) {
                return number;
            }
            waitsForTurn |= turn == LookAlikes.Turn.WAIT;
            if (turn == LookAlikes.Turn.ASK && (best == NONE || group.isBefore(order.at(number), order.at(best)))) {
                best = number;
            }
        }
        waitsForTurn &= best == NONE;
        return best;
    }

    /** Whether the next probe waits for what it tells of other ports. */
    boolean waitsForTurn() {
        return waitsForTurn;
    }

    private boolean isListeningWanted() {
        return listenAgain && verdict.hard().isEmpty();
    }

    private LookAlikes.Turn listeningTurn() {
        return standing.isAmongCrowd() ? standing.group().turn(listening, true) : LookAlikes.Turn.ASK;
    }

    /** Whether it is for what any port may be, or for this one. */
    boolean isCommon(int number) {
        return order.isLikely(number) || order.at(number).rarity() <= COMMON_RARITY;
    }

    private boolean isWanted(int number) {
        if (firstOnly && number > 0) {
            return false;
        }
        if (verdict.soft().isPresent()) {
            return intensity == ServiceConfig.INTENSITY_ALL ? order.isUsual(number) : fits(order.at(number));
        }
        return order.isUsual(number) && (isCommon(number) || isUncommonWanted());
    }

    private boolean isUncommonWanted() {
        return !memory.opensEverything() && !sameness.isCertain();
    }

    /** Whether a probe knows more of the service, as far as that is known. */
    boolean fits(ServiceProbe probe) {
        return verdict.soft().isEmpty()
                || intensity == ServiceConfig.INTENSITY_ALL
                || probe.knows(verdict.soft().get().service());
    }

    /** What was taken could not be asked. */
    void giveBack(int number) {
        if (number == LISTENING) {
            listenAgain(true);
        } else if (repeated.get(number)) {
            again.addFirst(number);
        } else {
            taken.clear(number);
            idle = null;
        }
    }

    /** Whether it was asked before. */
    boolean isRepeated(int number) {
        return repeated.get(number);
    }

    /** Whether a probe is to be asked again, alone: once at most. */
    boolean repeat(int number) {
        if (repeated.get(number)) {
            return false;
        }
        repeated.set(number);
        again.add(number);
        return true;
    }

    /** Whether anything is left. */
    boolean hasMore() {
        if (!again.isEmpty() || isListeningWanted() && listeningTurn() == LookAlikes.Turn.ASK) {
            return true;
        }
        return choose() != NONE || waitsForTurn;
    }

    /** The last round with what may have waited in a line; what was not asked yet follows. */
    void beginLastRound(BitSet numbers) {
        lastRound = true;
        again.clear();
        numbers.stream().forEach(again::add);
        repeated.or(numbers);
    }

    /** Asks what brought nothing once more, in its order. */
    void restore(BitSet numbers) {
        numbers.andNot(repeated);
        taken.andNot(numbers);
        idle = null;
    }

    /** Leaves what was to be asked again. */
    void forgetRepeats() {
        again.clear();
    }

    /**
     * A server of one client at a time was busy with the first connection: the probes once more, the likeliest first, but for the
     * one that went over that connection.
     *
     * @param commonOnly whether only those that any port may answer are worth it
     */
    boolean beginLastRound(int firstOrder, boolean commonOnly) {
        lastRound = true;
        again.clear();
        for (boolean common : List.of(true, false)) {
            for (int number = 0; number < order.size(); number++) {
                if (isCommon(number) == common
                        && (common || !commonOnly)
                        && number != firstOrder
                        && order.isUsual(number)) {
                    repeated.set(number);
                    again.add(number);
                }
            }
        }
        return !again.isEmpty();
    }
}
