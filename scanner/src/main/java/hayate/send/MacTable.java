package hayate.send;

/**
 * Who has which MAC on a link: an open-addressing map from IPv4 address to 48-bit MAC in primitive arrays, 10 bytes a
 * slot. It doubles when two thirds full, so {@code n} entries take 15 to 30 bytes each, at most {@code 30 n} bytes for
 * the {@code n} hosts that answered: 2 MB for a full /16, 500 MB for a full on-link /8.
 *
 * <p>One thread fills it; afterwards any number may read it, once it was handed over safely.
 */
public final class MacTable implements Lane.Neighbours {
    private static final int CAPACITY_MIN = 16;
    private static final int CAPACITY_MAX = 1 << 30;
    private static final long MAC_MAX = 0xFFFF_FFFF_FFFFL;
    private static final int SLOT_BYTES = 2 * Integer.BYTES + Short.BYTES;

    private final long entriesMax;
    private int[] addresses;
    private int[] lows;
    private short[] highs;
    private int size;

    /** @param entriesMax how many entries it may come to hold: the number of on-link targets */
    public MacTable(long entriesMax) {
        this.entriesMax = entriesMax;
        allocate(CAPACITY_MIN);
    }

    @Override
    public long macOf(int address) {
        int slot = slotOf(address);
        return isFree(slot) ? UNRESOLVED : mac(slot);
    }

    /**
     * Adds an address; one that is known keeps the MAC it has.
     *
     * @param mac not zero: no host has that
     * @return the MAC now known: {@code mac}, or another that was there before; {@link Lane.Neighbours#UNRESOLVED} if the table is full
     */
    public long putIfAbsent(int address, long mac) {
        if (mac <= 0 || mac > MAC_MAX) {
            throw new IllegalArgumentException("MAC " + Long.toHexString(mac));
        }
        int slot = slotOf(address);
        if (!isFree(slot)) {
            return mac(slot);
        }
        if (size >= entriesMax) {
            return UNRESOLVED;
        }
        set(slot, address, mac);
        size++;
        if (size > capacity() / 3 * 2 && capacity() < CAPACITY_MAX) {
            grow();
        }
        return mac;
    }

    /** How many addresses are known. */
    public int size() {
        return size;
    }

    /** Bytes of memory in use. */
    public long memoryBytes() {
        return (long) capacity() * SLOT_BYTES;
    }

    private int capacity() {
        return addresses.length;
    }

    private boolean isFree(int slot) {
        return lows[slot] == 0 && highs[slot] == 0;
    }

    private long mac(int slot) {
        return (highs[slot] & 0xFFFFL) << 32 | (lows[slot] & 0xFFFF_FFFFL);
    }

    /** The slot that holds the address, or the free one where it belongs. There is always a free one. */
    private int slotOf(int address) {
        int mask = capacity() - 1;
        int hash = address * 0x9E3779B9;
        int slot = (hash ^ (hash >>> 15)) & mask;
        while (!isFree(slot) && addresses[slot] != address) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void set(int slot, int address, long mac) {
        addresses[slot] = address;
        lows[slot] = (int) mac;
        highs[slot] = (short) (mac >>> 32);
    }

    private void grow() {
        int[] oldAddresses = addresses;
        int[] oldLows = lows;
        short[] oldHighs = highs;
        allocate(capacity() * 2);
        for (int i = 0; i < oldAddresses.length; i++) {
            if (oldLows[i] != 0 || oldHighs[i] != 0) {
                long mac = (oldHighs[i] & 0xFFFFL) << 32 | (oldLows[i] & 0xFFFF_FFFFL);
                set(slotOf(oldAddresses[i]), oldAddresses[i], mac);
            }
        }
    }

    private void allocate(int capacity) {
        addresses = new int[capacity];
        lows = new int[capacity];
        highs = new short[capacity];
    }
}
