package hayate.net;

/**
 * Where the fields of the packet(7) structures of {@code linux/if_packet.h} lie, in bytes from their start. Nested
 * classes are named like the C structures, constants like their fields; integers are in native order unless said
 * otherwise.
 */
final class PacketLayout {
    static final int SOL_PACKET = 263;
    static final int PACKET_RX_RING = 5;
    static final int PACKET_STATISTICS = 6;
    static final int PACKET_VERSION = 10;
    static final int PACKET_QDISC_BYPASS = 20;
    static final int PACKET_IGNORE_OUTGOING = 23;
    static final int TPACKET_V3 = 2;
    static final int TP_STATUS_KERNEL = 0;
    static final int TP_STATUS_USER = 1;
    static final int ETH_P_ALL = 0x0003;
    static final int ETH_P_IP = 0x0800;

    private PacketLayout() {}

    /**
     * The address of a packet socket; the protocol is big-endian.
     *
     * <pre>
     * struct sockaddr_ll {
     *     unsigned short sll_family;
     *     __be16         sll_protocol;
     *     int            sll_ifindex;
     *     unsigned short sll_hatype;
     *     unsigned char  sll_pkttype;
     *     unsigned char  sll_halen;
     *     unsigned char  sll_addr[8];
     * };
     * </pre>
     */
    static final class SockaddrLl {
        static final int SLL_FAMILY = 0;
        static final int SLL_PROTOCOL = 2;
        static final int SLL_IFINDEX = 4;
        static final int SLL_HATYPE = 8;
        static final int SLL_PKTTYPE = 10;
        static final int SLL_HALEN = 11;
        static final int SLL_ADDR = 12;
        static final int SIZE = 20;

        private SockaddrLl() {}
    }

    /**
     * What PACKET_RX_RING takes for TPACKET_V3.
     *
     * <pre>
     * struct tpacket_req3 {
     *     unsigned int tp_block_size;
     *     unsigned int tp_block_nr;
     *     unsigned int tp_frame_size;
     *     unsigned int tp_frame_nr;
     *     unsigned int tp_retire_blk_tov;    // milliseconds
     *     unsigned int tp_sizeof_priv;
     *     unsigned int tp_feature_req_word;
     * };
     * </pre>
     */
    static final class TpacketReq3 {
        static final int TP_BLOCK_SIZE = 0;
        static final int TP_BLOCK_NR = 4;
        static final int TP_FRAME_SIZE = 8;
        static final int TP_FRAME_NR = 12;
        static final int TP_RETIRE_BLK_TOV = 16;
        static final int TP_SIZEOF_PRIV = 20;
        static final int TP_FEATURE_REQ_WORD = 24;
        static final int SIZE = 28;

        private TpacketReq3() {}
    }

    /**
     * What each block begins with; the members named are those of {@code hdr.bh1}.
     *
     * <pre>
     * struct tpacket_block_desc {
     *     __u32 version;
     *     __u32 offset_to_priv;
     *     struct tpacket_hdr_v1 {
     *         __u32 block_status;
     *         __u32 num_pkts;
     *         __u32 offset_to_first_pkt;
     *         __u32 blk_len;
     *         __aligned_u64 seq_num;
     *         struct tpacket_bd_ts ts_first_pkt, ts_last_pkt;   // u32 seconds, u32 nanoseconds each
     *     } hdr.bh1;
     * };
     * </pre>
     */
    static final class TpacketBlockDesc {
        static final int VERSION = 0;
        static final int OFFSET_TO_PRIV = 4;
        static final int BLOCK_STATUS = 8;
        static final int NUM_PKTS = 12;
        static final int OFFSET_TO_FIRST_PKT = 16;
        static final int BLK_LEN = 20;
        static final int SEQ_NUM = 24;
        static final int TS_FIRST_PKT = 32;
        static final int TS_LAST_PKT = 40;
        static final int SIZE = 48;

        private TpacketBlockDesc() {}
    }

    /**
     * What each packet begins with; a {@code sockaddr_ll} follows at {@link #SIZE} (TPACKET_ALIGN leaves it there).
     *
     * <pre>
     * struct tpacket3_hdr {
     *     __u32 tp_next_offset;
     *     __u32 tp_sec;
     *     __u32 tp_nsec;
     *     __u32 tp_snaplen;     // bytes present from tp_mac on
     *     __u32 tp_len;         // bytes of the packet on the wire
     *     __u32 tp_status;
     *     __u16 tp_mac;         // link header, from the start of this structure
     *     __u16 tp_net;         // network header, from the start of this structure
     *     struct tpacket_hdr_variant1 {
     *         __u32 tp_rxhash;
     *         __u32 tp_vlan_tci;
     *         __u16 tp_vlan_tpid;
     *         __u16 tp_padding;
     *     } hv1;
     *     __u8 tp_padding[8];
     * };
     * </pre>
     */
    static final class Tpacket3Hdr {
        static final int TP_NEXT_OFFSET = 0;
        static final int TP_SEC = 4;
        static final int TP_NSEC = 8;
        static final int TP_SNAPLEN = 12;
        static final int TP_LEN = 16;
        static final int TP_STATUS = 20;
        static final int TP_MAC = 24;
        static final int TP_NET = 26;
        static final int TP_RXHASH = 28;
        static final int TP_VLAN_TCI = 32;
        static final int TP_VLAN_TPID = 36;
        static final int SIZE = 48;

        private Tpacket3Hdr() {}
    }

    /**
     * What PACKET_STATISTICS gives for TPACKET_V3. Reading resets it, and {@code tp_packets} includes the drops.
     *
     * <pre>
     * struct tpacket_stats_v3 {
     *     unsigned int tp_packets;
     *     unsigned int tp_drops;
     *     unsigned int tp_freeze_q_cnt;
     * };
     * </pre>
     */
    static final class TpacketStatsV3 {
        static final int TP_PACKETS = 0;
        static final int TP_DROPS = 4;
        static final int TP_FREEZE_Q_CNT = 8;
        static final int SIZE = 12;

        private TpacketStatsV3() {}
    }
}
