package hayate.send;

/**
 * Decides which targets may be asked now, beside what the {@link Allowance} says of all together, and keeps those that
 * may not until they may. Owned by the transmitter's thread.
 *
 * <p>It keeps a bounded number: while it has no room the transmitter takes no further target, so nothing is dropped and
 * the sender slows down. Targets leave it in another order than they came; what counts them is {@link #lowestStep}.
 */
public interface TargetGate {
    /** Whether another target can be offered now. */
    boolean hasRoom(long nowNs);

    /**
     * Offers a target; only while there is room.
     *
     * @return true: it goes now; false: it is kept, and {@link #poll} gives it back
     */
    boolean offer(long target, long step, long nowNs);

    /** Whether a kept target goes now: then it is {@link #target} at {@link #step}, and kept no longer. */
    boolean poll(long nowNs);

    /** The target that {@link #poll} gave. */
    long target();

    /** The step of the target that {@link #poll} gave. */
    long step();

    /** A target that was let through could not leave then, and does now. */
    void again(long target, long nowNs);

    /** All that were let through have left the machine, the last not after {@code nowNs}. */
    void left(long nowNs);

    /** How many targets are kept. */
    int held();

    /** No kept target has a lower step; {@link Long#MAX_VALUE} if none is kept. */
    long lowestStep(long nowNs);

    /** When {@link #poll} or {@link #hasRoom} may next say yes, not later than true; {@link Long#MAX_VALUE} if never. */
    long nextNs(long nowNs);
}
