package hayate.send;

import hayate.plan.AddressSet;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How long each host has been worked on, for a limit to that: its clock starts with its first probe, and once the limit is
 * over whoever wants to ask it anything is refused, and the host counts as given up. Any thread.
 *
 * <p>Memory: four bytes an address, {@value #ADDRESSES_MAX} addresses at most.
 */
public final class HostClocks {
    /** Addresses whose time is kept, at most. */
    public static final int ADDRESSES_MAX = 1 << 22;

    private static final long NS_PER_MS = 1_000_000;
    private static final int NOT_STARTED = 0;
    private static final int GIVEN_UP = -1;

    private final AddressSet addresses;
    private final long limitMs;
    private final long startNs;
    /** Milliseconds since the start when a host was first asked, plus one. */
    private final AtomicIntegerArray firstMs;

    /**
     * @param addresses all that may be asked
     * @param limitNs how long a host may take
     * @param nowNs monotonic time now
     */
    public HostClocks(AddressSet addresses, long limitNs, long nowNs) {
        this.addresses = addresses;
        this.limitMs = limitNs / NS_PER_MS;
        this.startNs = nowNs;
        this.firstMs = new AtomicIntegerArray((int) Math.min(ADDRESSES_MAX, addresses.size()));
    }

    /** A host is asked something: its clock runs from now on at the latest. */
    public void asked(int address, long nowNs) {
        int host = (int) addresses.indexOf(address);
        if (firstMs.get(host) == NOT_STARTED) {
            firstMs.compareAndSet(host, NOT_STARTED, 1 + elapsedMs(nowNs));
        }
    }

    /** Whether a host has had its time, so that what was to be asked of it is not: then it is given up. */
    public boolean refuses(int address, long nowNs) {
        int host = (int) addresses.indexOf(address);
        int first = firstMs.get(host);
        if (first == NOT_STARTED) {
            return false;
        }
        boolean over = first == GIVEN_UP || elapsedMs(nowNs) + 1L - first >= limitMs;
        if (over && first != GIVEN_UP) {
            firstMs.set(host, GIVEN_UP);
        }
        return over;
    }

    /** Whether something was not asked of a host because its time was over. */
    public boolean isGivenUp(int address) {
        long host = addresses.indexOf(address);
        return host >= 0 && firstMs.get((int) host) == GIVEN_UP;
    }

    /** How many hosts were given up. */
    public int givenUp() {
        int count = 0;
        for (int host = 0; host < firstMs.length(); host++) {
            count += firstMs.get(host) == GIVEN_UP ? 1 : 0;
        }
        return count;
    }

    private int elapsedMs(long nowNs) {
        return (int) Math.min(Integer.MAX_VALUE - 1, Math.max(0, nowNs - startNs) / NS_PER_MS);
    }
}
