package hayate.sim;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Builds what hosts and routers of a simulation answer to a probe. All packets start with their IPv4 header. */
final class Packets {
    private static final int SYN_ACK = 0x12;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;

    private Packets() {}

    static int source(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(12);
    }

    static int destination(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(16);
    }

    static int sourcePort(byte[] packet) {
        return ByteBuffer.wrap(packet).getShort(20) & 0xFFFF;
    }

    static int destinationPort(byte[] packet) {
        return ByteBuffer.wrap(packet).getShort(22) & 0xFFFF;
    }

    private static int sequence(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(24);
    }

    static byte[] synAck(byte[] probe) {
        byte[] packet = tcp(probe, SYN_ACK, sequence(probe) + 1, 12);
        ByteBuffer probeBytes = ByteBuffer.wrap(probe);
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        bytes.putInt(40, 0x0101080A);
        bytes.putInt(44, 7);
        bytes.putInt(48, probe.length >= 60 ? probeBytes.getInt(48) : 0);
        return packet;
    }

    static byte[] reset(byte[] probe, boolean countsTheSyn) {
        return tcp(probe, RST | ACK, sequence(probe) + (countsTheSyn ? 1 : 0), 0);
    }

    /** ICMP destination unreachable with the given code, from a router, quoting the probe. */
    static byte[] unreachable(byte[] probe, int router, int code) {
        ByteBuffer bytes = ByteBuffer.allocate(20 + 8 + 28);
        ipHeader(bytes, 1, router, source(probe));
        bytes.put(20, (byte) 3).put(21, (byte) code);
        bytes.put(28, probe, 0, 28);
        return bytes.array();
    }

    /** A reply to the probe's target that looks right but for its cookie. */
    static byte[] forged(byte[] probe, SplittableRandom random) {
        int wrong = random.nextInt();
        while (wrong == 0 || wrong == 1) {
            wrong = random.nextInt();
        }
        return tcp(probe, random.nextBoolean() ? SYN_ACK : RST | ACK, sequence(probe) + 1 + wrong, 0);
    }

    private static byte[] tcp(byte[] probe, int flags, int acknowledgment, int optionBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(40 + optionBytes);
        ipHeader(bytes, 6, /* source= */ destination(probe), /* destination= */ source(probe));
        bytes.putShort(20, (short) destinationPort(probe)).putShort(22, (short) sourcePort(probe));
        bytes.putInt(24, 0x01020304).putInt(28, acknowledgment);
        bytes.put(32, (byte) ((20 + optionBytes) / 4 << 4)).put(33, (byte) flags);
        bytes.putShort(34, (short) 64_240);
        return bytes.array();
    }

    private static void ipHeader(ByteBuffer bytes, int protocol, int source, int destination) {
        bytes.put(0, (byte) 0x45).putShort(2, (short) bytes.capacity());
        bytes.put(8, (byte) 57).put(9, (byte) protocol);
        bytes.putInt(12, source).putInt(16, destination);
    }
}
