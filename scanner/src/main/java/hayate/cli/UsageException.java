package hayate.cli;

/** The command line cannot be used; the message is the one line that says which token and what is accepted. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line, without the program's name */
    public UsageException(String message) {
        super(message, null, false, false);
    }

    /** A value that an option does not take. */
    static UsageException badValue(String option, String accepted, String token) {
        return new UsageException(option + " wants " + accepted + ", not " + Quote.token(token));
    }
}
