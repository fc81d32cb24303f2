package hayate.net;

/**
 * How much memory the kernel fills before its reader must have come by.
 *
 * <p>A SYN-ACK takes about 160 bytes of it, so a mebibyte holds some 6,500. The kernel hands over whole blocks: when
 * full, or {@code retireMs} after the first packet. Larger blocks cost less per packet (measured at full rate: 130 ns
 * at 64 KiB, 95 at 256 KiB, 74 at 1 MiB, 61 at 4 MiB).
 *
 * @param blockBytes size of a block, a multiple of the page size
 * @param blocks how many, at least 2
 * @param retireMs how long a packet may wait for its block to fill
 */
public record RingSize(int blockBytes, int blocks, int retireMs) {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int PAGE_BYTES = 4096;
    private static final int RETIRE_MS = 4;
    private static final int SLOW_RETIRE_MS = 8;
    private static final int BLOCKS = 64;
    private static final long SLOW_MAX_PACKETS_PER_SECOND = 10_000;
    private static final long MEDIUM_MAX_PACKETS_PER_SECOND = 200_000;

    public RingSize {
        if (blockBytes < PAGE_BYTES || blockBytes % PAGE_BYTES != 0 || blocks < 2 || retireMs < 1) {
            throw new IllegalArgumentException("no ring: " + blocks + " blocks of " + blockBytes + " bytes");
        }
        if ((long) blockBytes * blocks > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("ring larger than 2 GiB");
        }
    }

    /**
     * A ring that holds what arrives in a quarter of a second or more, the longest pause that we expect of a busy
     * machine: 1 MiB (0.6 s) up to 10,000 packets/s, 16 MiB (0.5 s) up to 200,000, above that 64 MiB (0.28 s at 1.5
     * million). Packets that trickle in use up a block every {@value #RETIRE_MS} ms however empty it is, so it takes 64 of
     * them for the same quarter of a second; slow scans take twice that, for each block costs a wake-up.
     */
    public static RingSize forRate(long packetsPerSecond) {
        if (packetsPerSecond <= SLOW_MAX_PACKETS_PER_SECOND) {
            return new RingSize(16 * KIB, BLOCKS, SLOW_RETIRE_MS);
        }
        return packetsPerSecond <= MEDIUM_MAX_PACKETS_PER_SECOND
                ? new RingSize(256 * KIB, BLOCKS, RETIRE_MS)
                : new RingSize(MIB, BLOCKS, RETIRE_MS);
    }

    @Override
    public String toString() {
        return blocks + " blocks of " + blockBytes + " bytes";
    }

    /** All of it. */
    public int lengthBytes() {
        return blockBytes * blocks;
    }
}
