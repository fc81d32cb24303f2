package hayate.work;

/** What a thread does when its worker had nothing to do. Owned by one thread. */
@FunctionalInterface
public interface IdleStrategy {
    /** Pauses if {@code workCount} is 0; any other value resets the pause. */
    void idle(int workCount);
}
