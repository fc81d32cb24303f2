package hayate.net;

import java.nio.ByteBuffer;

/**
 * Finds the network header in a captured packet by libpcap's link type. Reads big-endian buffers; a packet too short
 * for its link header has no network header.
 *
 * <pre>
 *   EN10MB     destination 6 | source 6 | type 2 [| tag 2 | type 2]* | network header
 *   NULL       family 4, in the capturing host's byte order | network header
 *   RAW        network header
 *   LINUX_SLL  packet type 2 | hardware type 2 | length 2 | address 8 | protocol 2 | network header
 * </pre>
 */
final class PcapLink {
    /** https://www.tcpdump.org/linktypes.html; RAW is 12 on most systems, 14 on OpenBSD, 101 in files. */
    static final int DLT_NULL = 0;

    static final int DLT_EN10MB = 1;
    static final int DLT_RAW = 12;
    static final int DLT_RAW_OPENBSD = 14;
    static final int DLT_RAW_FILE = 101;
    static final int DLT_LOOP = 108;
    static final int DLT_LINUX_SLL = 113;

    static final int NOT_FOUND = -1;

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int ETHERTYPE_VLAN = 0x8100;
    private static final int ETHERTYPE_QINQ = 0x88a8;
    private static final int TAGS_MAX = 2;

    private PcapLink() {}

    /** Whether packets of this link type can be read. */
    static boolean isKnown(int linkType) {
        return linkType == DLT_EN10MB
                || linkType == DLT_LINUX_SLL
                || linkType == DLT_NULL
                || linkType == DLT_LOOP
                || isRaw(linkType);
    }

    /** Whether frames sent on this link type begin with the IP header. */
    static boolean isRaw(int linkType) {
        return linkType == DLT_RAW || linkType == DLT_RAW_OPENBSD || linkType == DLT_RAW_FILE;
    }

    /** {@code offset << 16 | etherType}, or {@link #NOT_FOUND}. */
    static int networkHeader(int linkType, ByteBuffer packet, int lengthBytes) {
        return switch (linkType) {
            case DLT_EN10MB -> afterTags(packet, lengthBytes, 12);
            case DLT_LINUX_SLL -> afterTags(packet, lengthBytes, 14);
            case DLT_NULL, DLT_LOOP -> byVersion(packet, lengthBytes, 4);
            default -> isRaw(linkType) ? byVersion(packet, lengthBytes, 0) : NOT_FOUND;
        };
    }

    private static int afterTags(ByteBuffer packet, int lengthBytes, int typeOffset) {
        int at = typeOffset;
        for (int tags = 0; at + 2 <= lengthBytes; tags++, at += 4) {
            int type = packet.getShort(at) & 0xffff;
            if (tags == TAGS_MAX || (type != ETHERTYPE_VLAN && type != ETHERTYPE_QINQ)) {
                return ((at + 2) << 16) | type;
            }
        }
        return NOT_FOUND;
    }

    private static int byVersion(ByteBuffer packet, int lengthBytes, int offset) {
        if (lengthBytes <= offset) {
            return NOT_FOUND;
        }
        return switch ((packet.get(offset) >>> 4) & 0xf) {
            case 4 -> (offset << 16) | ETHERTYPE_IPV4;
            case 6 -> (offset << 16) | ETHERTYPE_IPV6;
            default -> NOT_FOUND;
        };
    }
}
