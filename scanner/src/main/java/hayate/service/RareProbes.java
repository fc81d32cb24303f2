package hayate.service;

import java.util.HashMap;
import java.util.Map;

/**
 * Whether the probes that hardly anything answers are worth sending. They are most of what a port costs that says nothing
 * intelligible, and among tarpits they are all of what a scan costs. So {@value #SCOUTS_MAX} ports at a time are asked them
 * while others wait their turn; where of {@value #PORT_MIN} ports of one number, or of {@value #RUN_MIN} ports of any, hardly
 * one was told by them, the rest is spared. Few silent ports, and those of a kind that these probes do tell, are asked
 * everything. Owned by the scanner's thread.
 */
final class RareProbes {
    static final int SCOUTS_MAX = 256;
    static final int PORT_MIN = 192;
    static final int RUN_MIN = 1024;
    /** Probes above this rarity, which nothing else speaks for. */
    static final int COMMON_RARITY = 3;

    private final Map<Integer, Tally> byPort = new HashMap<>();
    private final Tally run = new Tally();
    private int scouts;

    private static final class Tally {
        private int asked;
        private int told;

        private void add(boolean isTold) {
            asked++;
            told += isTold ? 1 : 0;
        }

        private boolean isHopeless(int enough) {
            return asked >= enough && asked >= (long) enough * told;
        }
    }

    boolean isHopeless(int port) {
        return run.isHopeless(RUN_MIN)
                || byPort.containsKey(port) && byPort.get(port).isHopeless(PORT_MIN);
    }

    /** Whether one more port may be asked them now; it will {@link #end}. */
    boolean begin() {
        if (scouts >= SCOUTS_MAX) {
            return false;
        }
        scouts++;
        return true;
    }

    /** A port has been asked them. */
    void end(int port, boolean told) {
        scouts--;
        run.add(told);
        byPort.computeIfAbsent(port, number -> new Tally()).add(told);
    }
}
