package hayate.net.netlink;

import java.nio.ByteBuffer;

/**
 * Reads what the kernel sends: walks the messages of a datagram and parses those of rtnetlink. Pure functions over a
 * buffer in native order; whatever the bytes, nothing outside {@code lengthBytes} is read.
 */
final class NetlinkMessages {
    static final int HEADER_BYTES = 16;
    static final int AF_INET = 2;
    static final int LINK_BODY_BYTES = 16;
    static final int ADDRESS_BODY_BYTES = 8;
    static final int ROUTE_BODY_BYTES = 12;
    static final int NEIGHBOUR_BODY_BYTES = 12;

    private static final int TYPE_ERROR = 2;
    private static final int TYPE_DONE = 3;
    private static final int FLAG_MULTI = 0x2;
    private static final int FLAG_DUMP_INTERRUPTED = 0x10;

    /** Takes one message's family header and attributes, {@code [offset, end)}. */
    @FunctionalInterface
    interface Visitor {
        void onMessage(int type, ByteBuffer buffer, int offset, int end);
    }

    /** What a datagram told about the exchange it belongs to. */
    static final class Progress {
        private boolean finished;
        private boolean interrupted;
        private int error;

        /** Whether nothing more follows. */
        boolean isFinished() {
            return finished;
        }

        /** Whether what a dump tells changed while it was told. */
        boolean isInterrupted() {
            return interrupted;
        }

        /** The errno of a refusal, 0 if there was none. */
        int error() {
            return error;
        }
    }

    private NetlinkMessages() {}

    /** Visits the messages of one datagram that answer the request {@code sequence}. */
    static void walk(ByteBuffer buffer, int lengthBytes, int sequence, Progress progress, Visitor visitor) {
        int end = Math.min(lengthBytes, buffer.capacity());
        int offset = 0;
        while (!progress.finished && end - offset >= HEADER_BYTES) {
            int length = buffer.getInt(offset);
            if (length < HEADER_BYTES || length > end - offset) {
                return;
            }
            if (buffer.getInt(offset + 8) == sequence) {
                message(buffer, offset, offset + length, progress, visitor);
            }
            offset = Math.min(end, offset + ((length + 3) & ~3));
        }
    }

    private static void message(ByteBuffer buffer, int offset, int end, Progress progress, Visitor visitor) {
        int type = buffer.getShort(offset + 4) & 0xFFFF;
        int flags = buffer.getShort(offset + 6);
        int body = offset + HEADER_BYTES;
        progress.interrupted |= (flags & FLAG_DUMP_INTERRUPTED) != 0;
        if (type == TYPE_ERROR || type == TYPE_DONE) {
            progress.finished = true;
            progress.error = end - body >= 4 ? Math.max(0, -buffer.getInt(body)) : 0;
        } else {
            visitor.onMessage(type, buffer, body, end);
            progress.finished = (flags & FLAG_MULTI) == 0;
        }
    }

    /** An RTM_NEWLINK: struct ifinfomsg {u8 family, pad; u16 type; s32 index; u32 flags, change}; null if cut short. */
    static LinkInfo link(ByteBuffer buffer, int offset, int end) {
        if (end - offset < LINK_BODY_BYTES) {
            return null;
        }
        String name = "";
        int mtuBytes = 0;
        int queues = 1;
        long mac = -1;
        for (Attributes a = new Attributes(buffer, offset + LINK_BODY_BYTES, end); a.next(); ) {
            switch (a.type()) {
                case 1 -> mac = a.mac();
                case 3 -> name = a.text();
                case 4 -> mtuBytes = a.number();
                case 31 -> queues = Math.max(1, a.number());
                default -> {}
            }
        }
        int hardwareType = buffer.getShort(offset + 2) & 0xFFFF;
        int index = buffer.getInt(offset + 4);
        return new LinkInfo(index, name, hardwareType, buffer.getInt(offset + 8), mtuBytes, mac, queues);
    }

