package hayate.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;

/**
 * An immutable set of TCP ports, numbered 0..size-1 in ascending order.
 *
 * <p>Port to number is one bit test, one table read and one bit count in 10 kB that stay in the first cache; number to
 * port is one table read.
 */
public final class PortSet {
    /** Ports there are: 0..65535. */
    public static final int PORTS_MAX = 1 << 16;
    /** The set without ports. */
    public static final PortSet EMPTY = of();

    private final char[] ports;
    private final long[] bits = new long[PORTS_MAX / Long.SIZE];
    private final char[] rankOfWord = new char[PORTS_MAX / Long.SIZE];

    private PortSet(BitSet set) {
        ports = new char[set.cardinality()];
        int rank = 0;
        for (int port = set.nextSetBit(0); port >= 0; port = set.nextSetBit(port + 1)) {
            ports[rank++] = (char) port;
            bits[port >>> 6] |= 1L << port;
        }
        for (int word = 1; word < rankOfWord.length; word++) {
            rankOfWord[word] = (char) (rankOfWord[word - 1] + Long.bitCount(bits[word - 1]));
        }
    }

    /** The set of these ports, in any order. */
    public static PortSet of(int... ports) {
        BitSet set = new BitSet(PORTS_MAX);
        for (int port : ports) {
            if (port < 0 || port >= PORTS_MAX) {
                throw new IllegalArgumentException("port " + port);
            }
            set.set(port);
        }
        return new PortSet(set);
    }

    /** The set of the ports whose bit is set; bits from 65,536 on must be clear. */
    public static PortSet of(BitSet ports) {
        if (ports.length() > PORTS_MAX) {
            throw new IllegalArgumentException("port " + (ports.length() - 1));
        }
        return new PortSet(ports);
    }

    /**
     * The ports of a list in the grammar of {@code -p}.
     *
     * @param option where the list was given, for messages
     * @throws PlanException if it is not in the grammar
     */
    public static PortSet parse(String spec, String option) {
        return of(new PortParser(spec, option, PortTable.builtIn(), new ArrayList<>()).parse());
    }

    /** How many ports there are, 0..65536. */
    public int size() {
        return ports.length;
    }

    /** The port with a number 0..size-1. */
    public int portAt(int number) {
        return ports[number];
    }

    /** The number of a port 0..65535, or -1 if it is not in the set. */
    public int indexOf(int port) {
        long word = bits[port >>> 6];
        long bit = 1L << port;
        return (word & bit) == 0 ? -1 : rankOfWord[port >>> 6] + Long.bitCount(word & bit - 1);
    }

    /** Whether a port 0..65535 is in the set. */
    public boolean contains(int port) {
        return (bits[port >>> 6] & 1L << port) != 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortSet set && Arrays.equals(ports, set.ports);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ports);
    }

    /** The ports as {@code -p} takes them: {@code 22,80,8000-8010}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ports.length; i++) {
            int runFirst = i;
            while (i + 1 < ports.length && ports[i + 1] == ports[i] + 1) {
                i++;
            }
            text.append(text.length() == 0 ? "" : ",").append((int) ports[runFirst]);
            if (i > runFirst) {
                text.append('-').append((int) ports[i]);
            }
        }
        return text.toString();
    }
}
