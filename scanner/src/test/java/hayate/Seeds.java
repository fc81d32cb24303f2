package hayate;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The seed of tests that draw at random: always the same, so that a red build is a change's doing and anyone sees it again.
 * {@code -Dhayate.seed=N} sets another, {@code -Dhayate.seed=random} draws one; failures print the one that was used.
 */
public final class Seeds {
    private static final long DEFAULT = 0x6861_7961_7465L;

    private Seeds() {}

    /** The seed of this run; with {@code random} another at each call. */
    public static long seed() {
        String asked = System.getProperty("hayate.seed", "");
        return switch (asked) {
            case "" -> DEFAULT;
            case "random" -> ThreadLocalRandom.current().nextLong(1L << 48);
            default -> Long.parseLong(asked);
        };
    }
}
