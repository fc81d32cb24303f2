package hayate.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the kernel lets this process do, asked when first wanted and remembered; some tens of microseconds an item. For
 * choosing a backend and for telling people what is missing. Belongs to the network namespace of the asking thread.
 * capabilities(7).
 *
 * <p>Whether an interface takes an XDP socket is not asked here: only binding tells, and a bound and closed queue stays
 * busy for tens of milliseconds. {@link #xdpSocket()} tells whether the kernel has them at all; then open the
 * {@link XdpSender} and fall back on its {@link NativeException}.
 */
public final class Capabilities {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long ALL = -1;
    private static final String EFFECTIVE = "CapEff:";
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_NET_RAW = 13;
    private static final int IPPROTO_RAW = 255;

    /**
     * The answer to one question.
     *
     * @param obstacle why not, or empty if it works
     */
    public record Access(Optional<NativeException> obstacle) {
        /** Whether it works. */
        public boolean isGranted() {
            return obstacle.isEmpty();
        }

        /** A sentence for people: {@code available}, or what is missing and how to get it. */
        public String explanation() {
            return obstacle.map(Access::explain).orElse("available");
        }

        private static String explain(NativeException e) {
            if (e.isPrivilege()) {
                return e.getMessage() + "; needs root, or CAP_NET_RAW (and CAP_NET_ADMIN for rules and routes)";
            }
            if (e.errno() == Errno.EAFNOSUPPORT || e.errno() == Errno.EPROTONOSUPPORT) {
                return e.getMessage() + "; this kernel was built without it";
            }
            return e.getMessage();
        }
    }

    private final Supplier<Access> packetSocket =
            remembered(() -> trySocket(Libc.AF_PACKET, Libc.SOCK_RAW, 0, "socket(AF_PACKET)"));
    private final Supplier<Access> rawIpSocket =
            remembered(() -> trySocket(Libc.AF_INET, Libc.SOCK_RAW, IPPROTO_RAW, "socket(AF_INET, IPPROTO_RAW)"));
    private final Supplier<Access> xdpSocket =
            remembered(() -> trySocket(Libc.AF_XDP, Libc.SOCK_RAW, 0, "socket(AF_XDP)"));
    private final Supplier<Long> effective = remembered(Capabilities::readEffective);

    /** Whether frames can be sent and received by AF_PACKET: {@link PacketSender}, {@link PacketRingReceiver}. */
    public Access packetSocket() {
        return packetSocket.get();
    }

    /** Whether IPv4 packets with our own header can be sent: {@link IpSender}. */
    public Access rawIpSocket() {
        return rawIpSocket.get();
    }

    /** Whether the kernel has XDP sockets and grants them; a particular interface may still refuse. */
    public Access xdpSocket() {
        return xdpSocket.get();
    }

    /** Whether CAP_NET_RAW is effective; it counts only in the user namespace that owns the network namespace. */
    public boolean hasNetRaw() {
        return has(CAP_NET_RAW);
    }

    /** Whether CAP_NET_ADMIN is effective: rules and namespaces. */
    public boolean hasNetAdmin() {
        return has(CAP_NET_ADMIN);
    }

    private boolean has(int capability) {
        return ((effective.get() >>> capability) & 1) != 0;
    }

    private static Access trySocket(int domain, int type, int protocol, String call) {
        int fd = Libc.socketOrErrno(domain, type, protocol);
        if (fd < 0) {
            return new Access(Optional.of(new NativeException(call, -fd)));
        }
        Libc.close(fd);
        return new Access(Optional.empty());
    }

    private static long readEffective() {
        try {
            return parseEffective(Files.readString(STATUS, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return ALL; // no Linux: the first system call that needs a privilege will tell
        }
    }

    /** The hexadecimal mask after {@code CapEff:} in proc(5) status; 0 if there is none. */
    static long parseEffective(String status) {
        return status.lines()
                .filter(line -> line.startsWith(EFFECTIVE))
                .findFirst()
                .map(line -> Long.parseUnsignedLong(
                        line.substring(EFFECTIVE.length()).strip(), 16))
                .orElse(0L);
    }

    private static <T> Supplier<T> remembered(Supplier<T> question) {
        return new Supplier<>() {
            private T answer;

            @Override
            public synchronized T get() {
                if (answer == null) {
                    answer = question.get();
                }
                return answer;
            }
        };
    }
}
