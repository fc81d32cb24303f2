package hayate.rate;

import java.util.Arrays;

/** A binary heap of numbers by time, in two arrays: the earliest first. Single-threaded. */
final class DueHeap {
    private static final int CAPACITY_MIN = 256;

    private double[] timesNs = new double[CAPACITY_MIN];
    private long[] values = new long[CAPACITY_MIN];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    double firstNs() {
        return timesNs[0];
    }

    void add(double timeNs, long value) {
        if (size == values.length) {
            timesNs = Arrays.copyOf(timesNs, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        int hole = size++;
        while (hole > 0 && timesNs[(hole - 1) / 2] > timeNs) {
            move((hole - 1) / 2, hole);
            hole = (hole - 1) / 2;
        }
        timesNs[hole] = timeNs;
        values[hole] = value;
    }

    /** Takes the earliest. */
    long take() {
        final long taken = values[0];
        size--;
        int hole = 0;
        for (int child = 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && timesNs[child + 1] < timesNs[child]) {
                child++;
            }
            if (timesNs[child] >= timesNs[size]) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        move(size, hole);
        return taken;
    }

    private void move(int from, int to) {
        timesNs[to] = timesNs[from];
        values[to] = values[from];
    }
}
