package hayate.verify;

/** Which targets the scan asked; the target space implements it. */
@FunctionalInterface
public interface TargetIndex {
    /** The index of a target, or a negative number if it is not in the space. Allocates nothing. */
    long indexOf(int address, int port);
}
