package hayate.net;

/**
 * Where the fields of the AF_XDP structures of {@code linux/if_xdp.h} lie, in bytes from their start. Nested classes
 * are named like the C structures, constants like their fields; all integers are in native order.
 */
final class XdpLayout {
    static final int SOL_XDP = 283;
    static final int XDP_MMAP_OFFSETS = 1;
    static final int XDP_TX_RING = 3;
    static final int XDP_UMEM_REG = 4;
    static final int XDP_UMEM_FILL_RING = 5;
    static final int XDP_UMEM_COMPLETION_RING = 6;
    static final int XDP_OPTIONS = 8;
    /** Since Linux 6.17; missing from older headers. */
    static final int XDP_MAX_TX_SKB_BUDGET = 9;

    static final int XDP_COPY = 1 << 1;
    static final int XDP_OPTIONS_ZEROCOPY = 1;
    static final long XDP_PGOFF_TX_RING = 0x80000000L;
    static final long XDP_UMEM_PGOFF_COMPLETION_RING = 0x180000000L;

    private XdpLayout() {}

    /**
     * The address of an XDP socket.
     *
     * <pre>
     * struct sockaddr_xdp {
     *     __u16 sxdp_family;
     *     __u16 sxdp_flags;
     *     __u32 sxdp_ifindex;
     *     __u32 sxdp_queue_id;
     *     __u32 sxdp_shared_umem_fd;
     * };
     * </pre>
     */
    static final class SockaddrXdp {
        static final int SXDP_FAMILY = 0;
        static final int SXDP_FLAGS = 2;
        static final int SXDP_IFINDEX = 4;
        static final int SXDP_QUEUE_ID = 8;
        static final int SXDP_SHARED_UMEM_FD = 12;
        static final int SIZE = 16;

        private SockaddrXdp() {}
    }

    /**
     * What XDP_UMEM_REG takes. Linux 6.8 added {@code tx_metadata_len} in what was padding; it stays 0.
     *
     * <pre>
     * struct xdp_umem_reg {
     *     __u64 addr;
     *     __u64 len;
     *     __u32 chunk_size;
     *     __u32 headroom;
     *     __u32 flags;       // then 4 bytes of padding or tx_metadata_len
     * };
     * </pre>
     */
    static final class XdpUmemReg {
        static final int ADDR = 0;
        static final int LEN = 8;
        static final int CHUNK_SIZE = 16;
        static final int HEADROOM = 20;
        static final int FLAGS = 24;
        static final int SIZE = 32;

        private XdpUmemReg() {}
    }

    /**
     * Where a ring's indexes and entries lie inside its mapping.
     *
     * <pre>
     * struct xdp_ring_offset {
     *     __u64 producer;
     *     __u64 consumer;
     *     __u64 desc;
     *     __u64 flags;
     * };
     * </pre>
     */
    static final class XdpRingOffset {
        static final int PRODUCER = 0;
        static final int CONSUMER = 8;
        static final int DESC = 16;
        static final int FLAGS = 24;
        static final int SIZE = 32;

        private XdpRingOffset() {}
    }

    /**
     * What XDP_MMAP_OFFSETS gives: one {@link XdpRingOffset} for each ring.
     *
     * <pre>
     * struct xdp_mmap_offsets {
     *     struct xdp_ring_offset rx;
     *     struct xdp_ring_offset tx;
     *     struct xdp_ring_offset fr;   // fill
     *     struct xdp_ring_offset cr;   // completion
     * };
     * </pre>
     */
    static final class XdpMmapOffsets {
        static final int RX = 0;
        static final int TX = 32;
        static final int FR = 64;
        static final int CR = 96;
        static final int SIZE = 128;

        private XdpMmapOffsets() {}
    }

    /**
     * An entry of the transmit ring. Entries of the completion ring are a bare {@code __u64 addr}.
     *
     * <pre>
     * struct xdp_desc {
     *     __u64 addr;      // from the start of the UMEM
     *     __u32 len;
     *     __u32 options;
     * };
     * </pre>
     */
    static final class XdpDesc {
        static final int ADDR = 0;
        static final int LEN = 8;
        static final int OPTIONS = 12;
        static final int SIZE = 16;

        private XdpDesc() {}
    }
}
