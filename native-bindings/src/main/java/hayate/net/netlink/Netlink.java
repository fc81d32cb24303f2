package hayate.net.netlink;

import hayate.net.Errno;
import hayate.net.NativeException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The running kernel's answers, over an rtnetlink socket in the network namespace of the thread that opens it. Reading
 * needs no privilege. One thread owns it; a question costs about 10 µs.
 *
 * <p>Every method throws {@link NativeException} when the kernel refuses for a reason that is not an answer.
 */
public final class Netlink implements RoutingKernel, AutoCloseable {
    private static final int NETLINK_ROUTE = 0;
    private static final int GET_LINK = 18;
    private static final int GET_ADDRESS = 22;
    private static final int GET_ROUTE = 26;
    private static final int NEW_ROUTE = 24;
    private static final int NEW_NEIGHBOUR = 28;
    private static final int GET_NEIGHBOUR = 30;
    private static final int GET_RULE = 34;

    private static final int ROUTE_DESTINATION = 1;
    private static final int ROUTE_SOURCE = 2;
    private static final int ROUTE_INTERFACE = 4;
    private static final int ROUTE_PROTOCOL = 27;
    private static final int NEIGHBOUR_DESTINATION = 1;
    private static final int FLAG_FIB_MATCH = 0x2000;
    private static final int NTF_USE = 0x01;
    private static final int IPPROTO_TCP = 6;
    private static final int DISCARD_PORT = 9;

    private final NetlinkSocket socket;

