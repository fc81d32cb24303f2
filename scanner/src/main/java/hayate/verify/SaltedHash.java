package hayate.verify;

import java.util.SplittableRandom;

/**
 * Spreads indexes over hash tables that hostile packets fill: the salt keeps anybody from choosing indexes that collide.
 * The mixer is SplitMix64's (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
 */
public final class SaltedHash {
    private final long salt = new SplittableRandom().nextLong();

    /** 64 well mixed bits. */
    public long of(long index) {
        long mixed = index + salt;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
