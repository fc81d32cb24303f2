package hayate.cli;

/** A privilege that a scan needs is missing; the message is the one line that says so and what to type. */
final class NoPrivilegeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoPrivilegeException(String message) {
        super(message, null, false, false);
    }
}
