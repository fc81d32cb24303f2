package hayate.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;

/**
 * All targets of a run, numbered 0..size-1: first the grid, every address with every port (the ports of an address are
 * neighbours), then the single {@code address:port} targets that the grid does not hold, ascending.
 *
 * <p>Index ⇄ target is arithmetic and a search over ranges, tens of nanoseconds both ways, and allocates nothing; the
 * division by the number of ports is a multiplication by its reciprocal. Immutable.
 */
public final class TargetSpace {
    private final AddressSet grid;
    private final PortSet ports;
    private final PairSet pairs;
    private final AddressSet addresses;
    private final long gridSize;
    private final long portCountReciprocal;

    private TargetSpace(AddressSet grid, PortSet ports, PairSet pairs, AddressSet addresses) {
        this.grid = grid;
        this.ports = ports;
        this.pairs = pairs;
        this.addresses = addresses;
        this.gridSize = grid.size() * ports.size();
        this.portCountReciprocal = ports.size() < 2 ? 0 : Long.divideUnsigned(-1L, ports.size()) + 1;
    }

    /** The grid of addresses and ports. */
    public static TargetSpace of(AddressSet addresses, PortSet ports) {
        return of(addresses, ports, new long[0]);
    }

    /**
     * A grid and single targets.
     *
     * @param pairs packed targets ({@link Target}) in any order, repeated or not, in the grid or not; not kept
     */
    public static TargetSpace of(AddressSet grid, PortSet ports, long[] pairs) {
        PairSet outside = PairSet.outsideGrid(pairs, grid, ports);
        AddressSet all = grid;
        if (outside.size() > 0) {
            AddressSet.Builder builder = AddressSet.builder().add(grid);
            for (int i = 0; i < outside.size(); i++) {
                builder.add(Target.address(outside.targetAt(i)));
            }
            all = builder.build();
        }
        return new TargetSpace(grid, ports, outside, all);
    }

    /** The targets of this space at some of its addresses. */
    public TargetSpace at(AddressSet some) {
        long[] kept = new long[pairs.size()];
        int count = 0;
        for (int i = 0; i < pairs.size(); i++) {
            if (some.contains(Target.address(pairs.targetAt(i)))) {
                kept[count++] = pairs.targetAt(i);
            }
        }
        AddressSet left = grid.and(some);
        return of(left, left.isEmpty() ? PortSet.EMPTY : ports, Arrays.copyOf(kept, count));
    }

    /** How many targets there are, 0..2^48. */
    public long size() {
        return gridSize + pairs.size();
    }

    /**
     * The packed target ({@link Target}) of an index.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= index < size()}
     */
    public long targetAt(long index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("target " + index + " of " + size());
        }
        if (index >= gridSize) {
            return pairs.targetAt((int) (index - gridSize));
        }
        long row = rowOf(index);
        return Target.of(grid.addressAt(row), ports.portAt((int) (index - row * ports.size())));
    }

    /** The index of a target, or -1 if it is not in the space; {@code port} is 0..65535. */
    public long indexOf(int address, int port) {
        int column = ports.indexOf(port);
        if (column >= 0) {
            long row = grid.indexOf(address);
            if (row >= 0) {
                return row * ports.size() + column;
            }
        }
        int pair = pairs.indexOf(Target.of(address, port));
        return pair < 0 ? -1 : gridSize + pair;
    }

    /** Whether a target is in the space; {@code port} is 0..65535. */
    public boolean contains(int address, int port) {
        return indexOf(address, port) >= 0;
    }

    /** Every address that has a target, those of single targets included. */
    public AddressSet addresses() {
        return addresses;
    }

    /** The addresses of the grid, each of which is asked at all {@link #ports()}. */
    public AddressSet gridAddresses() {
        return grid;
    }

    /** The ports of the grid. */
    public PortSet ports() {
        return ports;
    }

    /** Every port that some target has: those of the grid, if it has an address, and of the single targets. */
    public PortSet allPorts() {
        BitSet all = new BitSet(PortSet.PORTS_MAX);
        for (int i = 0; i < ports.size() && !grid.isEmpty(); i++) {
            all.set(ports.portAt(i));
        }
        for (int i = 0; i < pairs.size(); i++) {
            all.set(Target.port(pairs.targetAt(i)));
        }
        return PortSet.of(all);
    }

    /** How many single {@code address:port} targets follow the grid. */
    public int pairCount() {
        return pairs.size();
    }

    /**
     * The SHA-256 of the space, 64 hexadecimal digits: equal for equal spaces, whatever words they were written with,
     * so that a resumed scan can tell whether its plan has changed. Computed at each call, about a nanosecond per byte
     * of ranges.
     */
    public String digest() {
        MessageDigest sha = sha256();
        sha.update("hayate space 1\n".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer buffer = ByteBuffer.allocate(1 << 13);
        putLong(buffer, sha, grid.rangeCount());
        for (int i = 0; i < grid.rangeCount(); i++) {
            putLong(buffer, sha, (long) grid.firstAddress(i) << 32 | grid.lastAddress(i) & 0xFFFF_FFFFL);
        }
        putLong(buffer, sha, ports.size());
        for (int i = 0; i < ports.size(); i++) {
            putLong(buffer, sha, ports.portAt(i));
        }
        putLong(buffer, sha, pairs.size());
        for (int i = 0; i < pairs.size(); i++) {
            putLong(buffer, sha, pairs.targetAt(i));
        }
        sha.update(buffer.flip());
        return HexFormat.of().formatHex(sha.digest());
    }

    @Override
    public String toString() {
        return size() + " targets: " + grid + " with " + ports.size() + " ports, and " + pairs.size() + " single";
    }

    /**
     * index / ports: with m = ⌈2^64 / d⌉ and d ≤ 2^16, ⌊index · m / 2^64⌋ is exact for index < 2^48, because the error
     * index · (m · d - 2^64) / (d · 2^64) stays below 1 / d (Granlund and Montgomery, "Division by Invariant Integers
     * using Multiplication", 1994). m has its top bit set only for d = 2, where multiplyHigh takes it as negative.
     */
    private long rowOf(long index) {
        if (portCountReciprocal == 0) {
            return index;
        }
        return Math.multiplyHigh(index, portCountReciprocal) + (portCountReciprocal >> 63 & index);
    }

    private static void putLong(ByteBuffer buffer, MessageDigest sha, long value) {
        if (!buffer.hasRemaining()) {
            sha.update(buffer.flip());
            buffer.clear();
        }
        buffer.putLong(value);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
