package hayate.scan;

import java.util.Arrays;

/** An open-addressing map from non-negative longs to longs: 16 bytes an entry, half as much again while it grows. */
final class LongTable {
    private static final int CAPACITY_MIN = 64;
    private static final long FREE = -1;

    private long[] keys = free(CAPACITY_MIN);
    private long[] values = new long[CAPACITY_MIN];
    private int size;

    private static long[] free(int capacity) {
        long[] keys = new long[capacity];
        Arrays.fill(keys, FREE);
        return keys;
    }

    /** The value of a key, or {@code missing}. */
    long get(long key, long missing) {
        int slot = slotOf(key);
        return keys[slot] == FREE ? missing : values[slot];
    }

    void put(long key, long value) {
        int slot = slotOf(key);
        if (keys[slot] == FREE) {
            keys[slot] = key;
            size++;
        }
        values[slot] = value;
        if (size > keys.length / 3 * 2) {
            grow();
        }
    }

    void remove(long key) {
        int slot = slotOf(key);
        if (keys[slot] == FREE) {
            return;
        }
        size--;
        int hole = slot;
        int mask = keys.length - 1;
        for (int next = (hole + 1) & mask; keys[next] != FREE; next = (next + 1) & mask) {
            int home = homeOf(keys[next]);
            if (((next - home) & mask) >= ((next - hole) & mask)) {
                keys[hole] = keys[next];
                values[hole] = values[next];
                hole = next;
            }
        }
        keys[hole] = FREE;
    }

    private int homeOf(long key) {
        long hash = key * 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 32) & (keys.length - 1);
    }

    private int slotOf(long key) {
        int slot = homeOf(key);
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = free(oldKeys.length * 2);
        values = new long[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                int slot = slotOf(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
