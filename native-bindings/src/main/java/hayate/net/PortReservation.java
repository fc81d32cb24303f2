package hayate.net;

import hayate.net.SocketLayout.SockaddrIn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A block of 16 TCP source ports that belong to this scan alone until {@link #close()}: each has a bound socket that
 * does not listen. So no other program, and no other scanner that does the same, can use them, while the kernel goes on
 * answering what arrives there as for any closed port.
 *
 * <p>Blocks that we choose begin at a multiple of 16, outside the range from which the kernel picks ports for outgoing connections
 * (ip(7), {@code ip_local_port_range}), else a reply to somebody's connection could reach our filter. Chosen at random,
 * first from 61000 up, then from 20000 up, and only if that range covers everything, inside it.
 */
public final class PortReservation implements AutoCloseable {
    /** Ports in a block: the low four bits of the source port are the scan's to use. */
    public static final int PORTS = 16;

    private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final PortRange EPHEMERAL_DEFAULT = new PortRange(32768, 60999);
    private static final int PREFERRED_MIN = 61000;
    private static final int FALLBACK_MIN = 20000;
    private static final int PORT_MAX = 65535;

    /** Ports {@code first} to {@code last}, both included. */
    record PortRange(int first, int last) {
        boolean overlaps(int base) {
            return base <= last && base + PORTS - 1 >= first;
        }
    }

    private final int basePort;
    private final int[] descriptors;
    private boolean closed;

    private PortReservation(int basePort, int[] descriptors) {
        this.basePort = basePort;
        this.descriptors = descriptors;
    }

    /**
     * Reserves any free block.
     *
     * @param sourceAddress the one address that probes come from, or 0 for all of this host's
     * @throws NativeException EADDRINUSE if every block is taken, EADDRNOTAVAIL if the address is not this host's
     */
    public static PortReservation choose(int sourceAddress, RandomGenerator random) {
        for (int base : candidates(readEphemeral(), random)) {
            int[] descriptors = new int[PORTS];
            int error = bindAll(sourceAddress, base, descriptors);
            if (error == 0) {
                return new PortReservation(base, descriptors);
            }
            if (error != Errno.EADDRINUSE.number()) {
                throw new NativeException("bind(TCP port " + base + ")", error);
            }
        }
        throw new NativeException("no free block of " + PORTS + " TCP source ports", Errno.EADDRINUSE.number());
    }

    /**
     * Reserves the block that begins at {@code basePort}, wherever it lies.
     *
     * @param basePort 1..65520
     * @throws NativeException EADDRINUSE if somebody uses one of its ports
     */
    public static PortReservation at(int sourceAddress, int basePort) {
        if (basePort < 1 || basePort > PORT_MAX - PORTS + 1) {
            throw new IllegalArgumentException("first source port is not in 1..65520: " + basePort);
        }
        int[] descriptors = new int[PORTS];
        int error = bindAll(sourceAddress, basePort, descriptors);
        if (error != 0) {
            throw new NativeException("bind(TCP ports " + basePort + "-" + (basePort + PORTS - 1) + ")", error);
        }
        return new PortReservation(basePort, descriptors);
    }

    /** The first of the 16 ports. */
    public int basePort() {
        return basePort;
    }

    static List<Integer> candidates(PortRange ephemeral, RandomGenerator random) {
        List<Integer> preferred = new ArrayList<>();
        List<Integer> fallback = new ArrayList<>();
        List<Integer> inside = new ArrayList<>();
        for (int base = FALLBACK_MIN / PORTS * PORTS; base + PORTS - 1 <= PORT_MAX; base += PORTS) {
            if (ephemeral.overlaps(base)) {
                inside.add(base);
            } else {
                (base >= PREFERRED_MIN ? preferred : fallback).add(base);
            }
        }
        List<Integer> all = new ArrayList<>();
        for (List<Integer> pool : List.of(preferred, fallback, inside)) {
            shuffle(pool, random);
            all.addAll(pool);
        }
        return all;
    }

    private static void shuffle(List<Integer> list, RandomGenerator random) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, random.nextInt(i + 1));
        }
    }

    /** 0 and all descriptors, or the errno that stopped it and none. */
    private static int bindAll(int sourceAddress, int base, int[] descriptors) {
        try (NativeMemory address = NativeMemory.allocate(SockaddrIn.SIZE)) {
            ByteBuffer fields = address.buffer();
            fields.putShort(SockaddrIn.SIN_FAMILY, (short) Libc.AF_INET);
            fields.putInt(SockaddrIn.SIN_ADDR, ByteOrders.networkInt(sourceAddress));
            for (int i = 0; i < PORTS; i++) {
                descriptors[i] = Libc.socketOrErrno(Libc.AF_INET, Libc.SOCK_STREAM, 0);
                if (descriptors[i] < 0) {
                    closeAll(descriptors, i);
                    return -descriptors[i];
                }
                fields.putShort(SockaddrIn.SIN_PORT, ByteOrders.networkShort(base + i));
                int result = Libc.bindOrErrno(descriptors[i], address, SockaddrIn.SIZE);
                if (result < 0) {
                    closeAll(descriptors, i + 1);
                    return -result;
                }
            }
            return 0;
        }
    }

    private static void closeAll(int[] descriptors, int count) {
        for (int i = 0; i < count; i++) {
            Libc.close(descriptors[i]);
        }
    }

    private static PortRange readEphemeral() {
        try {
            String[] bounds = ProcFile.readValue(EPHEMERAL).split("\\s+", -1);
            return new PortRange(Integer.parseInt(bounds[0]), Integer.parseInt(bounds[1]));
        } catch (IOException e) {
            return EPHEMERAL_DEFAULT;
        }
    }

    /** Gives the ports back. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            closeAll(descriptors, PORTS);
        }
    }
}
