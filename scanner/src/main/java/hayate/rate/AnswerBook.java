package hayate.rate;

/** Where the receiver books answers for the rate control. */
public interface AnswerBook {
    /** For scans at a fixed rate. */
    AnswerBook NONE = new AnswerBook() {
        @Override
        public void onAnswer(long index, int attempt, long epochNs) {}

        @Override
        public void onRepeat(long index, int attempt, long epochNs) {}
    };

    /**
     * A first answer of a target, open or closed.
     *
     * @param index the target's index
     * @param attempt which attempt it answers
     * @param epochNs when the kernel saw it
     */
    void onAnswer(long index, int attempt, long epochNs);

    /** A further answer of a target, open or closed. */
    void onRepeat(long index, int attempt, long epochNs);
}
