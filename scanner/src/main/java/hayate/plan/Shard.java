package hayate.plan;

/**
 * One of {@code count} disjoint parts of the sending order that together are all of it: shard {@code number} holds the
 * positions congruent to {@code number - 1} modulo {@code count}.
 *
 * @param number 1..count
 * @param count how many shards there are
 */
public record Shard(int number, int count) {
    /** The only shard of an undivided scan. */
    public static final Shard WHOLE = new Shard(1, 1);

    /** Checks the bounds. */
    public Shard {
        if (count < 1 || number < 1 || number > count) {
            throw new IllegalArgumentException("shard " + number + "/" + count + ": want i/n with 1 <= i <= n");
        }
    }

    /**
     * Reads {@code i/n}.
     *
     * @throws PlanException unless {@code 1 <= i <= n}
     */
    public static Shard parse(String word) {
        int slash = word.indexOf('/');
        int number = slash < 0 ? -1 : Words.number(word, 0, slash, Integer.MAX_VALUE);
        int count = slash < 0 ? -1 : Words.number(word, slash + 1, word.length(), Integer.MAX_VALUE);
        if (number < 1 || count < 1 || number > count) {
            throw new PlanException("shard " + Words.quote(word) + ": give i/n with 1 <= i <= n, for example 2/4");
        }
        return new Shard(number, count);
    }
}
