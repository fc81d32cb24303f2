package hayate.net;

import java.util.concurrent.atomic.AtomicLong;

/** A counter that one thread advances, without a locked instruction, and any thread reads. */
final class OwnedCounter {
    private final AtomicLong value = new AtomicLong();

    void add(long amount) {
        value.setRelease(value.getPlain() + amount);
    }

    long get() {
        return value.getAcquire();
    }
}
