package hayate.plan;

/** Addresses with a special meaning (RFC 6890 and the IANA registry it founded), as far as planning cares. */
final class SpecialAddresses {
    /** Public addresses that may be scanned without an exclude file, at most. */
    static final long PUBLIC_WITHOUT_EXCLUDES_MAX = 1L << 24;

    /** Never probed: a packet there reaches nobody, or everybody. */
    static final Block[] RESERVED = {
        new Block("'this network'", "0.0.0.0/8", 0x00000000, 0x00FFFFFF),
        new Block("multicast", "224.0.0.0/4", 0xE0000000, 0xEFFFFFFF),
        new Block("class E and limited broadcast", "240.0.0.0/4", 0xF0000000, 0xFFFFFFFF),
    };

    /** What belongs to nobody in particular: RFC 1918, 6598, 1122 loopback, 3927, 5737 and 2544. */
    private static final AddressSet PRIVATE = AddressSet.builder()
            .add(0x0A000000, 0x0AFFFFFF)
            .add(0x64400000, 0x647FFFFF)
            .add(0x7F000000, 0x7FFFFFFF)
            .add(0xA9FE0000, 0xA9FEFFFF)
            .add(0xAC100000, 0xAC1FFFFF)
            .add(0xC0000200, 0xC00002FF)
            .add(0xC0A80000, 0xC0A8FFFF)
            .add(0xC6120000, 0xC613FFFF)
            .add(0xC6336400, 0xC63364FF)
            .add(0xCB007100, 0xCB0071FF)
            .build();

    private SpecialAddresses() {}

    /**
     * A reserved block.
     *
     * @param name what it is for
     * @param cidr how it is written
     * @param first its first address
     * @param last its last address
     */
    record Block(String name, String cidr, int first, int last) {
        AddressSet addresses() {
            return AddressSet.ofRange(first, last);
        }
    }

    /** How many of the addresses belong to the public network. */
    static long publicCount(AddressSet addresses) {
        return addresses.minus(PRIVATE).size();
    }
}
