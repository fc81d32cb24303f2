package hayate.receive;

/** The rule against the kernel's RSTs cannot be installed; the message is for the operator. */
public final class KernelRstException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what went wrong */
    public KernelRstException(String message) {
        super(message);
    }

    KernelRstException(String message, Throwable cause) {
        super(message, cause);
    }
}
