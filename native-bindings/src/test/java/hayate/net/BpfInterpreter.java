package hayate.net;

/**
 * Runs a {@link PacketFilter} on a packet as Linux would. A load outside the packet ends the program with 0. The packet
 * begins at the network header, which is all that our programs look at.
 */
final class BpfInterpreter {
    private static final int PROTOCOL = -0x1000;
    private static final int NET = -0x100000;

    private static final class OutOfPacket extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutOfPacket() {
            super(null, null, false, false);
        }
    }

    private BpfInterpreter() {}

    static int run(PacketFilter filter, byte[] network, int etherType) {
        try {
            return execute(filter, network, etherType);
        } catch (OutOfPacket e) {
            return 0;
        }
    }

    private static int execute(PacketFilter filter, byte[] network, int etherType) {
        int a = 0;
        int x = 0;
        int at = 0;
        while (true) {
            long word = filter.instruction(at++);
            int jt = (int) (word >>> 40) & 0xff;
            int jf = (int) (word >>> 32) & 0xff;
            int k = (int) word;
            switch ((int) (word >>> 48)) {
                case 0x20 -> a = k == PROTOCOL ? etherType : load(network, k, 4);
                case 0x28 -> a = load(network, k, 2);
                case 0x30 -> a = load(network, k, 1);
                case 0x48 -> a = load(network, x + k, 2);
                case 0x50 -> a = load(network, x + k, 1);
                case 0xb1 -> x = (load(network, k, 1) & 0xf) * 4;
                case 0x54 -> a &= k;
                case 0x05 -> at += k;
                case 0x15 -> at += a == k ? jt : jf;
                case 0x25 -> at += Integer.compareUnsigned(a, k) > 0 ? jt : jf;
                case 0x35 -> at += Integer.compareUnsigned(a, k) >= 0 ? jt : jf;
                case 0x45 -> at += (a & k) != 0 ? jt : jf;
                case 0x06 -> {
                    return k;
                }
                default -> throw new IllegalStateException("unknown instruction " + Long.toHexString(word));
            }
        }
    }

    private static int load(byte[] network, int k, int lengthBytes) {
        int from = k - NET;
        if (from < 0 || from + lengthBytes > network.length) {
            throw new OutOfPacket();
        }
        int value = 0;
        for (int i = 0; i < lengthBytes; i++) {
            value = (value << 8) | (network[from + i] & 0xff);
        }
        return value;
    }
}
