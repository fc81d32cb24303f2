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
        public long next(long step) {
            return -1;
        }
    };

    /** Canaries per probe, 0..1. */
    double share();

    /** The index of a target to ask next to {@code step} of the order, or -1 if none is to be asked now. */
    long next(long step);
}
