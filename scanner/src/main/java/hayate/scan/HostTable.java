package hayate.scan;

import hayate.result.Finding;
import hayate.result.Reason;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * What is known of hosts beyond the state of their ports: why they are believed to be up, their round trip, when they were
 * heard of. An open-addressing map from IPv4 address to a number in order of appearance, and an array per fact: about 60
 * bytes a host. One thread at a time uses it.
 */
final class HostTable {
    /** No such host. */
    static final int NONE = -1;
    /** Round trip not measured. */
    static final int RTT_UNKNOWN = -1;

    private static final int CAPACITY_MIN = 64;
    private static final int RTT_VARIATION_MIN_US = 5_000;
    private static final int RTT_VARIATION_MAX_US = 2_000_000;
    private static final byte RANK_FIRST = 0;
    private static final HostReason[] REASONS = HostReason.values();

    private int[] slots = new int[CAPACITY_MIN];
    private int[] addresses = new int[CAPACITY_MIN];
    private byte[] reasons = new byte[CAPACITY_MIN];
    private byte[] ranks = new byte[CAPACITY_MIN];
    private byte[] ttls = new byte[CAPACITY_MIN];
    private int[] smoothedRttUs = new int[CAPACITY_MIN];
    private int[] rttVariationUs = new int[CAPACITY_MIN];
    private long[] macs = new long[CAPACITY_MIN];
    private long[] firstNs = new long[CAPACITY_MIN];
    private long[] lastNs = new long[CAPACITY_MIN];
    private int size;

    /** How many hosts there are. */
    int size() {
        return size;
    }

    /** The number of a host, or {@link #NONE}. */
    int numberOf(int address) {
        int entry = slots[slotOf(address)];
        return entry == 0 ? NONE : entry - 1;
    }

    /** The number of a host, which is added if it is new. */
    int add(int address, HostReason reason, int ttl, long timeNs) {
        int slot = slotOf(address);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        if (size == addresses.length) {
            growFacts();
        }
        int number = size++;
        addresses[number] = address;
        reasons[number] = (byte) reason.number();
        ranks[number] = RANK_FIRST;
        ttls[number] = (byte) ttl;
        smoothedRttUs[number] = RTT_UNKNOWN;
        firstNs[number] = timeNs;
        lastNs[number] = timeNs;
        slots[slot] = number + 1;
        if (size > slots.length / 3 * 2) {
            rehash();
        }
        return number;
    }

    /** A host that answered, added if it is new; its round trip and times are brought up to date. */
    int hear(Finding finding) {
        int number = add(finding.address, HostReason.of(finding.reason), finding.ttl, finding.timeNs);
        lastNs[number] = Math.max(lastNs[number], finding.timeNs);
        if (finding.rttUs != Finding.RTT_UNKNOWN) {
            sample(number, finding.rttUs);
        }
        return number;
    }

    /**
     * As {@link #hear}, for the answer to one of several questions: of all that were answered, the one with the lowest rank
     * is the reason.
     */
    int hear(Finding finding, int rank) {
        boolean known = numberOf(finding.address) != NONE;
        int number = hear(finding);
        if (!known || rank < ranks[number]) {
            ranks[number] = (byte) rank;
            reasons[number] = (byte) HostReason.of(finding.reason).number();
            ttls[number] = (byte) finding.ttl;
        }
        return number;
    }

    /** RFC 6298, with the variation of a first sample as nmap takes it: the sample itself within bounds. */
    private void sample(int number, int rttUs) {
        if (smoothedRttUs[number] == RTT_UNKNOWN) {
            smoothedRttUs[number] = rttUs;
            rttVariationUs[number] = Math.max(RTT_VARIATION_MIN_US, Math.min(RTT_VARIATION_MAX_US, rttUs));
            return;
        }
        int error = rttUs - smoothedRttUs[number];
        smoothedRttUs[number] += error / 8;
        rttVariationUs[number] += (Math.abs(error) - rttVariationUs[number]) / 4;
    }

    /** The numbers of all hosts, by address. */
    int[] inAddressOrder() {
        long[] keys = new long[size];
        for (int number = 0; number < size; number++) {
            keys[number] = (addresses[number] & 0xFFFF_FFFFL) << Integer.SIZE | number;
        }
        Arrays.sort(keys);
        int[] order = new int[size];
        // The unsigned addresses fill the upper half, so those from 128.0.0.0 on sort as negative, first.
        int negative = 0;
        while (negative < size && keys[negative] < 0) {
            negative++;
        }
        for (int i = 0; i < size; i++) {
            order[i] = (int) keys[(i + negative) % size];
        }
        return order;
    }