    /** An RTM_NEWADDR: struct ifaddrmsg {u8 family, prefixlen, flags, scope; u32 index}; null if not IPv4. */
    static InterfaceAddress address(ByteBuffer buffer, int offset, int end) {
        if (end - offset < ADDRESS_BODY_BYTES || buffer.get(offset) != AF_INET) {
            return null;
        }
        int peer = 0;
        int local = 0;
        for (Attributes a = new Attributes(buffer, offset + ADDRESS_BODY_BYTES, end); a.next(); ) {
            switch (a.type()) {
                case 1 -> peer = a.address();
                case 2 -> local = a.address();
                default -> {}
            }
        }
        int address = local == 0 ? peer : local;
        int prefixLengthBits = Math.min(32, buffer.get(offset + 1) & 0xFF);
        return new InterfaceAddress(buffer.getInt(offset + 4), address, prefixLengthBits, peer == 0 ? local : peer);
    }

    /** An RTM_NEWNEIGH: struct ndmsg {u8 family, pad; u16 pad; s32 index; u16 state; u8 flags, type}; null if odd. */
    static Neighbour neighbour(ByteBuffer buffer, int offset, int end) {
        if (end - offset < NEIGHBOUR_BODY_BYTES || buffer.get(offset) != AF_INET) {
            return null;
        }
        int address = 0;
        long mac = -1;
        for (Attributes a = new Attributes(buffer, offset + NEIGHBOUR_BODY_BYTES, end); a.next(); ) {
            switch (a.type()) {
                case 1 -> address = a.address();
                case 2 -> mac = a.mac();
                default -> {}
            }
        }
        return new Neighbour(buffer.getInt(offset + 4), address, mac, buffer.getShort(offset + 8) & 0xFFFF);
    }

    /** The destination prefix of an RTM_NEWROUTE or RTM_NEWRULE, whose headers begin alike: u8 family, dst_len. */
    static void prefix(ByteBuffer buffer, int offset, int end, RoutingKernel.PrefixVisitor visitor) {
        if (end - offset < ROUTE_BODY_BYTES || buffer.get(offset) != AF_INET) {
            return;
        }
        int address = 0;
        for (Attributes a = new Attributes(buffer, offset + ROUTE_BODY_BYTES, end); a.next(); ) {
            if (a.type() == 1) {
                address = a.address();
            }
        }
        visitor.onPrefix(address, Math.min(32, buffer.get(offset + 1) & 0xFF));
    }

    /**
     * An RTM_NEWROUTE that answers a lookup: struct rtmsg {u8 family, dst_len, src_len, tos, table, protocol, scope,
     * type; u32 flags}; null if cut short.
     */
    static RouteAnswer route(ByteBuffer buffer, int offset, int end) {
        if (end - offset < ROUTE_BODY_BYTES || buffer.get(offset) != AF_INET) {
            return null;
        }
        int interfaceIndex = 0;
        int gateway = 0;
        int source = 0;
        int mtuBytes = 0;
        boolean otherFamily = false;
        for (Attributes a = new Attributes(buffer, offset + ROUTE_BODY_BYTES, end); a.next(); ) {
            switch (a.type()) {
                case 4 -> interfaceIndex = a.number();
                case 5 -> gateway = a.address();
                case 7 -> source = a.address();
                case 8 -> mtuBytes = mtu(a.nested());
                case 18 -> otherFamily = true;
                default -> {}
            }
        }
        RouteAnswer.Type type = otherFamily ? RouteAnswer.Type.IPV6_GATEWAY : routeType(buffer.get(offset + 7));
        return new RouteAnswer(type, interfaceIndex, gateway, source, mtuBytes);
    }

    private static int mtu(Attributes metrics) {
        int mtuBytes = 0;
        while (metrics.next()) {
            mtuBytes = metrics.type() == 2 ? metrics.number() : mtuBytes;
        }
        return mtuBytes;
    }

    private static RouteAnswer.Type routeType(int type) {
        return switch (type) {
            case 1 -> RouteAnswer.Type.UNICAST;
            case 2 -> RouteAnswer.Type.LOCAL;
            case 3 -> RouteAnswer.Type.BROADCAST;
            case 5 -> RouteAnswer.Type.MULTICAST;
            case 6 -> RouteAnswer.Type.BLACKHOLE;
            case 7 -> RouteAnswer.Type.UNREACHABLE;
            case 8 -> RouteAnswer.Type.PROHIBIT;
            default -> RouteAnswer.Type.OTHER;
        };
    }
}
