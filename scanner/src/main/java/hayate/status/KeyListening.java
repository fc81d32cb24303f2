package hayate.status;

/** Listens to keys until it is closed, which may come from any thread and more than once. */
@FunctionalInterface
public interface KeyListening extends AutoCloseable {
    /** There are no keys. */
    KeyListening NONE = () -> {};

    @Override
    void close();
}
