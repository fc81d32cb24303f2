package hayate.rate;

/**
 * How many probes go at once.
 *
 * @param most so many at most, or what {@value Portion#SMALL_BURST_NS} ns bring; infinite for what suits the sender
 * @param whole exactly so many, to see whether the path takes them
 */
record Portions(double most, boolean whole) {
    /** What 0.4 ms bring, after a pause 0.7: the sender sleeps between them. */
    static final Portions USUAL = new Portions(Double.POSITIVE_INFINITY, false);

    /** A handful, for a path that may take no more: where that is less than a sleep brings, the sender stays awake. */
    static final Portions SMALL = new Portions(4, false);

    /** The same for each of so many senders; a handful is one anyway. */
    Portions dividedBy(int senders) {
        return new Portions(Math.max(Math.min(most, SMALL.most), Math.floor(most / senders)), whole);
    }
}
