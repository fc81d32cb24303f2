package hayate.net;

/**
 * The free slots of a sender, last in, first out: the slot used last is still in the cache. Owned by the sender's
 * thread.
 */
final class SlotStack {
    private final int[] free;
    private int count;

    SlotStack(int slots) {
        free = new int[slots];
        for (int slot = slots - 1; slot >= 0; slot--) {
            free[count++] = slot;
        }
    }

    int pop() {
        return count == 0 ? FrameSender.NONE : free[--count];
    }

    void push(int slot) {
        free[count++] = slot;
    }

    int count() {
        return count;
    }
}
