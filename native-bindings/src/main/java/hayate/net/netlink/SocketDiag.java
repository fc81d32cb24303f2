package hayate.net.netlink;

import hayate.net.NativeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What the kernel knows of single TCP connections of this host, over a sock_diag(7) socket in the network namespace of the
 * thread that opens it. Needs no privilege. One thread owns it; a question costs about 10 µs.
 */
public final class SocketDiag implements AutoCloseable {
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int IPPROTO_TCP = 6;
    private static final int ESTABLISHED = 1;
    private static final int ANY_COOKIE = -1;
    /** A shut window is being probed: TCP has something to send, and the peer takes nothing (RFC 9293, 3.8.6.1). */
    private static final int TIMER_ZERO_WINDOW = 4;
    /** What was sent again so often and not acknowledged was not lost on the way, as far as can be told. */
    private static final int RETRANSMISSIONS_MIN = 2;

    /*
     * struct inet_diag_req_v2 (include/uapi/linux/inet_diag.h): ports and addresses in network order
     *
     *  0        1          2     3     4        8       10      12       28       44        48       56
     * +--------+----------+-----+-----+--------+-------+-------+--------+--------+---------+--------+
     * | family | protocol | ext | pad | states | sport | dport | source |  peer  | device  | cookie |
     * +--------+----------+-----+-----+--------+-------+-------+--------+--------+---------+--------+
     */
    private static final int REQUEST_BYTES = 56;
    private static final int REQUEST_PROTOCOL = 1;
    private static final int REQUEST_EXTENSIONS = 2;
    private static final int REQUEST_STATES = 4;
    private static final int REQUEST_SOURCE_PORT = 8;
    private static final int REQUEST_PEER_PORT = 10;
    private static final int REQUEST_SOURCE = 12;
    private static final int REQUEST_PEER = 28;
    private static final int REQUEST_COOKIE = 48;

    /*
     * struct inet_diag_msg: u8 family, state, timer, retransmissions; the same 48 bytes of names; u32 expires, what is not read,
     * what is not acknowledged, uid, inode. Attribute 2 is struct tcp_info, of which byte 100 begins the segments sent again.
     */
    private static final int ANSWER_BYTES = 72;
    private static final int ANSWER_STATE = 1;
    private static final int ANSWER_TIMER = 2;
    private static final int ANSWER_UNACKNOWLEDGED = 60;
    private static final int INFO = 2;
    private static final int INFO_RETRANSMISSIONS = 100;

    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final NetlinkSocket socket;
    private boolean deaf;

    private SocketDiag(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens a socket in the calling thread's network namespace; empty where the kernel has none of this kind. */
    public static Optional<SocketDiag> open() {
        try {
            return Optional.of(new SocketDiag(new NetlinkSocket(NETLINK_SOCK_DIAG)));
        } catch (NativeException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a connection stands whose peer takes nothing of what is to be sent: its window is shut, or it acknowledges nothing
     * however often it is sent.
     */
    public boolean takesNothing(int localAddress, int localPort, int peerAddress, int peerPort) {
        deaf = false;
        socket.ask(
                "connection",
                (memory, sequence) -> NetlinkRequest.start(memory, SOCK_DIAG_BY_FAMILY, 0, sequence, REQUEST_BYTES)
                        .bodyByte(REQUEST_PROTOCOL, IPPROTO_TCP)
                        .bodyByte(REQUEST_EXTENSIONS, 1 << INFO - 1)
                        .bodyInt(REQUEST_STATES, 1 << ESTABLISHED)
                        .bodyShort(REQUEST_SOURCE_PORT, inNetworkOrder((short) localPort))
                        .bodyShort(REQUEST_PEER_PORT, inNetworkOrder((short) peerPort))
                        .bodyInt(REQUEST_SOURCE, inNetworkOrder(localAddress))
                        .bodyInt(REQUEST_PEER, inNetworkOrder(peerAddress))
                        .bodyInt(REQUEST_COOKIE, ANY_COOKIE)
                        .bodyInt(REQUEST_COOKIE + Integer.BYTES, ANY_COOKIE),
                (type, answer, offset, end) -> deaf = isDeaf(answer, offset, end));
        return deaf;
    }

    private static boolean isDeaf(ByteBuffer answer, int offset, int end) {
        return end - offset >= ANSWER_BYTES
                && answer.get(offset + ANSWER_STATE) == ESTABLISHED
                && answer.getInt(offset + ANSWER_UNACKNOWLEDGED) != 0
                && (answer.get(offset + ANSWER_TIMER) == TIMER_ZERO_WINDOW
                        || retransmissions(answer, offset, end) >= RETRANSMISSIONS_MIN);
    }

    private static int retransmissions(ByteBuffer answer, int offset, int end) {
        for (Attributes a = new Attributes(answer, offset + ANSWER_BYTES, end); a.next(); ) {
            if (a.type() == INFO) {
                return a.numberAt(INFO_RETRANSMISSIONS);
            }
        }
        return 0;
    }

    private static short inNetworkOrder(short value) {
        return SWAP ? Short.reverseBytes(value) : value;
    }

    private static int inNetworkOrder(int value) {
        return SWAP ? Integer.reverseBytes(value) : value;
    }

    @Override
    public void close() {
        socket.close();
    }
}