    int addressOf(int number) {
        return addresses[number];
    }

    HostReason reasonOf(int number) {
        return REASONS[reasons[number]];
    }

    int ttlOf(int number) {
        return ttls[number] & 0xFF;
    }

    /** Smoothed round trip in microseconds, or {@link #RTT_UNKNOWN}. */
    int smoothedRttUs(int number) {
        return smoothedRttUs[number];
    }

    /** The longest that an answer of any host should take, nanoseconds; empty if of one of them no round trip is known. */
    OptionalLong roundTripMaxNs() {
        long maxUs = 0;
        for (int number = 0; number < size; number++) {
            if (smoothedRttUs[number] == RTT_UNKNOWN) {
                return OptionalLong.empty();
            }
            maxUs = Math.max(maxUs, smoothedRttUs[number] + 4L * rttVariationUs[number]);
        }
        return size == 0 ? OptionalLong.empty() : OptionalLong.of(maxUs * 1_000);
    }

    int rttVariationUs(int number) {
        return rttVariationUs[number];
    }

    /** 48-bit MAC, 0 if not known. */
    long macOf(int number) {
        return macs[number];
    }

    void setMac(int number, long mac) {
        macs[number] = mac;
    }

    void setRoundTrip(int number, int smoothedUs, int variationUs) {
        smoothedRttUs[number] = smoothedUs;
        rttVariationUs[number] = variationUs;
    }

    /** When it was first heard of, nanoseconds since the epoch. */
    long firstNs(int number) {
        return firstNs[number];
    }

    /** When it was last heard of, nanoseconds since the epoch. */
    long lastNs(int number) {
        return lastNs[number];
    }

    private int slotOf(int address) {
        int mask = slots.length - 1;
        int hash = address * 0x9E3779B9;
        int slot = (hash ^ (hash >>> 15)) & mask;
        while (slots[slot] != 0 && addresses[slots[slot] - 1] != address) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        for (int number = 0; number < size; number++) {
            slots[slotOf(addresses[number])] = number + 1;
        }
    }

    private void growFacts() {
        int length = size * 2;
        addresses = Arrays.copyOf(addresses, length);
        reasons = Arrays.copyOf(reasons, length);
        ranks = Arrays.copyOf(ranks, length);
        ttls = Arrays.copyOf(ttls, length);
        smoothedRttUs = Arrays.copyOf(smoothedRttUs, length);
        rttVariationUs = Arrays.copyOf(rttVariationUs, length);
        macs = Arrays.copyOf(macs, length);
        firstNs = Arrays.copyOf(firstNs, length);
        lastNs = Arrays.copyOf(lastNs, length);
    }

    /** Why a host is believed to be up, in nmap's words. */
    enum HostReason {
        USER_SET("user-set"),
        LOCALHOST_RESPONSE("localhost-response"),
        ARP_RESPONSE("arp-response"),
        ECHO_REPLY("echo-reply"),
        TIMESTAMP_REPLY("timestamp-reply"),
        ADDRESSMASK_REPLY("addressmask-reply"),
        SYN_ACK("syn-ack"),
        RESET("reset"),
        CONN_REFUSED("conn-refused"),
        PORT_UNREACH("port-unreach"),
        PROTO_UNREACH("proto-unreach"),
        UNKNOWN_RESPONSE("unknown-response");

        private final String label;

        HostReason(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        @SuppressWarnings("EnumOrdinal") // a place in an array of this process
        int number() {
            return ordinal();
        }

        /** The reason with a label, {@link #UNKNOWN_RESPONSE} if there is none. */
        static HostReason ofLabel(String label) {
            for (HostReason reason : REASONS) {
                if (reason.label.equals(label)) {
                    return reason;
                }
            }
            return UNKNOWN_RESPONSE;
        }

        static HostReason of(Reason reason) {
            return switch (reason) {
                case SYN_ACK, SYN_ACK_SHUT -> SYN_ACK;
                case RESET -> RESET;
                case ECHO_REPLY -> ECHO_REPLY;
                case TIMESTAMP_REPLY -> TIMESTAMP_REPLY;
                case ADDRESSMASK_REPLY -> ADDRESSMASK_REPLY;
                case CONN_REFUSED -> CONN_REFUSED;
                case PORT_UNREACH -> PORT_UNREACH;
                case PROTO_UNREACH -> PROTO_UNREACH;
                default -> UNKNOWN_RESPONSE;
            };
        }
    }
}
