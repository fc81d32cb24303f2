package hayate.status;

import hayate.plan.Addresses;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * What a packet says, in one line: ARP (RFC 826), or IPv4 (RFC 791) with TCP (RFC 9293) or ICMP (RFC 792). Of a packet
 * that is cut off or does not fit together it tells as much as is there. Fields are big-endian, offsets from the network
 * header on.
 */
final class PacketText {
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int ARP_BYTES = 28;
    private static final int ARP_REPLY = 2;
    private static final int IPV4_BYTES = 20;
    private static final int PROTOCOL_ICMP = 1;
    private static final int PROTOCOL_TCP = 6;
    private static final int TCP_FIXED_BYTES = 20;
    private static final int ICMP_BYTES = 8;
    private static final String[] FLAGS = {"F", "S", "R", "P", "A", "U", "E", "C"};

    private final ByteBuffer packet;

    private PacketText(byte[] packet) {
        this.packet = ByteBuffer.wrap(packet);
    }

    /** The line for a packet that begins with its network header. */
    static String of(byte[] packet, int etherType) {
        PacketText text = new PacketText(packet);
        if (etherType == ETHERTYPE_ARP && packet.length >= ARP_BYTES) {
            return text.arp();
        }
        if (etherType == ETHERTYPE_IPV4 && text.isIpv4(0)) {
            return text.ipv4(0);
        }
        return String.format(Locale.ROOT, "EtherType 0x%04x, %d bytes", etherType, packet.length);
    }

    private String arp() {
        return u16(6) == ARP_REPLY
                ? "ARP " + address(14) + " is at " + mac(8)
                : "ARP who has " + address(24) + "? tell " + address(14);
    }

    private boolean isIpv4(int at) {
        return packet.limit() - at >= IPV4_BYTES && u8(at) >> 4 == 4 && (u8(at) & 0xF) >= 5;
    }

    private String ipv4(int at) {
        int transport = at + 4 * (u8(at) & 0xF);
        int left = packet.limit() - transport;
        String ip = String.format(Locale.ROOT, "ttl=%d id=%d iplen=%d", u8(at + 8), u16(at + 4), u16(at + 2));
        int protocol = u8(at + 9);
        if (protocol == PROTOCOL_TCP && left >= ICMP_BYTES) {
            return "TCP " + ends(at, transport) + (left >= TCP_FIXED_BYTES ? tcp(transport, ip) : " " + ip);
        }
        if (protocol == PROTOCOL_ICMP && left >= ICMP_BYTES) {
            return "ICMP " + address(at + 12) + " > " + address(at + 16) + icmp(transport, ip);
        }
        return "IP " + address(at + 12) + " > " + address(at + 16) + " protocol=" + protocol + " " + ip;
    }

    private String ends(int at, int transport) {
        return address(at + 12) + ":" + u16(transport) + " > " + address(at + 16) + ":" + u16(transport + 2);
    }

    private String tcp(int at, String ip) {
        StringBuilder flags = new StringBuilder();
        for (int bit = 0; bit < FLAGS.length; bit++) {
            flags.append((u8(at + 13) >> bit & 1) == 1 ? FLAGS[bit] : "");
        }
        return String.format(
                Locale.ROOT,
                " %s %s seq=%d ack=%d win=%d",
                flags.isEmpty() ? "-" : flags,
                ip,
                u32(at + 4),
                u32(at + 8),
                u16(at + 14));
    }

    private String icmp(int at, String ip) {
        String text = String.format(Locale.ROOT, " type=%d/code=%d %s", u8(at), u8(at + 1), ip);
        int quoted = at + ICMP_BYTES;
        boolean isError = u8(at) == 3 || u8(at) == 4 || u8(at) == 5 || u8(at) == 11 || u8(at) == 12;
        return isError && isIpv4(quoted) ? text + " about [" + ipv4(quoted) + "]" : text;
    }

    private int u8(int at) {
        return packet.get(at) & 0xFF;
    }

    private int u16(int at) {
        return packet.getShort(at) & 0xFFFF;
    }

    private long u32(int at) {
        return packet.getInt(at) & 0xFFFF_FFFFL;
    }

    private String address(int at) {
        return Addresses.format(packet.getInt(at));
    }

    private String mac(int at) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            text.append(i == 0 ? "" : ":").append(String.format(Locale.ROOT, "%02X", u8(at + i)));
        }
        return text.toString();
    }
}
