package hayate.rate;

import java.util.Arrays;

/**
 * The networks of one prefix length that were asked lately or have somebody waiting, by an open-addressing hash: for each
 * when it may be asked again (the theoretical arrival time of ITU-T I.371), and who waits for that, first come first
 * served. Who waits are numbers of the level below. Networks that may be asked at once and have nobody waiting need not be
 * known and are forgotten when room is short. Single-threaded.
 *
 * <p>Memory: some 45 bytes a network, {@value #NETWORKS_MAX} of them at most, and as many more as may wait.
 */
final class CapLevel {
    /** Networks known at once, at most, before new ones have to wait for others to be forgotten. */
    static final int NETWORKS_MAX = 1 << 20;

    static final int NONE = -1;
    private static final int CAPACITY_MIN = 256;
    private static final int MIX = 0x9E3779B9;

    private final int shift;
    private final double intervalNs;
    private final double burstNs;
    private final double openFromNs;

    private int[] slots = new int[2 * CAPACITY_MIN];
    private int[] keys = new int[CAPACITY_MIN];
    private double[] arrivalNs = new double[CAPACITY_MIN];
    private double[] bookedNs = new double[CAPACITY_MIN];
    private int[] first = new int[CAPACITY_MIN];
    private int[] last = new int[CAPACITY_MIN];
    private int[] next = new int[CAPACITY_MIN];
    private int size;
    private int freed = NONE;
    private int freedCount;

    /** @param openFromNs no network may be asked earlier */
    CapLevel(TargetCap cap, long openFromNs) {
        this.shift = Integer.SIZE - cap.prefixLength();
        this.intervalNs = cap.intervalNs();
        this.burstNs = cap.burstNs();
        this.openFromNs = openFromNs;
    }

    /** How many networks are known. */
    int known() {
        return size - freedCount;
    }

    /** The number of the network of an address. */
    int of(int address) {
        int key = address >>> shift;
        int slot = slotOf(key);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        int id = newId();
        keys[id] = key;
        arrivalNs[id] = openFromNs;
        bookedNs[id] = Double.NaN;
        first[id] = NONE;
        slots[slot] = id + 1;
        if (known() > slots.length / 3 * 2) {
            slots = new int[slots.length * 2];
            fillSlots();
        }
        return id;
    }

    /** An address of a network. */
    int addressOf(int id) {
        return keys[id] << shift;
    }

    /** When a network may be asked next. */
    double dueNs(int id) {
        return arrivalNs[id] - burstNs;
    }

    /** A network is asked now. */
    void book(int id, long nowNs) {
        arrivalNs[id] = Math.max(arrivalNs[id], (double) nowNs) + intervalNs;
        bookedNs[id] = nowNs;
    }

    /** What was booked for {@code bookedAtNs} left the machine only now. */
    void leave(int id, long bookedAtNs, long nowNs) {
        if (bookedNs[id] == bookedAtNs) {
            arrivalNs[id] += nowNs - bookedAtNs;
            bookedNs[id] = Double.NaN;
        }
    }

    boolean hasWaiting(int id) {
        return first[id] != NONE;
    }

    /** Who waits first. */
    int firstWaiting(int id) {
        return first[id];
    }

    /**
     * Adds to those who wait.
     *
     * @param links where the level below keeps who follows whom
     */
    void append(int id, int waiting, int[] links) {
        links[waiting] = NONE;
        if (first[id] == NONE) {
            first[id] = waiting;
        } else {
            links[last[id]] = waiting;
        }
        last[id] = waiting;
    }

    /** Takes the first of those who wait. */
    int removeFirst(int id, int[] links) {
        int removed = first[id];
        first[id] = links[removed];
        return removed;
    }

    /** Who follows whom while the networks of this level wait themselves. */
    int[] links() {
        return next;
    }

    /** Forgets all networks that may be asked at once and have nobody waiting. */
    void forget(long nowNs) {
        Arrays.fill(slots, 0);
        for (int id = 0; id < size; id++) {
            if (!isFree(id) && first[id] == NONE && arrivalNs[id] <= nowNs) {
                first[id] = -2 - freed - 1;
                freed = id;
                freedCount++;
            }
        }
        fillSlots();
    }

    /** Freed numbers are chained through {@link #first}, below {@link #NONE}. */
    private boolean isFree(int id) {
        return first[id] < NONE;
    }

    private int newId() {
        if (freed != NONE) {
            int id = freed;
            freed = -first[id] - 3;
            freedCount--;
            return id;
        }
        if (size == keys.length) {
            grow(2 * size);
        }
        return size++;
    }

    private void grow(int capacity) {
        keys = Arrays.copyOf(keys, capacity);
        arrivalNs = Arrays.copyOf(arrivalNs, capacity);
        bookedNs = Arrays.copyOf(bookedNs, capacity);
        first = Arrays.copyOf(first, capacity);
        last = Arrays.copyOf(last, capacity);
        next = Arrays.copyOf(next, capacity);
    }

    private void fillSlots() {
        for (int id = 0; id < size; id++) {
            if (!isFree(id)) {
                slots[slotOf(keys[id])] = id + 1;
            }
        }
    }

    private int slotOf(int key) {
        int mask = slots.length - 1;
        int hash = key * MIX;
        int slot = (hash ^ hash >>> 15) & mask;
        while (slots[slot] != 0 && keys[slots[slot] - 1] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
