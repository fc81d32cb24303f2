package hayate.output;

/** An output that cannot be opened or named: a mistake of the caller, found before the first packet. */
public final class OutputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line for people, with the file in it */
    public OutputException(String message) {
        super(message);
    }

    /** @param message one line for people, with the file in it */
    public OutputException(String message, Throwable cause) {
        super(message, cause);
    }
}
