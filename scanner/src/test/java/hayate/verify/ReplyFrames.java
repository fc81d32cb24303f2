package hayate.verify;

import hayate.probe.CookieKey;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV4DestinationUnreachablePacket;
import org.pcap4j.packet.IcmpV4TimeExceededPacket;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Rfc791Tos;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpMaximumSegmentSizeOption;
import org.pcap4j.packet.TcpNoOperationOption;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.TcpTimestampsOption;
import org.pcap4j.packet.namednumber.IcmpV4Code;
import org.pcap4j.packet.namednumber.IcmpV4Type;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;
import org.pcap4j.packet.namednumber.TcpPort;

/** Replies to one probe, built by pcap4j from the network header on. */
final class ReplyFrames {
    static final int OURS = 0x0A00_0001;
    static final int SOURCE_PORT = 61_440;
    static final int TTL = 57;

    final int target;
    final int port;
    final int attempt;
    final int cookie;

    ReplyFrames(CookieKey key, int target, int port, int attempt) {
        this.target = target;
        this.port = port;
        this.attempt = attempt;
        this.cookie = key.cookie(OURS, target, port, SOURCE_PORT + attempt);
    }

    byte[] synAck(int tsecr) {
        return ip(
                target,
                OURS,
                tcp().syn(true).ack(true).acknowledgmentNumber(cookie + 1).options(options(tsecr)));
    }

    byte[] reset(int distance) {
        return ip(target, OURS, tcp().rst(true).ack(true).acknowledgmentNumber(cookie + distance));
    }

    byte[] resetWithoutAck() {
        return ip(target, OURS, tcp().rst(true).acknowledgmentNumber(cookie + 1).sequenceNumber(cookie + 1));
    }

    byte[] challengeAck() {
        return ip(target, OURS, tcp().ack(true).acknowledgmentNumber(12_345));
    }

    byte[] bareSyn() {
        return ip(target, OURS, tcp().syn(true).acknowledgmentNumber(cookie + 1));
    }

    byte[] forgedSynAck(int acknowledgment) {
        return ip(target, OURS, tcp().syn(true).ack(true).acknowledgmentNumber(acknowledgment));
    }

    byte[] unreachable(int responder, int code, int quotedSequence) {
        IcmpV4Type type = IcmpV4Type.DESTINATION_UNREACHABLE;
        return icmp(
                responder,
                type,
                IcmpV4Code.getInstance(type.value(), (byte) code),
                new IcmpV4DestinationUnreachablePacket.Builder().payload(probe(quotedSequence)));
    }

    byte[] timeExceeded(int responder) {
        return icmp(
                responder,
                IcmpV4Type.TIME_EXCEEDED,
                IcmpV4Code.TIME_TO_LIVE_EXCEEDED,
                new IcmpV4TimeExceededPacket.Builder().payload(probe(cookie)));
    }

    /** Every kind of genuine reply: what fuzzers mutate. */
    List<byte[]> genuine() {
        List<byte[]> frames = new ArrayList<>(List.of(synAck(77), reset(0), reset(1), timeExceeded(0x0A00_00FE)));
        for (int code : new int[] {0, 1, 2, 3, 9, 10, 13}) {
            frames.add(unreachable(0x0A00_00FE, code, cookie));
        }
        return frames;
    }

    private TcpPacket.Builder tcp() {
        return new TcpPacket.Builder()
                .srcPort(TcpPort.getInstance((short) port))
                .dstPort(TcpPort.getInstance((short) (SOURCE_PORT + attempt)))
                .sequenceNumber(99)
                .window((short) 1000)
                .srcAddr(inet(target))
                .dstAddr(inet(OURS))
                .correctChecksumAtBuild(true)
                .correctLengthAtBuild(true)
                .paddingAtBuild(true);
    }

    private static List<TcpPacket.TcpOption> options(int tsecr) {
        TcpMaximumSegmentSizeOption mss = new TcpMaximumSegmentSizeOption.Builder()
                .maxSegSize((short) 1460)
                .correctLengthAtBuild(true)
                .build();
        TcpTimestampsOption timestamps = new TcpTimestampsOption.Builder()
                .tsValue(5)
                .tsEchoReply(tsecr)
                .correctLengthAtBuild(true)
                .build();
        TcpNoOperationOption none = TcpNoOperationOption.getInstance();
        return List.of(mss, none, none, timestamps);
    }

    private Packet probe(int sequence) {
        TcpPacket.Builder syn = new TcpPacket.Builder()
                .srcPort(TcpPort.getInstance((short) (SOURCE_PORT + attempt)))
                .dstPort(TcpPort.getInstance((short) port))
                .sequenceNumber(sequence)
                .syn(true)
                .srcAddr(inet(OURS))
                .dstAddr(inet(target))
                .correctChecksumAtBuild(true)
                .correctLengthAtBuild(true);
        return ipPacket(OURS, target, IpNumber.TCP, syn);
    }

    private static byte[] icmp(int responder, IcmpV4Type type, IcmpV4Code code, Packet.Builder body) {
        IcmpV4CommonPacket.Builder icmp = new IcmpV4CommonPacket.Builder()
                .type(type)
                .code(code)
                .payloadBuilder(body)
                .correctChecksumAtBuild(true);
        return ipPacket(responder, OURS, IpNumber.ICMPV4, icmp).getRawData();
    }

    private static byte[] ip(int source, int destination, Packet.Builder payload) {
        return ipPacket(source, destination, IpNumber.TCP, payload).getRawData();
    }

    private static IpV4Packet ipPacket(int source, int destination, IpNumber protocol, Packet.Builder payload) {
        return new IpV4Packet.Builder()
                .version(IpVersion.IPV4)
                .tos(IpV4Rfc791Tos.newInstance((byte) 0))
                .ttl((byte) TTL)
                .protocol(protocol)
                .srcAddr(inet(source))
                .dstAddr(inet(destination))
                .payloadBuilder(payload)
                .correctChecksumAtBuild(true)
                .correctLengthAtBuild(true)
                .paddingAtBuild(true)
                .build();
    }

    private static Inet4Address inet(int address) {
        byte[] octets = {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address};
        try {
            return (Inet4Address) InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError("four octets", e);
        }
    }
}
