package hayate.net;

import hayate.net.SocketLayout.SockFilter;
import hayate.net.SocketLayout.SockFprog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A classic BPF program that lets the kernel pass only what may be a reply to us. Immutable. bpf(4) has the machine,
 * {@code linux/filter.h} the extensions.
 *
 * <p>It asks the packet's protocol of the kernel (SKF_AD_PROTOCOL) and loads relative to the network header
 * (SKF_NET_OFF), so one program serves Ethernet, loopback and header-less links alike, and packets whose VLAN tag the
 * kernel has already taken off; one tag (802.1Q or 802.1ad) left in place is stepped over. Later fragments never pass:
 * they hold no ports. Loads relative to the network header need the headers in the packet's linear part, where drivers
 * put at least the first 128 bytes of what they receive.
 *
 * <p>About 20 instructions, run once per received packet of the whole machine: 10 to 20 ns.
 */
public final class PacketFilter {
    /** Enough for the longest header chain we quote from: IP with options, ICMP, quoted IP with options and 8 bytes. */
    public static final int DEFAULT_SNAP_LENGTH_BYTES = 256;

    private static final int SO_ATTACH_FILTER = 26;

    private static final int LD_H_ABS = 0x28;
    private static final int LD_B_ABS = 0x30;
    private static final int LD_W_ABS = 0x20;
    private static final int LD_H_IND = 0x48;
    private static final int LD_B_IND = 0x50;
    private static final int LDX_MSH = 0xb1;
    private static final int AND_K = 0x54;
    private static final int RET_K = 0x06;

    private static final int PROTOCOL = -0x1000;
    private static final int NET = -0x100000;

    private static final int IP_VERSION_MASK = 0xf0;
    private static final int IP_VERSION_4 = 0x40;
    private static final int IP_FRAGMENT_OFFSET = 6;
    private static final int IP_FRAGMENT_MASK = 0x1fff;
    private static final int IP_PROTOCOL_OFFSET = 9;
    private static final int DESTINATION_PORT_OFFSET = 2;
    private static final int VLAN_TYPE_OFFSET = 2;
    private static final int VLAN_TAG_BYTES = 4;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_VLAN = 0x8100;
    private static final int ETHERTYPE_QINQ = 0x88a8;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final long[] program;

    private PacketFilter(long[] program) {
        this.program = program;
    }

    /** What a SYN scan wants: TCP to our ports, and the ICMP errors (types 3 and 11) that quote our probes. */
    public static PacketFilter synReplies(int basePort, int portCount) {
        return new Builder().tcpPorts(basePort, portCount).icmpTypes(3, 11).build();
    }

    /** Starts a filter that accepts nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** How many instructions there are. */
    public int length() {
        return program.length;
    }

    /** One instruction as {@code code << 48 | jt << 40 | jf << 32 | k}. */
    long instruction(int index) {
        return program[index];
    }

    /** Has the kernel run this program on every packet before it reaches the socket. */
    public void attach(int fd) {
        try (NativeMemory code = NativeMemory.allocate(program.length * SockFilter.SIZE);
                NativeMemory header = NativeMemory.allocate(SockFprog.SIZE)) {
            write(code.buffer());
            header.buffer().putShort(SockFprog.LEN, (short) program.length);
            header.buffer().putLong(SockFprog.FILTER, code.address());
            Libc.setsockopt(
                    fd, Libc.SOL_SOCKET, SO_ATTACH_FILTER, header.address(), SockFprog.SIZE, "SO_ATTACH_FILTER");
        }
    }

    private void write(ByteBuffer memory) {
        for (int i = 0; i < program.length; i++) {
            int at = i * SockFilter.SIZE;
            memory.putShort(at + SockFilter.CODE, (short) (program[i] >>> 48));
            memory.put(at + SockFilter.JT, (byte) (program[i] >>> 40));
            memory.put(at + SockFilter.JF, (byte) (program[i] >>> 32));
            memory.putInt(at + SockFilter.K, (int) program[i]);
        }
    }

    /** Collects what a filter accepts; anything not named is refused. */
    public static final class Builder {
        private record PortRange(int protocol, int base, int count) {}

