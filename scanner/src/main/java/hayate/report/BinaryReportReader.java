package hayate.report;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * masscan's binary file (-oB): a head of 99 bytes, records, a trailer like the head. Big-endian.
 *
 * <pre>
 *   record   type 8 | length 7 bits a byte, the high ones first, bit 7 set if more follow | body
 *   6 open, 7 closed        time 32 | address 32 | protocol 8 | port 16 | reason 8 | ttl 8
 *   10 open, 11 closed      time 32 | protocol 8 | port 16 | reason 8 | ttl 8 | 6 | address 128
 *   9 banner                time 32 | address 32 | protocol 8 | port 16 | word 16 | ttl 8 | text
 *   13 banner               time 32 | protocol 8 | port 16 | word 16 | ttl 8 | 6 | address 128 | text
 * </pre>
 *
 * <p>{@code reason} holds TCP flags. Times are seconds since the epoch. Records of other types are skipped.
 */
final class BinaryReportReader extends HeldReader {
    static final String MAGIC = "masscan/1.";
    private static final int HEAD_LENGTH_BYTES = 99;
    private static final int BODY_LENGTH_MAX = 1 << 20;
    private static final int TRAILER_TYPE = 'm';

    private final DataInputStream in;

    BinaryReportReader(InputStream in) {
        this.in = new DataInputStream(in);
    }

    @Override
    void readAll() throws IOException {
        byte[] head = in.readNBytes(HEAD_LENGTH_BYTES);
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(MAGIC)) {
            throw new ReportFormatException("does not begin as masscan's binary files do");
        }
        header = new RunHeader("masscan", "", "", startNs(text), header.scans(), 0, 0);
        try {
            int type = in.read();
            while (type >= 0 && type != TRAILER_TYPE) {
                record(type);
                type = in.read();
            }
            if (type < 0) {
                setTruncated();
            }
        } catch (EOFException e) {
            setTruncated();
        }
    }

    private static long startNs(String head) {
        int start = head.indexOf("\ns:");
        int end = head.indexOf('\n', start + 1);
        return start < 0 || end < 0 ? 0 : ReportTime.ofEpochSeconds(head.substring(start + 3, end));
    }

    private void record(int type) throws IOException {
        byte[] bytes = new byte[length()];
        in.readFully(bytes);
        ByteBuffer body = ByteBuffer.wrap(bytes);
        try {
            switch (type) {
                case 6, 7 -> status(body, type == 6 ? PortState.OPEN : PortState.CLOSED, false);
                case 10, 11 -> status(body, type == 10 ? PortState.OPEN : PortState.CLOSED, true);
                case 9 -> banner(body, false);
                case 13 -> banner(body, true);
                default -> {}
            }
        } catch (BufferUnderflowException e) {
            throw new ReportFormatException("has a record of type " + type + " that is too short", e);
        }
    }

    private int length() throws IOException {
        int length = 0;
        int more;
        do {
            more = in.readUnsignedByte();
            length = length << 7 | more & 0x7F;
            if (length > BODY_LENGTH_MAX) {
                throw new ReportFormatException("has a record longer than " + BODY_LENGTH_MAX + " bytes");
            }
        } while ((more & 0x80) != 0);
        return length;
    }

    private void status(ByteBuffer body, PortState state, boolean sixth) throws IOException {
        long timeNs = timeNs(body);
        String address = sixth ? "" : address(body, 4);
        String protocol = protocol(body.get());
        int port = body.getShort() & 0xFFFF;
        int flags = body.get() & 0xFF;
        int ttl = body.get() & 0xFF;
        if (sixth) {
            body.get();
            address = address(body, 16);
        }
        String reason = protocol.equals("tcp") ? Reasons.ofTcpFlags(flags) : "";
        boolean refused = protocol.equals("udp") && state == PortState.CLOSED;
        add(Observation.of(address, protocol, port, state, refused ? "port-unreach" : reason, ttl, timeNs));
    }

    private void banner(ByteBuffer body, boolean sixth) throws IOException {
        long timeNs = timeNs(body);
        String address = sixth ? "" : address(body, 4);
        String protocol = protocol(body.get());
        int port = body.getShort() & 0xFFFF;
        String name = Banners.name(body.getShort() & 0xFFFF);
        int ttl = body.get() & 0xFF;
        if (sixth) {
            body.get();
            address = address(body, 16);
        }
        byte[] text = new byte[body.remaining()];
        body.get(text);
        add(Observation.banner(
                address, protocol, port, name, new String(text, StandardCharsets.ISO_8859_1), ttl, timeNs));
    }

    private static long timeNs(ByteBuffer body) {
        return (body.getInt() & 0xFFFF_FFFFL) * ReportTime.NS_PER_SECOND;
    }

    private static String address(ByteBuffer body, int lengthBytes) throws IOException {
        byte[] bytes = new byte[lengthBytes];
        body.get(bytes);
        return lengthBytes == 4 ? InetAddress.getByAddress(bytes).getHostAddress() : SixthAddress.toText(bytes);
    }

    private static String protocol(byte number) {
        return switch (number & 0xFF) {
            case 0 -> "arp";
            case 1, 58 -> "icmp";
            case 6 -> "tcp";
            case 17 -> "udp";
            case 132 -> "sctp";
            default -> "ip";
        };
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
