package hayate.output;

/** A checkpoint or journal that cannot be used: missing, damaged, locked, of another version or of another plan. */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line for people, with the file in it */
    public CheckpointException(String message) {
        super(message);
    }

    /** @param message one line for people, with the file in it */
    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
