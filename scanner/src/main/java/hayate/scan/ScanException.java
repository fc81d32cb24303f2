package hayate.scan;

/** A scan that cannot start as asked for: one clear line for people, exit code 2. */
public final class ScanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: what is wrong and what is accepted */
    public ScanException(String message) {
        super(message);
    }
}
