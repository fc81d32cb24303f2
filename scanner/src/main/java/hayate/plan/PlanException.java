package hayate.plan;

/**
 * The words of the command line or of a target file do not make a plan. The message is one line for the user: it names
 * the offending word (and the file and line it stands in) and says what is accepted. The program ends with the exit code
 * for usage.
 */
public final class PlanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A refusal in words for the user. */
    public PlanException(String message) {
        super(message);
    }

    /** A refusal in words for the user, and what brought it about. */
    public PlanException(String message, Throwable cause) {
        super(message, cause);
    }
}
