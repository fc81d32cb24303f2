package hayate.service;

import hayate.service.db.ServiceProbe;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * What a port is still to be asked: the probes in their order, those that have to be repeated, and whether it is to be listened
 * to once more. Owned by the scanner's thread.
 */
final class Agenda {
    /** Instead of a probe's place in the order: to listen. */
    static final int LISTENING = -1;
    /** Nothing now. */
    static final int NONE = -2;

    private static final int INTENSITY_ALL = 9;

    private final ProbeOrder order;
    private final int intensity;
    private final Verdict verdict;
    private final HostMemory memory;
    private final Sameness sameness;
    private final RareProbes rare;
    private final int port;
    private final ArrayDeque<Integer> again = new ArrayDeque<>(2);
    private final BitSet repeated = new BitSet(0);
    private int next;
    private boolean listenAgain;
    private boolean secondRound;
    /** Whether this port is among those that are asked rare probes now. */
    private boolean scout;

    private boolean waitsForTurn;

    Agenda(
            ProbeOrder order,
            int port,
            int intensity,
            Verdict verdict,
            HostMemory memory,
            Sameness sameness,
            RareProbes rare) {
        this.order = order;
        this.intensity = intensity;
        this.verdict = verdict;
        this.memory = memory;
        this.sameness = sameness;
        this.rare = rare;
        this.port = port;
    }

    ServiceProbe probe(int number) {
        return order.at(number);
    }

    /** Whether a probe names the port; listening is always likely to help. */
    boolean isLikely(int number) {
        return number == LISTENING || order.isLikely(number);
    }

    /** Whether probes go once more, one at a time. */
    boolean isSecondRound() {
        return secondRound;
    }

    /** A banner may have been cut short by our probe. */
    void listenAgain(boolean wanted) {
        listenAgain = wanted;
    }

    /**
     * The next thing to ask.
     *
     * @param alone whether no connection is open
     */
    int take(boolean alone) {
        if (isListeningWanted()) {
            listenAgain = false;
            return LISTENING;
        }
        if (!again.isEmpty()) {
            return alone ? again.poll() : NONE;
        }
        waitsForTurn = false;
        for (; next < order.size(); next++) {
            if (isWanted(next)) {
                waitsForTurn = !mayAsk(next);
                return waitsForTurn ? NONE : next++;
            }
        }
        return NONE;
    }

    /** Whether the next probe waits for other ports to be done. */
    boolean waitsForTurn() {
        return waitsForTurn;
    }

    private boolean mayAsk(int number) {
        boolean free = verdict.soft().isPresent() || !isRare(number);
        scout = scout || !free && rare.begin();
        return scout || free;
    }

    private boolean isRare(int number) {
        return number != LISTENING
                && !order.isLikely(number)
                && order.at(number).rarity() > RareProbes.COMMON_RARITY;
    }

    /** Nothing more will be asked. */
    void end() {
        if (scout) {
            scout = false;
            OptionalInt toldBy = verdict.toldBy();
            rare.end(port, toldBy.isPresent() && isRare(toldBy.getAsInt()));
        }
    }

    private boolean isListeningWanted() {
        return listenAgain && verdict.hard().isEmpty();
    }

    private boolean isWanted(int number) {
        ServiceProbe probe = order.at(number);
        if (verdict.soft().isPresent()) {
            return intensity == INTENSITY_ALL ? order.isUsual(number) : fits(probe);
        }
        boolean common = order.isLikely(number) || probe.rarity() == 1;
        return order.isUsual(number) && (common || !isPointless(number));
    }

    private boolean isPointless(int number) {
        return memory.opensEverything() || sameness.isCertain() || isRare(number) && rare.isHopeless(port);
    }

    /** Whether a probe knows more of the service, as far as that is known. */
    boolean fits(ServiceProbe probe) {
        return verdict.soft().isEmpty()
                || intensity == INTENSITY_ALL
                || probe.knows(verdict.soft().get().service());
    }

    /** What was taken could not be asked. */
    void giveBack(int number) {
        if (number == LISTENING) {
            listenAgain = true;
        } else {
            again.addFirst(number);
        }
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

    /** The service is known by name, so rarer probes may be worth asking that were passed over. */
    void narrow() {
        while (next > 0 && !order.isUsual(next - 1)) {
            next--;
        }
    }

    /** Whether anything is left. */
    boolean hasMore() {
        if (!again.isEmpty() || isListeningWanted()) {
            return true;
        }
        for (int number = next; number < order.size(); number++) {
            if (isWanted(number)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A server of one client at a time was busy with the first connection: the likeliest probes once more, but for the one
     * that went over that connection.
     */
    boolean beginSecondRound(int firstOrder) {
        end();
        secondRound = true;
        for (int number = 0; number < order.size(); number++) {
            boolean worthwhile = order.isLikely(number) || order.at(number).rarity() == 1;
            if (worthwhile && number != firstOrder && order.isUsual(number)) {
                repeated.set(number);
                again.add(number);
            }
        }
        return !again.isEmpty();
    }
}
