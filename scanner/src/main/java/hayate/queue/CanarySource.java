package hayate.queue;

/** Targets known to answer, to be asked again between the others. Asked by the generator. */
public interface CanarySource {
    /** No canaries. */
    CanarySource NONE = new CanarySource() {
        @Override
        public double share() {
            return 0;
        }

        @Override
        public int blocksAhead() {
            return Integer.MAX_VALUE;
        }

        @Override
        public long next(long step) {
            return -1;
        }
    };

    /** Canaries per probe, 0..1. */
    double share();

    /** So many blocks may wait to be sent, at most. */
    int blocksAhead();

    /** The index of a target to ask next to {@code step} of the order, or -1 if none is to be asked now. */
    long next(long step);
}