        private final List<PortRange> ports = new ArrayList<>();
        private final List<Integer> icmpTypes = new ArrayList<>();
        private final List<Integer> etherTypes = new ArrayList<>();
        private int snapLengthBytes = DEFAULT_SNAP_LENGTH_BYTES;

        private Builder() {}

        /** Accepts TCP to destination ports {@code base} to {@code base + count - 1}. */
        public Builder tcpPorts(int base, int count) {
            return ports(TCP, base, count);
        }

        /** Accepts UDP to destination ports {@code base} to {@code base + count - 1}. */
        public Builder udpPorts(int base, int count) {
            return ports(UDP, base, count);
        }

        private Builder ports(int protocol, int base, int count) {
            if (base < 0 || count < 1 || base + count > 0x10000) {
                throw new IllegalArgumentException("no port range: " + base + " + " + count);
            }
            if (ports.stream().anyMatch(range -> range.protocol == protocol)) {
                throw new IllegalArgumentException("one port range per protocol");
            }
            ports.add(new PortRange(protocol, base, count));
            return this;
        }

        /** Accepts ICMP messages of these types. */
        public Builder icmpTypes(int... types) {
            for (int type : types) {
                icmpTypes.add(type & 0xff);
            }
            return this;
        }

        /** Accepts whatever an untagged frame of this EtherType holds, for instance 0x0806 for ARP. */
        public Builder etherType(int etherType) {
            etherTypes.add(etherType);
            return this;
        }

        /** How much of each packet to keep, counted from the link header. */
        public Builder snapLengthBytes(int bytes) {
            snapLengthBytes = bytes;
            return this;
        }

        /** Assembles the program. */
        public PacketFilter build() {
            BpfAssembler code = new BpfAssembler();
            int accept = code.newLabel();
            int reject = code.newLabel();
            int tagged = code.newLabel();
            int ipv4 = code.newLabel();
            code.emit(LD_W_ABS, PROTOCOL);
            for (int etherType : etherTypes) {
                code.jumpIfEqual(etherType, accept);
            }
            code.jumpIfEqual(ETHERTYPE_IPV4, ipv4);
            code.jumpIfEqual(ETHERTYPE_VLAN, tagged);
            code.jumpUnlessEqual(ETHERTYPE_QINQ, reject);
            code.place(tagged);
            code.emit(LD_H_ABS, NET + VLAN_TYPE_OFFSET);
            code.jumpUnlessEqual(ETHERTYPE_IPV4, reject);
            emitIpv4(code, NET + VLAN_TAG_BYTES, accept, reject);
            code.place(ipv4);
            emitIpv4(code, NET, accept, reject);
            code.place(reject);
            code.emit(RET_K, 0);
            code.place(accept);
            code.emit(RET_K, snapLengthBytes);
            return new PacketFilter(code.assemble());
        }

        private void emitIpv4(BpfAssembler code, int ip, int accept, int reject) {
            code.emit(LD_B_ABS, ip);
            code.emit(AND_K, IP_VERSION_MASK);
            code.jumpUnlessEqual(IP_VERSION_4, reject);
            code.emit(LD_H_ABS, ip + IP_FRAGMENT_OFFSET);
            code.jumpIfAnySet(IP_FRAGMENT_MASK, reject);
            code.emit(LDX_MSH, ip);
            for (PortRange range : ports) {
                int other = code.newLabel();
                code.emit(LD_B_ABS, ip + IP_PROTOCOL_OFFSET);
                code.jumpUnlessEqual(range.protocol, other);
                code.emit(LD_H_IND, ip + DESTINATION_PORT_OFFSET);
                code.jumpIfLess(range.base, reject);
                code.jumpIfGreater(range.base + range.count - 1, reject);
                code.jump(accept);
                code.place(other);
            }
            if (!icmpTypes.isEmpty()) {
                code.emit(LD_B_ABS, ip + IP_PROTOCOL_OFFSET);
                code.jumpUnlessEqual(ICMP, reject);
                code.emit(LD_B_IND, ip);
                icmpTypes.forEach(type -> code.jumpIfEqual(type, accept));
            }
            code.jump(reject);
        }
    }
}
