package hayate.status;

/** Listens to keys until it is closed, which may come from any thread and more than once. */
public interface KeyListening extends AutoCloseable {
    /** There are no keys. */
    KeyListening NONE = new KeyListening() {
        @Override
        public void close() {}
    };

    /** This process is about to be stopped (Ctrl-Z): the terminal is the shell's. */
    default void pause() {}

    /** It goes on. */
    default void goOn() {}

    @Override
    void close();
}