    private Netlink(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens a socket in the calling thread's network namespace. */
    public static Netlink open() {
        return new Netlink(new NetlinkSocket(NETLINK_ROUTE));
    }

    @Override
    public List<LinkInfo> links() {
        return dump("links", GET_LINK, NetlinkMessages.LINK_BODY_BYTES, NetlinkMessages::link);
    }

    @Override
    public List<InterfaceAddress> addresses() {
        return dump("addresses", GET_ADDRESS, NetlinkMessages.ADDRESS_BODY_BYTES, NetlinkMessages::address);
    }

    @Override
    public List<Neighbour> neighbours(int interfaceIndex) {
        List<Neighbour> all =
                dump("neighbours", GET_NEIGHBOUR, NetlinkMessages.NEIGHBOUR_BODY_BYTES, NetlinkMessages::neighbour);
        all.removeIf(neighbour -> neighbour.interfaceIndex() != interfaceIndex);
        return all;
    }

    @Override
    public void prefixes(PrefixVisitor visitor) {
        dump("routes", GET_ROUTE, NetlinkMessages.ROUTE_BODY_BYTES, visitor);
        dump("rules", GET_RULE, NetlinkMessages.ROUTE_BODY_BYTES, visitor);
    }

    @Override
    public RouteAnswer route(int destination, int interfaceIndex, int source) {
        RouteAnswer answer = route(destination, interfaceIndex, source, 0);
        if (interfaceIndex != 0 && answer.type() == RouteAnswer.Type.UNICAST && answer.gatewayAddress() == 0) {
            return isRouted(destination, interfaceIndex, source) ? answer : assumed(answer);
        }
        return answer;
    }

    private boolean isRouted(int destination, int interfaceIndex, int source) {
        return route(destination, interfaceIndex, source, FLAG_FIB_MATCH).type() == RouteAnswer.Type.UNICAST;
    }

    private static RouteAnswer assumed(RouteAnswer answer) {
        return new RouteAnswer(
                RouteAnswer.Type.ASSUMED_ON_LINK,
                answer.interfaceIndex(),
                0,
                answer.sourceAddress(),
                answer.mtuBytes());
    }

    private RouteAnswer route(int destination, int interfaceIndex, int source, int flags) {
        Found<RouteAnswer> found = new Found<>();
        int error = socket.ask(
                "route",
                (memory, sequence) -> routeRequest(memory, sequence, destination, interfaceIndex, source, flags),
                (type, buffer, offset, end) -> {
                    if (type == NEW_ROUTE) {
                        found.accept(NetlinkMessages.route(buffer, offset, end));
                    }
                });
        if (error != 0) {
            return RouteAnswer.none(refusal(error));
        }
        return found.value().orElseThrow(() -> new NativeException("netlink(route)", Errno.EINVAL.number()));
    }

    private static NetlinkRequest routeRequest(
            ByteBuffer memory, int sequence, int destination, int interfaceIndex, int source, int flags) {
        NetlinkRequest request = NetlinkRequest.start(memory, GET_ROUTE, 0, sequence, NetlinkMessages.ROUTE_BODY_BYTES);
        request.bodyByte(1, 32).bodyInt(8, flags).address(ROUTE_DESTINATION, destination);
        if (source != 0) {
            request.bodyByte(2, 32).address(ROUTE_SOURCE, source);
        }
        if (interfaceIndex != 0) {
            request.number(ROUTE_INTERFACE, interfaceIndex);
        }
        return request.octet(ROUTE_PROTOCOL, IPPROTO_TCP);
    }

    /** The kernel answers lookups of routes that refuse with the errno a sender would get (fib_props in fib_semantics.c). */
    private static RouteAnswer.Type refusal(int error) {
        return switch (Errno.of(error)) {
            case ENETUNREACH -> RouteAnswer.Type.NO_ROUTE;
            case EHOSTUNREACH -> RouteAnswer.Type.UNREACHABLE;
            case EACCES -> RouteAnswer.Type.PROHIBIT;
            case EINVAL -> RouteAnswer.Type.BLACKHOLE;
            default -> throw new NativeException("netlink(route)", error);
        };
    }

    @Override
    public Optional<Neighbour> neighbour(int interfaceIndex, int address) {
        Found<Neighbour> found = new Found<>();
        int error = socket.ask(
                "neighbour",
                (memory, sequence) -> neighbourRequest(memory, GET_NEIGHBOUR, 0, sequence, interfaceIndex, address),
                (type, buffer, offset, end) -> {
                    if (type == NEW_NEIGHBOUR) {
                        found.accept(NetlinkMessages.neighbour(buffer, offset, end));
                    }
                });
        return switch (Errno.of(error)) {
            case ENOENT -> Optional.empty();
            // Linux before 5.0 tells the whole table only.
            case EOPNOTSUPP ->
                neighbours(interfaceIndex).stream()
                        .filter(neighbour -> neighbour.address() == address)
                        .findFirst();
            default -> {
                if (error != 0) {
                    throw new NativeException("netlink(neighbour)", error);
                }
                yield found.value();
            }
        };
    }

    /**
     * Creates or uses the neighbour's entry as a sender would (NTF_USE), so that the kernel asks; a stale entry is
     * probed at once. Without CAP_NET_ADMIN one datagram to the discard port does the same.
     */
    @Override
    public void solicit(int interfaceIndex, int address) {
        boolean stale =
                neighbour(interfaceIndex, address).map(Neighbour::isUsable).orElse(false);
        int error = socket.ask(
                "solicit",
                (memory, sequence) -> {
                    int flags = NetlinkRequest.FLAG_ACK | (stale ? 0 : NetlinkRequest.FLAG_CREATE);
                    NetlinkRequest request =
                            neighbourRequest(memory, NEW_NEIGHBOUR, flags, sequence, interfaceIndex, address);
                    return stale ? request.bodyShort(8, Neighbour.PROBE) : request.bodyByte(10, NTF_USE);
                },
                (type, buffer, offset, end) -> {});
        if (error == Errno.EPERM.number()) {
            sendDatagram(address);
        } else if (error != 0) {
            throw new NativeException("netlink(solicit)", error);
        }
    }

    private static void sendDatagram(int address) {
        byte[] bytes = ByteBuffer.allocate(4).putInt(address).array();
        try (DatagramSocket datagram = new DatagramSocket()) {
            datagram.send(new DatagramPacket(new byte[0], 0, InetAddress.getByAddress(bytes), DISCARD_PORT));
        } catch (IOException e) {
            throw new NativeException("send(neighbour: " + e.getMessage() + ")", Errno.EHOSTUNREACH.number());
        }
    }

    private static NetlinkRequest neighbourRequest(
            ByteBuffer memory, int type, int flags, int sequence, int interfaceIndex, int address) {
        return NetlinkRequest.start(memory, type, flags, sequence, NetlinkMessages.NEIGHBOUR_BODY_BYTES)
                .bodyInt(4, interfaceIndex)
                .address(NEIGHBOUR_DESTINATION, address);
    }

    private interface Parser<T> {
        T parse(ByteBuffer buffer, int offset, int end);
    }

    private <T> List<T> dump(String what, int type, int bodyBytes, Parser<T> parser) {
        List<T> found = new ArrayList<>();
        socket.dump(what, dumpRequest(type, bodyBytes), found::clear, (messageType, buffer, offset, end) -> {
            T parsed = messageType == type - 2 ? parser.parse(buffer, offset, end) : null;
            if (parsed != null) {
                found.add(parsed);
            }
        });
        return found;
    }

    private void dump(String what, int type, int bodyBytes, PrefixVisitor visitor) {
        socket.dump(what, dumpRequest(type, bodyBytes), () -> {}, (messageType, buffer, offset, end) -> {
            if (messageType == type - 2) {
                NetlinkMessages.prefix(buffer, offset, end, visitor);
            }
        });
    }

    /** RTM_NEW* is always two below RTM_GET*. */
    private static NetlinkSocket.Writer dumpRequest(int type, int bodyBytes) {
        return (memory, sequence) -> NetlinkRequest.start(memory, type, NetlinkRequest.FLAG_DUMP, sequence, bodyBytes);
    }

    @Override
    public void close() {
        socket.close();
    }

    private static final class Found<T> implements Consumer<T> {
        private T value;

        @Override
        public void accept(T found) {
            value = found;
        }

        Optional<T> value() {
            return Optional.ofNullable(value);
        }
    }
}
