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
    static final int HEARD_OUT_MIN = 256;
    static final long HEARD_MIN_NS = 1_200_000_000L;

    /** The group of who has said nothing that others could say too. */
    static final Group NOBODY = new Group();
    /** Of groups that say the same those are remembered that were asked for last. */
    private static final int SAYINGS_MAX = 1_024;

    /** By port: only those that are asked on many hosts. */
    private final Map<Integer, Integer> silentByPort = new Recent<>(SAYINGS_MAX);

    private int crowdsHeard;
    private final Map<String, Group> groups = new HashMap<>();
    private final Map<Saying, Group> sayings = new Recent<>(SAYINGS_MAX);
    private final Map<Integer, Parrots> parrots = new Recent<>(SAYINGS_MAX);
    /** Who fills all that is read before it is asked anything is alike, whatever it says. */
    final Parrots floods = new Parrots();

    /** What ports said first, in the clear or inside TLS; whether that was before they were asked is chance where they are slow. */
    private record Saying(boolean tls, int hash) {}

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
        private int heardOut;
        private long silenceBrokenNs;
        /** Grows with each change of what a probe's turn is. */
        private int version;

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
            int triesBefore = tries();
            untold += ports;
            version += tries() == triesBefore ? 0 : 1;
        }

        /** On how many ports a probe is tried; none that is not a crowd's is. */
        private int tries() {
            return isCrowd() ? Math.max(TRIES_MIN, Math.min(TRIES_MAX, untold / PORTS_PER_TRY)) : 0;
        }

        /** As long as it is the same, so is each probe's turn. */
        int version() {
            return version;
        }

        /** One that was silent said something so long after it was asked. */
        void brokeSilence(long afterNs) {
            silenceBrokenNs = Math.max(silenceBrokenNs, afterNs);
        }

        /** One was listened to as long as any is, for nothing; whether that makes enough of them. */
        boolean heardOut() {
            return ++heardOut == HEARD_OUT_MIN;
        }

        /**
         * How long others are listened to: where {@value #HEARD_OUT_MIN} were heard out for nothing, half as long again as it ever took
         * one that said something.
         */
        long enoughHeardNs() {
            return heardOut < HEARD_OUT_MIN
                    ? Long.MAX_VALUE
                    : Math.max(HEARD_MIN_NS, silenceBrokenNs + silenceBrokenNs / 2);
        }

        boolean isCrowd() {
            return untold >= CROWD_MIN;
        }

        /** Whether a probe is worth asking one more port, for which it may be a likely one. */
        Turn turn(ServiceProbe probe, boolean likely) {
            int tries = tries();
            return tries == 0 ? Turn.ASK : tally(probe).turn(likely ? LIKELY_FACTOR * tries : tries);
        }

        boolean isBefore(ServiceProbe one, ServiceProbe other) {
            return tally(one).isBefore(tally(other));
        }

        void begin(ServiceProbe probe) {
            count(probe, 1, 0, 0);
        }

        /** Nothing was told as long as answers of this run take; they may come yet. */
        void end(ServiceProbe probe) {
            count(probe, 0, 1, 0);
        }

        void told(ServiceProbe probe) {
            count(probe, 0, 0, 1);
        }

        private void count(ServiceProbe probe, int begun, int ended, int told) {
            Turn before = turn(probe, false);
            Turn likelyBefore = turn(probe, true);
            Tally tally = tally(probe);
            tally.begun += begun;
            tally.ended += ended;
            tally.told += told;
            version += turn(probe, false) == before && turn(probe, true) == likelyBefore ? 0 : 1;
        }
    }

    /** So many more silent ports of this number. */
    void addSilent(int port, int ports) {
        silentByPort.merge(port, ports, Integer::sum);
    }

    /** Whether this many hosts are silent at this port, so that one there says what others do. */
    boolean isSilentAt(int port) {
        return silentByPort.getOrDefault(port, 0) >= HEARD_OUT_MIN;
    }

    /** Of one more silent crowd enough have been listened to for the others. */
    void crowdHeard() {
        crowdsHeard++;
    }

    int crowdsHeard() {
        return crowdsHeard;
    }

    /** The ports of a manner: as many manners as there are names in the database, and a few. */
    Group group(String manner) {
        return groups.computeIfAbsent(manner, key -> new Group());
    }

    /** Those that say the same unasked, but for digits. */
    Parrots parrots(int hash) {
        return parrots.computeIfAbsent(hash, key -> new Parrots());
    }

    /** The ports that said the same first, but for digits. */
    Group saying(boolean tls, int hash) {
        return sayings.computeIfAbsent(new Saying(tls, hash), key -> new Group());
    }
}
