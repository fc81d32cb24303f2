package hayate.probe;

import hayate.work.Entropy;

/**
 * The 128 secret bits behind every cookie of a process. Immutable, used by any thread.
 *
 * <p>A cookie is the low half of SipHash-2-4 over both addresses and both ports, so a reply verifies only for the very
 * target and attempt it answers: guessing one takes 2<sup>32</sup> packets on average, and a cookie seen for one target
 * says nothing about the next.
 */
public final class CookieKey {
    private final long key0;
    private final long key1;

    private CookieKey(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** A key nobody can know. */
    public static CookieKey random() {
        return new CookieKey(Entropy.bits(), Entropy.bits());
    }

    /** A known key: for simulations and tests. */
    public static CookieKey of(long key0, long key1) {
        return new CookieKey(key0, key1);
    }

    /** The sequence number of the probe from {@code ourAddress:ourPort} to {@code theirAddress:theirPort}. */
    public int cookie(int ourAddress, int theirAddress, int theirPort, int ourPort) {
        return (int) hash(ourAddress, theirAddress, theirPort, ourPort);
    }

    /** The whole hash of a probe: bits 0..31 are its cookie, bits 32..47 its IP identification. */
    long hash(int ourAddress, int theirAddress, int theirPort, int ourPort) {
        long addresses = (long) ourAddress << 32 | (theirAddress & 0xFFFF_FFFFL);
        return SipHash24.hash12(key0, key1, addresses, theirPort << 16 | ourPort);
    }

    /** A secret number for another use than cookies: hashed from 8 bytes, a length that no cookie has. */
    long derive(long use) {
        return SipHash24.hash(key0, key1, use, 8L << 56);
    }
}
