package hayate.net;

import java.nio.ByteBuffer;

/**
 * A way out for frames: a fixed set of slots in off-heap memory, each of which its owner fills once with a template and
 * restamps per probe, and a kernel (or simulated) device that takes them in batches.
 *
 * <p>One thread owns it. The cycle per probe is {@link #acquire()}, write at {@link #offsetOf(int)},
 * {@link #submit(int, int, int)}; per batch {@link #flush()}. A slot's bytes persist from use to use, so a caller may
 * rely on whatever it wrote there before; the device never changes them.
 *
 * <p>Nothing is lost silently: every submitted frame ends as sent or as failed in the counters.
 */
public interface FrameSender extends AutoCloseable {
    /** What {@link #acquire()} returns while every slot is in flight. */
    int NONE = -1;

    /** How frames start: with a 14-byte Ethernet header, or directly with the IP header. */
    enum Framing {
        ETHERNET(14),
        IP(0);

        private final int headerLengthBytes;

        Framing(int headerLengthBytes) {
            this.headerLengthBytes = headerLengthBytes;
        }

        /** Bytes before the IP header. */
        public int headerLengthBytes() {
            return headerLengthBytes;
        }
    }

    /** A short name for people and records: {@code xdp}, {@code packet}, {@code ip}, {@code pcap}. */
    String name();

    /** Where the IP header starts in each frame. */
    Framing framing();

    /** How many slots there are. */
    int slots();

    /** Bytes a slot can hold. */
    int slotLengthBytes();

    /** The memory of all slots, big-endian, accessed absolutely. */
    ByteBuffer frames();

    /** Where a slot begins in {@link #frames()}. */
    int offsetOf(int slot);

    /** A free slot, or {@link #NONE} while all are in flight (then {@link #flush()} and try again). */
    int acquire();

    /**
     * Queues an acquired slot.
     *
     * @param lengthBytes the frame's length
     * @param destinationAddress the IPv4 destination, for senders that leave the next hop to the kernel
     */
    void submit(int slot, int lengthBytes, int destinationAddress);

    /**
     * Hands everything queued to the device and takes finished slots back. Transient refusals (EAGAIN, ENOBUFS, EBUSY)
     * are retried for a bounded time; frames that still fail are counted and given up.
     *
     * @return how many frames were given up in this call
     */
    int flush();

    /** Frames accepted by the device so far. */
    long sentFrames();

    /** Frames given up so far. */
    long failedFrames();

    /** Refusals by the device that a retry overcame or not: the local sign of congestion. */
    long retries();

    /** A counter of packets that the device itself dropped after accepting them, where it tells; else 0. */
    default long deviceDrops() {
        return 0;
    }

    /** Waits briefly for frames in flight, then frees socket and memory. */
    @Override
    void close();
}
