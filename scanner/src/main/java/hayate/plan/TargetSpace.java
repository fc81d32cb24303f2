package hayate.plan;

/** All targets of a run, numbered 0..size-1. */
public final class TargetSpace {
    private TargetSpace() {}

    /** How many targets there are. */
    public long size() {
        return 0;
    }

    /** The packed target ({@link Target}) of an index. */
    public long targetAt(long index) {
        throw new IndexOutOfBoundsException("index " + index);
    }

    /** The index of a target, or -1 if it is not in the space. */
    public long indexOf(int address, int port) {
        return -1;
    }
}
