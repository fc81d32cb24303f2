package hayate.service;

import hayate.service.db.ServiceProbe;
import java.util.BitSet;

/**
 * Whether ports that say the same unasked say no more when asked. One port is not asked further once six different probes
 * brought nothing else ({@link Sameness}); where {@value #PORTS_MIN} ports showed the same between them, the others need not show
 * it again. Owned by the scanner's thread.
 */
final class Parrots {
    static final int PORTS_MIN = 32;
    static final int CONNECTIONS_MIN = 64;
    /** One that answers is still to be found among so many that do not. */
    private static final int ALIKE_PER_UNLIKE = 64;

    private final BitSet probes = new BitSet(0);
    private int ports;
    private int connections;
    private int unlike;
    private int weight;

    /**
     * What a connection on which a probe was sent said.
     *
     * @param another whether it is the first that this port had to say so
     */
    void add(ServiceProbe probe, Sameness.Sign sign, boolean another) {
        switch (sign) {
            case UNLIKE -> unlike++;
            case ALIKE, ALIKE_AND_FULL -> addAlike(probe, sign == Sameness.Sign.ALIKE_AND_FULL, another);
            case NONE -> {}
        }
    }

    private void addAlike(ServiceProbe probe, boolean full, boolean another) {
        ports += another ? 1 : 0;
        connections++;
        if (!probes.get(probe.number())) {
            probes.set(probe.number());
            weight += full ? Sameness.ALIKE_IF_FULL : 1;
        }
    }

    /** Whether asking one more of them is for nothing. */
    boolean areCertain() {
        return ports >= PORTS_MIN
                && connections >= CONNECTIONS_MIN
                && weight >= Sameness.ALIKE_MIN
                && (long) unlike * ALIKE_PER_UNLIKE <= connections;
    }
}
