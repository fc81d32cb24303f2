package hayate.service;

import hayate.service.db.ServiceProbe;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What ports that take alike what they are asked say of each other. Tarpits, floods and drips come in thousands, and asking
 * each of them everything is all that a scan among them costs. Once {@value #CROWD_MIN} ports of one manner (silent, talking
 * unasked, or softly known by the same name) were not told, each probe is tried on one in {@value #PORTS_PER_TRY} of them ({@value
 * #TRIES_MIN} at least, {@value #TRIES_MAX} at most), another one on each, so that all are tried within a second; a probe
 * that is common or names the port on {@value #LIKELY_FACTOR} times as many. One that told none of so many is spared; one that did
 * goes first to all others. Few ports of a manner are asked everything. Owned by the scanner's thread.
 */
final class LookAlikes {
    static final int CROWD_MIN = 128;
    static final int PORTS_PER_TRY = 64;
    static final int TRIES_MIN = 16;
    static final int TRIES_MAX = 64;
    static final int LIKELY_FACTOR = 4;

    private final Map<String, Group> groups = new HashMap<>();

    /** What may become of a probe. */
    enum Turn {
        ASK,
        /** Others try it now. */
        WAIT,
        SPARE
    }

    /** Tries of one probe. */
    private static final class Tally {
        private int begun;
        private int ended;
        private int told;

        private Turn turn(int triesMin) {
            if (begun < triesMin || told > 0 && (long) told * triesMin >= ended) {
                return Turn.ASK;
            }
            return ended < triesMin ? Turn.WAIT : Turn.SPARE;
        }

        /** Whether it is rather asked than the other: what tells more, then what was tried less. */
        private boolean isBefore(Tally other) {
            long more = (long) told * Math.max(1, other.ended) - (long) other.told * Math.max(1, ended);
            return more > 0 || more == 0 && begun < other.begun;
        }
    }

    /** The ports of one manner. */
    static final class Group {
        private Tally[] tallies = new Tally[0];
        private int untold;

        private Tally tally(ServiceProbe probe) {
            int number = probe.number();
            if (number >= tallies.length) {
                tallies = Arrays.copyOf(tallies, number + 1);
            }
            if (tallies[number] == null) {
                tallies[number] = new Tally();
            }
            return tallies[number];
        }

        /** One more port, or the same one that is of another manner now or told. */
        void add(int ports) {
            untold += ports;
        }

        boolean isCrowd() {
            return untold >= CROWD_MIN;
        }

        /** Whether a probe is worth asking one more port, for which it may be a likely one. */
        Turn turn(ServiceProbe probe, boolean likely) {
            int tries = Math.max(TRIES_MIN, Math.min(TRIES_MAX, untold / PORTS_PER_TRY));
            return isCrowd() ? tally(probe).turn(likely ? LIKELY_FACTOR * tries : tries) : Turn.ASK;
        }

        boolean isBefore(ServiceProbe one, ServiceProbe other) {
            return tally(one).isBefore(tally(other));
        }

        void begin(ServiceProbe probe) {
            tally(probe).begun++;
        }

        /** Nothing was told as long as answers of this run take; they may come yet. */
        void end(ServiceProbe probe) {
            tally(probe).ended++;
        }

        void told(ServiceProbe probe) {
            tally(probe).told++;
        }
    }

    /** The ports of a manner: as many manners as there are names in the database, and a few. */
    Group group(String manner) {
        return groups.computeIfAbsent(manner, key -> new Group());
    }
}
